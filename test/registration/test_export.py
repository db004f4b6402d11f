#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`vereint registrations export` of the demonstration as XLSX and CSV: both hold what the database holds, and the needs
only where they were asked for. Read with Python's own zip, XML and CSV readers."""
import csv
import io
import os
import sqlite3
import subprocess
import tempfile
import xml.etree.ElementTree as ET
import zipfile

import tap

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
QUERY = """SELECT r.id, s.title, p.name, COALESCE(p.email, '') FROM registration r
  JOIN seminar s ON s.id = r.seminar_id JOIN person p ON p.id = r.person_id"""


def vereint(*args, code=0):
    done = subprocess.run([os.environ["VEREINT"], *args], capture_output=True,
                          env={**os.environ, "LC_ALL": "de_DE.UTF-8"})
    assert done.returncode == code, done
    return done.stdout


def sheet(data):
    """The rows of the first sheet as texts; fails on a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = [("".join(t.text or "" for t in si.iter(MAIN + "t")))
                   for si in ET.fromstring(book.read("xl/sharedStrings.xml"))]
        rows = []
        for row in ET.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(MAIN + "row"):
            cells = {}
            for c in row.iter(MAIN + "c"):
                assert c.find(MAIN + "f") is None, "a formula"
                value = c.find(MAIN + "v")
                if value is not None:
                    column = "".join(ch for ch in c.get("r") if ch.isalpha())
                    cells[column] = strings[int(value.text)] if c.get("t") == "s" else value.text
            rows.append(cells)
    letters = [chr(ord("A") + i) for i in range(len(rows[0]))]
    return [[row.get(letter, "") for letter in letters] for row in rows]


def table(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def facts(rows):
    at = [rows[0].index(name) for name in ("Anmeldung", "Seminar", "Name", "E-Mail-Adresse")]
    return sorted((int(float(row[at[0]])), row[at[1]], row[at[2]], row[at[3]]) for row in rows[1:])


class Demo:
    def __init__(self, folder):
        self.folder = folder
        vereint("demo", "--data", folder)
        self.db = sqlite3.connect(f"file:{folder}/vereint.db?mode=ro", uri=True)

    def export(self, *args, code=0):
        return vereint("registrations", "export", "--data", self.folder, *args, code=code)


folder = tempfile.TemporaryDirectory()
demo = Demo(folder.name)
BUSIEST = "SELECT seminar_id FROM registration GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1"
seminar, = demo.db.execute(BUSIEST).fetchone()


def test_both_hold_what_the_database_holds():
    everything = sorted(demo.db.execute(QUERY))
    assert len(everything) > 50
    assert facts(sheet(demo.export("--format", "xlsx"))) == everything
    assert facts(table(demo.export("--format", "csv"))) == everything
    assert facts(table(demo.export())) == everything


def test_one_seminar_alone():
    wanted = sorted(demo.db.execute(QUERY + " WHERE s.id = ?", [seminar]))
    assert facts(sheet(demo.export("--format", "xlsx", "--seminar", str(seminar)))) == wanted


def test_needs_only_when_asked_for():
    for form, rows in (("xlsx", sheet), ("csv", table)):
        without, with_needs = rows(demo.export("--format", form)), rows(demo.export("--format", form, "--with-needs"))
        assert "Barrierefreiheit" not in without[0] and "Barrierefreiheit" in with_needs[0]
        assert len(without) == len(with_needs)


def test_what_it_does_not_understand():
    for args in (["--format", "pdf"], ["--seminar", "x"], ["--seminar", "0"], ["more"]):
        assert demo.export(*args, code=2) == b""
    assert demo.export("--seminar", "987654", code=1) == b""

tap.run(globals())
