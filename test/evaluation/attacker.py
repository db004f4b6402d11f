#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who owns the database tries to find out who answered what: from the rows and their order, the journal commit by commit, the raw
bytes, the times, and on PostgreSQL xmin and ctid. Each way of guessing gives every person one response; how many it gets right must
be no better than chance (Poisson with mean 1: that is what dealing at random gives; p > 0.01 over all ways together).

WRITE_ANSWERS names the program that makes the data; with SHARED=1 that program has the planted defect, and a way must succeed."""
import math
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import tempfile
from pathlib import Path

import tap

POSTGRES = os.environ.get("VEREINT_TEST_POSTGRES")


class Seen:
    """What the attacker holds at one moment."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if POSTGRES:
            self.db = None
        else:
            copy = tempfile.mkdtemp(prefix="attack-")  # opening it would change the journal
            shutil.copytree(folder, copy, dirs_exist_ok=True)
            self.db = sqlite3.connect(Path(copy, "vereint.db"))

    def rows(self, query):
        if self.db:
            return self.db.execute(query).fetchall()
        done = subprocess.run(["psql", "-XAtq", "-F", "\t", "-c", query, POSTGRES], check=True, capture_output=True, text=True)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

    def people(self, order):
        return [int(r[0]) for r in self.rows(f"SELECT registration_id FROM attendance ORDER BY {order}")]

    def responses(self, order):
        return [(key_of(r[0]), key_of(r[1])) for r in self.rows(f"SELECT key, answers FROM response ORDER BY {order}")]


def key_of(value):
    return value if isinstance(value, bytes) else bytes.fromhex(value.removeprefix("\\x"))


def frames(wal):
    """[(page number, commits, bytes)] of a journal (https://sqlite.org/fileformat2.html#walformat)."""
    data = wal.read_bytes() if wal.exists() else b""
    if len(data) < 32:
        return []
    size = struct.unpack(">I", data[8:12])[0] or 65536
    salt, out = data[16:24], []
    for at in range(32, len(data) - size - 23, 24 + size):
        page, pages = struct.unpack(">II", data[at:at + 8])
        if data[at + 8:at + 16] == salt:
            out.append((page, pages > 0, data[at + 24:at + 24 + size]))
    return out


def in_journal(seen, keys):
    """The responses' keys in the order in which the journal first has them."""
    found = []
    for _, _, data in frames(seen.folder / "vereint.db-wal"):
        found += [k for k in keys if k in data and k not in found]
    return found


def ways(seen, label):
    """{name: {person: key}}"""
    out = {}
    orders = ["registration_id"] + (["xmin::text::bigint", "ctid"] if POSTGRES else ["rowid"])
    response_orders = ["key"] + (["xmin::text::bigint", "ctid", "xmin::text::bigint, ctid"] if POSTGRES else [])
    for order in orders:
        try:
            people = seen.people(order)
        except sqlite3.OperationalError:
            continue  # it has no row numbers
        for response_order in response_orders:
            keys = [k for k, _ in seen.responses(response_order)]
            out[f"{label}: attendance by {order}, answers by {response_order}"] = dict(zip(people, keys))
    if POSTGRES:
        by_xmin = {}
        for registration, xmin in seen.rows("SELECT registration_id, xmin::text FROM attendance"):
            by_xmin.setdefault(xmin, []).append(int(registration))
        shared = {}
        for key, xmin in seen.rows("SELECT key, xmin::text FROM response"):
            if len(by_xmin.get(xmin, [])) == 1:
                shared[by_xmin[xmin][0]] = key_of(key)
        out[f"{label}: the same xmin"] = shared
        return out
    keys = [k for k, _ in seen.responses("key")]
    raw = (seen.folder / "vereint.db").read_bytes()
    places = sorted((raw.find(k), k) for k in keys)
    out[f"{label}: place in the file"] = dict(zip(seen.people("registration_id"), [k for _, k in places]))
    by_audit = [int(r[0]) for r in seen.rows("SELECT object_id FROM audit_entry WHERE action = 'attendance.record' ORDER BY id")]
    found = in_journal(seen, keys)
    marked = [int(m) for (d,) in seen.rows("SELECT detail FROM audit_entry WHERE action LIKE 'attendance%' ORDER BY id")
              for m in re.findall(r"\d+", d or "")[:1]]
    for name, people in (("audit log", by_audit), ("details of the audit log", marked)):
        out[f"{label}: {name} against first appearance in the journal"] = dict(zip(people, found))
    out[f"{label}: one commit"] = by_commit(seen, keys)
    return out


def by_commit(seen, keys):
    """Rows of attendance as they stand after each commit of the journal, and the response that came with the new one."""
    wal, base = seen.folder / "vereint.db-wal", seen.folder / "vereint.db"
    data = wal.read_bytes() if wal.exists() else b""
    if len(data) < 32:
        return {}
    size = struct.unpack(">I", data[8:12])[0] or 65536
    pages, out, known, held = {}, {}, set(), None
    raw = bytearray(base.read_bytes())
    for page, commits, content in frames(wal):
        pages[page] = content
        if not commits:
            continue
        for number, bytes_ in pages.items():
            end = number * size
            if len(raw) < end:
                raw.extend(bytes(end - len(raw)))
            raw[end - size:end] = bytes_
        touched, pages = pages, {}
        now = {k for k in keys if k not in known and any(k in p for p in touched.values())}
        known |= now
        if not now:
            continue
        with tempfile.NamedTemporaryFile(suffix=".db") as file:
            image = bytes(raw[:18]) + b"\x01\x01" + bytes(raw[20:])  # as a database without journal
            file.write(image)
            file.flush()
            db = sqlite3.connect(file.name)
            there = {r[0] for r in db.execute("SELECT registration_id FROM attendance")}
            db.close()
        new = there - held if held is not None else there
        held = there
        if len(new) == 1 and len(now) == 1:
            out[new.pop()] = now.pop()
    return out


def poisson_at_least(k, mean=1.0):
    return 1 - sum(math.exp(-mean) * mean ** i / math.factorial(i) for i in range(k))


class Trial:
    def __init__(self):
        program = subprocess.Popen([os.environ["WRITE_ANSWERS"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.truth, self.scores = {}, {}
        for line in program.stdout:
            words = line.split()
            if words[0] == "folder":
                folder = words[1]
            elif words[0] == "truth":
                self.truth[int(words[1])] = bytes.fromhex(words[2])
            else:
                with tempfile.TemporaryDirectory() as copy:
                    shutil.copytree(folder, copy, dirs_exist_ok=True)
                    self.judge(Seen(copy), words[0])
                program.stdin.write("\n")
                program.stdin.flush()
        assert program.wait() == 0

    def judge(self, seen, label):
        answers = dict(seen.responses("key"))
        assert sorted(answers.values()) == sorted(self.truth.values()), "the answers are not those that were given"
        for name, guess in ways(seen, label).items():
            self.scores[name] = sum(answers[key] == self.truth[person] for person, key in guess.items() if person in self.truth)


def p_of(trial):
    best, n = max(trial.scores.values()), len(trial.scores)
    p = min(1, n * poisson_at_least(best))  # Bonferroni, over all ways
    for name, score in trial.scores.items():
        print(f"# {score} of {len(trial.truth)} right: {name}")
    print(f"# the best of {n} ways gets {best} of {len(trial.truth)}; p = {p:.3f} against chance")
    assert n >= 8
    return p


def test_nobody_is_linked_to_an_answer():
    """Chance alone is worse than p = 0.01 in two trials once in ten thousand times."""
    assert p_of(Trial()) > .01 or p_of(Trial()) > .01


tap.run(globals())
