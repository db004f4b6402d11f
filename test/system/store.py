#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks into an installation's database beside the program, for the tests of the whole program.

    store.py sql DB                 runs the statements on standard input; prints the rows of the last as JSON
    store.py second DB              copies the first programme, with all its rows, as the second one ("zweite")
    store.py digest DB              one hash per table, as JSON
    store.py token DB PROGRAMME KEY HOURS
                                    a form token made HOURS ago for the session whose key hash is KEY (hexadecimal, or
                                    "-": nobody signed in); the format is that of src/programme/form_token.h

Only the standard library: the tests may not share code with what they test."""
import hashlib
import json
import re
import sqlite3
import sys
import time

SHIFT = 1_000_000  # from a row's id to that of its copy
MARK = "ZWEITESPROGRAMM"  # in each text that a page could show
MARKED = {"name", "title", "summary", "about", "organisation", "subject", "note", "room", "office", "wording", "city",
          "file_name", "serves", "address", "function"}
NOT_COPIED = {"setting", "form_once", "audit_entry", "sign_in_session", "sign_in_link"}


def tables(db):
    return [row[0] for row in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")]


def copied(column, kind, value):
    """A column's value in the copy of its row."""
    if value is None:
        return None
    if column == "slug":
        return "zweite"
    if kind == "INTEGER" and re.search(r"(^|_)id$", column):
        return value + (SHIFT if value else 0)
    if kind == "BLOB" and column in ("token_hash", "key_hash", "key"):
        return hashlib.sha256(value).digest()[:len(value)]
    if kind == "TEXT" and column == "code":  # of a certificate: no two have the same
        return value[::-1]
    if kind == "TEXT" and column in MARKED and value:
        return f"{value} {MARK}"
    return value


def make_second(db):
    db.execute("PRAGMA foreign_keys = OFF")
    for table in tables(db):
        if table in NOT_COPIED:
            continue
        columns = [(row[1], row[2]) for row in db.execute(f"PRAGMA table_info({table})")]
        for row in db.execute(f"SELECT * FROM {table}").fetchall():
            values = [copied(name, kind, value) for (name, kind), value in zip(columns, row)]
            db.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        sys.exit(f"the copy refers to rows that are missing: {broken[:5]}")


def digest(db):
    found = {}
    for table in tables(db):
        rows = sorted(repr(row) for row in db.execute(f"SELECT * FROM {table}"))
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
    return found


def token(db, programme, key_hash, hours):
    (key,) = db.execute("SELECT value FROM setting WHERE name = 'form_key'").fetchone()
    hour = int(time.time()) // 3600 - hours
    head = hashlib.sha256(f"{time.time_ns()}".encode()).digest()[:10] + hour.to_bytes(4, "little")
    session = bytes(32) if key_hash == "-" else bytes.fromhex(key_hash)
    text = head + programme.to_bytes(8, "little") + session
    return (head + hashlib.blake2b(text, digest_size=32, key=bytes.fromhex(key)).digest()[:16]).hex()


def plain(value):
    return value.hex() if isinstance(value, bytes) else value


def run_sql(db, script):
    rows = []
    for statement in (s for s in script.split(";\n") if s.strip()):
        cursor = db.execute(statement)
        names = [d[0] for d in cursor.description or []]
        rows = [dict(zip(names, map(plain, row))) for row in cursor.fetchall()]
    return rows


def main():
    what, path = sys.argv[1:3]
    db = sqlite3.connect(path, timeout=10)
    if what == "sql":
        print(json.dumps(run_sql(db, sys.stdin.read())))
    elif what == "second":
        make_second(db)
    elif what == "digest":
        print(json.dumps(digest(db)))
    elif what == "cells":  # of all tables, one of each table.column and value
        tables = [name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        print(json.dumps(sorted({f"{table}.{column}: {value}" for table in tables
                                 for row in run_sql(db, f'SELECT * FROM "{table}"') for column, value in row.items()})))
    elif what == "token":
        programme, key_hash, hours = sys.argv[3:]
        print(json.dumps(token(db, int(programme), key_hash, int(hours))))
    db.commit()
    db.close()


main()
