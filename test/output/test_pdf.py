#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF files are accessible: every mark on a page belongs to a tag or is decoration, the tags make sense,
languages, titles and alternative texts are there, and programs find the text in the order in which it is read
(ISO 14289-1, 7; Debian has no checker of its own for it). WRITE_PDF names the program under test."""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from functools import lru_cache
from pathlib import Path

import pikepdf
import tap
from pdf_check import (Tree, elements, fonts_are_embedded, headings_leave_no_gap, kids, marks, marks_belong_to_tags, name,
                       painted, same, sound, tags_stand_where_they_may)

ARABIC = "علاء عبد الله في المشاريع والعلاقات، بتطويرها وإدارتها لأن الجميع يستحقون"
HOSTILE = "(a) \\ </rdf:li> & EMC\n/Private << /MCID 1 >> BDC\nBT\n'\"<>"


def run(path, *args, env=None):
    return subprocess.run([os.environ["WRITE_PDF"], path, *args], capture_output=True, text=True,
                          env={**os.environ, **(env or {})})


@lru_cache(maxsize=None)
def written(text="Ein Absatz."):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "probe.pdf")
        done = run(path, text)
        assert done.returncode == 0, done.stderr
        return path.read_bytes()


def tree(text="Ein Absatz."):
    return Tree(written(text))


def test_every_mark_belongs_to_a_tag():
    marks_belong_to_tags(tree())


def test_decoration_is_no_tag():
    t = tree()
    assert not t.of("Private", "Artifact")
    text = t.text()
    assert "Fußzeile" in text and "Amt für Integration" in text and "Seite 2 von 3" in text, text
    said = subprocess.run(["pdfinfo", "-struct-text", t.file.name], capture_output=True, text=True, check=True).stdout
    assert "Teilnahmebescheinigung" in said and "Name 40" in said
    for words in ("Fußzeile", "Amt für Integration", "Seite 2 von 3"):
        assert words not in said, words


def test_tags_stand_where_they_may():
    tags_stand_where_they_may(tree())


def test_headings_leave_no_gap():
    t = tree()
    headings_leave_no_gap(t)
    assert len(t.of("Part")) == 4


def test_languages():
    t = tree()
    assert str(t.root.Lang) == "de"
    assert [str(part.get("/Lang", "")) for part in t.of("Part")] == ["", "ar", "", "uk"]
    assert [str(p.get("/Lang")) for p in t.of("P") if "/Lang" in p] == ["en"]


def test_title_is_shown():
    for text in ("Ein Absatz.", HOSTILE):
        t = tree(text)
        assert bool(t.root.ViewerPreferences.DisplayDocTitle) and bool(t.root.MarkInfo.Marked)
        assert str(t.pdf.docinfo.Title) == "Probe: " + text
        xmp = ET.fromstring(t.root.Metadata.read_bytes())
        for tag, value in (("{http://purl.org/dc/elements/1.1/}title", "Probe: " + text),
                           ("{http://purl.org/dc/elements/1.1/}language", "de"),
                           ("{http://purl.org/dc/elements/1.1/}creator", "Landeshauptstadt Probe"),
                           ("{http://www.aiim.org/pdfua/ns/id/}part", "1")):
            assert ["".join(e.itertext()) for e in xmp.iter(tag)] == [value], tag


def test_pictures_have_alternative_texts():
    t = tree()
    figures = t.of("Figure")
    assert [str(f.get("/Alt", "")) for f in figures] == ["QR-Code: Adresse zum Prüfen", "رمز الاستجابة السريعة"]


def test_links_say_where_they_lead():
    t = tree()
    links = t.of("Link")
    assert len(links) == 2
    for link, uri, words in zip(links, ("https://example.org/en?x='(1'&y=\\2",
                                        "https://example.org/certificates/ABCDEFGHJKLM"),
                                ("Our English page", "ABCD-EFGH-JKLM")):
        annotation = next(k.Obj for k in kids(link) if isinstance(k, pikepdf.Dictionary) and "/Obj" in k)
        assert str(annotation.A.URI) == uri and str(annotation.Contents) == words
        assert same(t.parents[int(annotation.StructParent)], link) and marks(link)
        assert any(same(a, annotation) for a in t.pdf.pages[0].Annots)


def test_tables_have_headers():
    t = tree()
    tables = t.of("Table")
    assert len(tables) == 3
    for table, head, rows in zip(tables, (["Row", None],) * 2 + (["Column"] * 3,), (3, 3, 41)):
        assert len(elements(table)) == rows
        scopes = [str(c.A.Scope)[1:] if name(c) == "TH" else None for c in elements(elements(table)[0])]
        assert scopes == head, scopes
        for row in elements(table)[1:]:
            assert [name(c) for c in elements(row)] == (["TH", "TD"] if rows == 3 else ["TD"] * 3)


def test_fonts_are_embedded():
    fonts_are_embedded(tree())


def test_arabic_is_read_in_order():
    text = tree().text(2, 2)
    for words in ("شهادة مشاركة", "إدارة المشاريع وتطويرها", "للتحقق من الشهادة"):
        assert words in text, text
    # poppler sets blanks beside numbers on the other side: the order of letters and digits counts
    assert "شاركت في ندوة إدارة المشاريع 2026 لمدة 12 ساعة، ولا شيء غير ذلك.".replace(" ", "") in text.replace(" ", "")
    arabic = Tree(written(ARABIC))
    for part in re.split("، ?", ARABIC):
        assert part in arabic.text(1, 1), arabic.text(1, 1)
    assert "محمد العلي" in arabic.text(3, 3)


def test_arabic_begins_at_the_right():
    t = tree()
    with tempfile.NamedTemporaryFile(suffix=".html") as out:
        subprocess.run(["pdftotext", "-bbox", "-f", "1", "-l", "2", t.file.name, out.name], check=True)
        words = re.findall(r'xMin="([\d.]+)" .*?xMax="([\d.]+)" .*?>(.*?)<', Path(out.name).read_text())
    assert abs(float(next(x for x, _, w in words if w == "Teilnahmebescheinigung")) - 70.9) < 3
    for heading in ("شهادة", "الندوة"):  # in bold above, and the name of the first fact
        assert abs(max(float(x) for _, x, w in words if w and heading.startswith(w)) - (595.3 - 56.7)) < 2, words


def test_german_and_ukrainian_are_there():
    text = re.sub(r"\s+", " ", tree().text())
    for words in ("Amina Yıldız-Öztürk", "hat an diesem Seminar teilgenommen.", "Projekte planen & leiten",
                  "Речення номер 160, яке не закінчується.", "Кінець"):
        assert words in text, words
    for number in range(3, 41):
        assert f"Name {number}" in text


def test_text_that_looks_like_operators_is_text():
    t = tree(HOSTILE)
    for page in t.pdf.pages:
        painted(page)
    assert "(a) \\ </rdf:li> & EMC" in t.text(1, 1) and "/Private << /MCID 1 >> BDC" in t.text(1, 1)
    assert "/Private << /MCID 1 >> BDC" in t.text(3, 3)
    assert not t.of("Private")


def test_a_phone_reads_the_codes():
    t = tree()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-l", "2", t.file.name, folder + "/p"], check=True)
        said = [subprocess.run(["zbarimg", "-q", "--raw", page], capture_output=True, text=True).stdout.strip()
                for page in sorted(Path(folder).iterdir())]
    assert said == ["https://example.org/certificates/ABCDEFGHJKLM", "https://example.org/x"], said


def test_all_of_it_is_sound():
    sound(tree())


def test_qpdf_finds_no_fault():
    t = tree()
    done = subprocess.run(["qpdf", "--check", t.file.name], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_document_gives_the_same_bytes():
    data = written()
    written.cache_clear()
    assert written() == data
    t = tree()
    assert str(t.pdf.docinfo.CreationDate).startswith("D:20260101000000")


def test_without_fonts_it_says_so():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "fonts.conf").write_text("<fontconfig></fontconfig>")
        done = run(Path(folder, "x.pdf"), env={"FONTCONFIG_FILE": folder + "/fonts.conf"})
    assert done.returncode == 3 and "fonts-hosny-amiri" in done.stderr, done


sys.exit(tap.run(dict(globals())))
