#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables as XLSX and CSV, read again with Python's own zip, XML and CSV readers: text stays text, whatever it
looks like; amounts, dates and times are numbers with a format. WRITE_TABLE names the program under test."""
import csv
import datetime
import os
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import tap
from xlsx_book import MAIN, Book

FORMULAS = ["=1+1", "+49 211 1234", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1",
            "'=1", "=HYPERLINK(\"http://example.org\")"]
OTHERS = ["", "Käthe Özdemir", "جمعية الجسر", "'quoted'", "007", "1e5", "14.03.2026", "TRUE", " blanks ", "a\nb",
          "\"x\";y,z", "<b>&amp;</b>", "_x0041_", "_x00", "\x01\x1f", "https://example.org", "😀"]


def write(texts, lang="de", code=0):
    with tempfile.TemporaryDirectory() as folder:
        xlsx, table = Path(folder, "t.xlsx"), Path(folder, "t.csv")
        done = subprocess.run([os.environ["WRITE_TABLE"], lang, xlsx, table, *texts], stderr=subprocess.PIPE)
        assert done.returncode == code, done
        return (xlsx.read_bytes(), table.read_bytes()) if code == 0 else done.stderr.decode()



def test_text_stays_text():
    texts = FORMULAS + OTHERS
    cells = Book(write(texts)[0]).cells()
    assert cells["A1"][:2] == ("s", "=Text")
    for row, text in enumerate(texts, 2):
        if text:
            assert cells[f"A{row}"] == ("s", text, "@"), (text, cells[f"A{row}"])
        else:
            assert f"A{row}" not in cells


def test_numbers_dates_and_times_are_real():
    cells = Book(write(["a", "b", "c", "d"])[0]).cells()
    assert not {"B2", "C2", "D2", "E2"} & set(cells)
    assert cells["B4"] == ("n", 1.0, "0")
    assert cells["C5"] == ("n", 0.14, '#,##0.00\\ "€"')
    start = datetime.date(1899, 12, 30)
    kind, value, style = cells["D5"]
    assert (kind, start + datetime.timedelta(value), style) == ("n", datetime.date(2026, 3, 31), "dd.mm.yyyy")
    moments = [datetime.datetime(1899, 12, 30) + datetime.timedelta(cells[f"E{r}"][1]) for r in (3, 4, 5)]
    # 2026-03-29 01:00 UTC is the hour in which summer time begins in Berlin: 03:00
    for moment, hour in zip(moments, (3, 4, 5)):
        assert abs(moment - datetime.datetime(2026, 3, 26 + hour, hour)) < datetime.timedelta(seconds=1), moment
    assert cells["E5"][2] == "dd.mm.yyyy\\ hh:mm"


def test_the_first_row_stays_in_sight():
    book = Book(write(["x" * 200])[0])
    pane = next(book.sheet.iter(MAIN + "pane"))
    assert (pane.get("ySplit"), pane.get("state"), pane.get("topLeftCell")) == ("1", "frozen", "A2")
    assert next(book.sheet.iter(MAIN + "autoFilter")).get("ref") == "A1:E2"
    widths = [float(c.get("width")) for c in book.sheet.iter(MAIN + "col")]
    assert len(widths) == 5 and min(widths) >= 10 and max(widths) < 62, widths


def test_language_title_and_direction():
    for lang, rtl in (("de", None), ("ar", "1")):
        book = Book(write(["a"], lang)[0])
        assert "<dc:title>Anmeldungen [2026]: Wer? 'Alle' &amp; &lt;mehr&gt;</dc:title>".encode() \
            in book.files["docProps/core.xml"]
        assert b"2026-01-01T00:00:00Z" in book.files["docProps/core.xml"]
        custom = ET.fromstring(book.files["docProps/custom.xml"])
        assert [(p.get("name"), "".join(p.itertext())) for p in custom] == [("Language", lang)]
        name = next(ET.fromstring(book.files["xl/workbook.xml"]).iter(MAIN + "sheet")).get("name")
        assert name == "Anmeldungen -2026-- Wer- -Alle-", name
        assert next(book.sheet.iter(MAIN + "sheetView")).get("rightToLeft") == rtl


def test_the_same_table_gives_the_same_bytes():
    assert write(FORMULAS)[0] == write(FORMULAS)[0]


def test_a_table_without_rows_opens():
    assert len(Book(write([])[0]).cells()) == 5


def test_a_text_that_no_cell_holds_is_refused():
    assert len(Book(write(["x" * 32767])[0]).cells()["A2"][1]) == 32767
    assert "too long for a cell" in write(["x" * 32768], code=3)


def test_csv_has_the_same_rows():
    text = write(["a", "=1", "c;d"])[1].decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[1:] == [["a", "", "", "", ""], ["'=1", "0", "0,00", "2026-03-29", "2026-03-29 03:00"],
                        ["c;d", "1", "0,07", "2026-03-30", "2026-03-30 04:00"]]
    assert write(["a", "b", "c"], "en")[1].decode("utf-8-sig").splitlines()[3] == "c,1,0.07,2026-03-30,2026-03-30 04:00"


tap.run(dict(globals()))
