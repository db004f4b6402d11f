# SPDX-License-Identifier: AGPL-3.0-or-later
"""An installation for the history checker: made by the program's commands and pages only, on SQLite or PostgreSQL,
with a server whose clock the test sets. The database is looked into from beside, never through the program."""
import html
import http.client
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "LANG": "en", "LANGUAGE": ""}
PASSWORD = "ein-langes-kennwort"
OFFICER = "office@example.org"


def moment(year, month, day, hour=12, minute=0, second=0):
    """Seconds since 1970 of a local time."""
    return int(datetime(year, month, day, hour, minute, second, tzinfo=BERLIN).timestamp())


def fields_of(page, action):
    """What a browser would send of the form with this action if nobody typed anything, as a dictionary."""
    form = re.search(r'<form\b[^>]*action="' + re.escape(action) + r'"[^>]*>(.*?)</form>', page, re.S)
    assert form, f"no form leads to {action}"
    fields = {}
    for tag, kind, inner in re.findall(r"(<(input|select|textarea)\b[^>]*>)((?:(?!<select|<textarea).)*?</(?:select|textarea)>)?",
                                       form.group(1), re.S):
        at = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if "name" not in at or at.get("type") == "file":
            continue
        if kind == "select":
            chosen = re.search(r'<option value="([^"]*)" selected', inner)
            fields[at["name"]] = html.unescape(chosen.group(1)) if chosen else ""
        elif kind == "textarea":
            fields[at["name"]] = html.unescape(inner[:-len("</textarea>")])
        elif at.get("type") not in ("checkbox", "radio") or " checked" in tag:
            fields[at["name"]] = at.get("value", "")
    return fields


class Visitor:
    """Somebody who reads pages and sends forms, one after the other, over one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = None

    def ask(self, method, path, body=None):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        cookie = answer.getheader("Set-Cookie")
        self.cookie = cookie.split(";")[0] if cookie else self.cookie
        return answer.status, answer.getheader("Location", ""), text

    def page(self, path):
        status, _, text = self.ask("GET", path)
        assert status == 200, f"{path} gives {status}"
        return text

    def send(self, page_path, action, **typed):
        """Fills the form on a page and sends it; returns where it leads."""
        fields = {**fields_of(self.page(page_path), action), **{k: str(v) for k, v in typed.items()}}
        status, location, text = self.ask("POST", action, urllib.parse.urlencode(fields))
        assert status == 303, f"{action} gives {status}: {text[:200]} {re.findall('kern-error[^<]*>([^<]*)', text)}"
        return location

    def sign_in(self):
        self.send("/rush/en/sign-in", "/rush/en/sign-in", email=OFFICER, password=PASSWORD)
        return self


class Installation:
    """Make it, serve(), …, stop(), remove()."""

    def __init__(self, program, postgres=None):
        self.program, self.postgres = program, postgres
        self.folder = Path(tempfile.mkdtemp(prefix="vereint-history-"))
        self.store = ["--db", postgres] if postgres else ["--data", str(self.folder)]
        self.server = self.port = None
        self.offset = 0

    def command(self, *words, said=""):
        done = subprocess.run([self.program, *words, *self.store], input=said, capture_output=True, text=True,
                              env=ENVIRONMENT)
        return done.returncode, done.stdout + done.stderr

    def must(self, *words, said=""):
        code, text = self.command(*words, said=said)
        assert code == 0, f"vereint {' '.join(words)} ends with {code}: {text}"
        return text

    def found(self, associations):
        """A programme with an officer and so many associations."""
        self.must("programme", "add", "rush", "--city", "Düsseldorf", "--office", "Amt", "--email", OFFICER)
        self.must("person", "add", "Olga Amt", OFFICER, "--role", "officer", "--password", said=PASSWORD + "\n")
        register = self.folder / "register.csv"
        names = [f"Verein {chr(65 + i % 26)}{i} Nachbarschaft e.V." for i in range(associations)]
        register.write_text("Name;Ort;Einwilligung\n" + "".join(f"{n};Düsseldorf;ja\n" for n in names))
        self.must("import", "associations", str(register), "--accept-doubtful")

    # ---- server ----

    def serve(self, at):
        """Starts the server with its clock at `at`."""
        self.offset = at - int(time.time())
        self.server = subprocess.Popen(
            [self.program, "serve", "--listen", "127.0.0.1:0", "--quiet", "--max-per-address", "8192", "--limit", "off",
             "--max-connections", "8192", "--clock-offset", str(self.offset), *self.store],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
        line = self.server.stdout.readline()
        found = re.search(r"port (\d+)", line)
        assert found, f"the server does not start: {line}{self.server.stderr.read()}"
        self.port = int(found.group(1))

    def now(self):
        return time.time() + self.offset

    def officer(self):
        return Visitor(self.port).sign_in()

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGTERM)
            complaint = self.server.communicate(timeout=60)[1]
            code, self.server = self.server.returncode, None
            assert code == 0, f"the server ended with {code}: {complaint}"

    def remove(self):
        if self.server:
            self.server.kill()
            self.server.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- the database, from beside ----

    def rows(self, query):
        """The rows of a query as tuples of text (None for NULL)."""
        if not self.postgres:
            db = sqlite3.connect(f"file:{self.folder}/vereint.db?mode=ro", uri=True, timeout=30)
            try:
                return [tuple(None if v is None else str(v) for v in row) for row in db.execute(query)]
            finally:
                db.close()
        done = subprocess.run(["psql", "-XAtq", "-F", "\x1f", "-R", "\x1e", "-P", "null=\x02", "-c", query, self.postgres],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        rows = done.stdout.rstrip("\n")
        return [tuple(None if v == "\x02" else v for v in row.split("\x1f")) for row in rows.split("\x1e")] if rows else []

    def drop_wall(self):
        """Takes away the database's own guard of the number of seats, so that a planted defect can show."""
        wall = "CHECK (seats_taken BETWEEN 0 AND capacity)"
        with sqlite3.connect(f"{self.folder}/vereint.db") as db:
            db.execute("PRAGMA writable_schema = ON")
            changed = db.execute("UPDATE sqlite_schema SET sql = replace(sql, ?, 'CHECK (seats_taken >= 0)')"
                                 " WHERE name = 'seminar' AND sql LIKE '%' || ? || '%'", (wall, wall)).rowcount
        assert changed == 1, "the wall stands elsewhere"


def add_seminar(officer, title, day, capacity, each, **more):
    """A published seminar with one session, by the officer's pages; its id."""
    new = "/rush/en/office/seminars/new"
    page = officer.page(new)
    topic = re.search(r'name="topic".*?<option value="(\d+)"', page, re.S).group(1)
    years = dict(re.findall(r'<option value="(\d+)"[^>]*>(\d{4})', page.split('name="year"')[1].split("</select>")[0]))
    year = next(k for k, v in years.items() if v == day[:4])
    there = officer.send(new, new, year=year, title=title, topic=topic, lang="de", capacity=capacity, minimum=0, each=each,
                         **more)
    seminar = int(re.search(r"/seminars/(\d+)", there).group(1))
    session = f"/rush/en/seminars/{seminar}/sessions/new"
    rooms = officer.page(session).split('name="room"')[1].split("</select>")[0]
    elsewhere = re.findall(r'<option value="([^"]*)"', rooms)[-1]
    officer.send(session, session, day=day, starts="17:00", ends="20:00", room=elsewhere, place=f"Raum {title}")
    officer.send(f"/rush/en/seminars/{seminar}/manage", f"/rush/en/seminars/{seminar}/publish")
    return seminar
