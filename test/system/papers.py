#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes out on paper, by the real program with the demonstration programme: sign-in sheets, certificates,
letters. Each file is accessible and says what it must, and no more. VEREINT names the program."""
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from functools import lru_cache
from http.cookiejar import CookieJar
from pathlib import Path

import tap
from pdf_check import Tree, sound

PLACE = "/duesseldorf/de"


class Site:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        subprocess.run([os.environ["VEREINT"], "demo", "--data", self.folder.name], check=True, capture_output=True)
        self.server = subprocess.Popen([os.environ["VEREINT"], "serve", "--listen", "127.0.0.1:0", "--quiet", "--data",
                                        self.folder.name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.server.stdout:
            port = re.search(r"\(port (\d+)\)", line)
            if port:
                break
        self.root = f"http://127.0.0.1:{port[1]}"
        self.officer = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.post("/sign-in", "/sign-in", email="programm@example.org", password="vereint-demo")

    def get(self, path, opener=None):
        """(status, bytes); as the officer unless an opener is given."""
        try:
            with (opener or self.officer).open(self.root + PLACE + path, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def public(self, path):
        status, body = self.get(path, urllib.request.build_opener())
        main = re.search(r"<main.*</main>", body.decode(), re.S)[0]
        return status, re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))

    def post(self, form, path, **fields):
        token = re.findall(r'name="_token" value="([^"]+)"', self.get(form)[1].decode())[0]
        data = urllib.parse.urlencode({"_token": token, **fields}).encode()
        with self.officer.open(self.root + PLACE + path, data, timeout=30) as answer:
            assert answer.status == 200 and answer.url != self.root + PLACE + path, answer.url
            return answer.read().decode()

    def rows(self, query, *values):
        db = sqlite3.connect(Path(self.folder.name, "vereint.db"))
        try:
            return db.execute(query, values).fetchall()
        finally:
            db.close()

    def paper(self, path):
        status, body = self.get(path)
        assert status == 200 and body.startswith(b"%PDF-"), (status, body[:200])
        paper = Tree(body)
        sound(paper)
        return paper


@lru_cache(maxsize=1)
def site():
    return Site()


def plain(text):
    return re.sub(r"\s+", "", text)


def test_a_sign_in_sheet_has_names_and_no_needs():
    (seminar, n), = site().rows("SELECT s.id, s.seats_taken FROM seminar s WHERE s.state = 3 AND s.seats_taken > 3 "
                                "ORDER BY s.id LIMIT 1")
    needs = [r[0] for r in site().rows("SELECT access_needs FROM registration_needs WHERE access_needs <> ''")]
    people = [r[0] for r in site().rows("SELECT p.name FROM registration r JOIN person p ON p.id = r.person_id "
                                        "WHERE r.seminar_id = ? AND r.state BETWEEN 3 AND 6", seminar)]
    paper = site().paper(f"/seminars/{seminar}/sign-in-sheet")
    sessions = site().rows("SELECT id FROM seminar_session WHERE seminar_id = ?", seminar)
    text = paper.text()
    assert len(people) == n and all(plain(p) in plain(text) for p in people)
    assert not any(need in text for need in needs)
    assert len(paper.of("Part")) == len(sessions)
    rows = len(paper.of("TR"))
    assert rows >= len(sessions) * (1 + n + 3), rows  # header, people, empty rows
    assert len(site().paper(f"/sessions/{sessions[0][0]}/sign-in-sheet").of("Part")) == 1


def certificate():
    """One of an Arabic reader: (registration, seminar, name, code, holder)"""
    return site().rows("SELECT r.id, r.seminar_id, p.name, c.code, c.holder FROM certificate c "
                       "JOIN registration r ON r.id = c.registration_id JOIN person p ON p.id = r.person_id "
                       "WHERE r.lang = 2 ORDER BY c.id LIMIT 1")[0]


def test_a_certificate_speaks_two_languages():
    registration, seminar, name, code, _ = certificate()
    paper = site().paper(f"/office/registrations/{registration}/certificate.pdf")
    german, arabic = paper.text(1, 1), paper.text(2, 2)
    shown = "-".join((code[:4], code[4:8], code[8:]))
    (title, translated), = site().rows("SELECT s.title, t.title FROM seminar s JOIN seminar_text t ON t.seminar_id = s.id "
                                       "AND t.lang = 2 WHERE s.id = ?", seminar)
    assert len(paper.pdf.pages) == 2
    assert all(words in german for words in ("Teilnahmebescheinigung", name, shown, title)), german
    assert all(words in arabic for words in ("شهادة مشاركة", name, shown)), arabic
    assert plain(translated) in plain(arabic), (translated, arabic)
    assert [str(part.get("/Lang", "")) for part in paper.of("Part")] == ["", "ar"]


def test_all_certificates_of_a_seminar_come_in_one_file():
    seminar = certificate()[1]
    (people, others), = site().rows("SELECT COUNT(*), COUNT(NULLIF(r.lang, 0)) FROM certificate c JOIN registration r "
                                    "ON r.id = c.registration_id WHERE r.seminar_id = ?", seminar)
    paper = site().paper(f"/seminars/{seminar}/certificates.pdf")
    assert len(paper.of("Part")) == people + others and others > 0


def test_a_phone_that_scans_it_sees_for_whom():
    registration, _, name, code, holder = certificate()
    paper = site().paper(f"/office/registrations/{registration}/certificate.pdf")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "200", "-png", paper.file.name, folder + "/p"], check=True)
        said = [subprocess.run(["zbarimg", "-q", "--raw", page], capture_output=True, text=True).stdout.strip()
                for page in sorted(Path(folder).iterdir())]
    assert [s.replace(site().root, "") for s in said] == [f"/duesseldorf/{lang}/certificates/{code}/{holder}"
                                                          for lang in ("de", "ar")], said
    status, text = site().public(f"/certificates/{code}/{holder}")
    assert status == 200 and name in text and "Diese Bescheinigung ist gültig" in text


def test_a_code_alone_says_only_whether_it_is_valid():
    _, _, name, code, holder = certificate()
    for path in (f"/certificates/{code}", f"/certificates?code={code[:4].lower()}+{code[4:]}",
                 f"/certificates/{code}/{holder[:-1]}", f"/certificates/{code}/{code}"):
        status, text = site().public(path)
        assert status == 200 and "Diese Bescheinigung ist gültig" in text and name not in text, (path, text)


def test_what_is_not_valid_looks_alike():
    code = certificate()[3]
    swapped = code[1] + code[0] + code[2:] if code[0] != code[1] else "2" * 12
    answers = {re.sub(r"value=\S+", "", site().public(f"/certificates/{wrong}")[1])
               for wrong in (swapped, "22222222222N", "x", "ABCD-EFGH-JKMN", "%27%20OR%201=1", "A" * 200)}
    assert len(answers) == 1 and "keine gültige Bescheinigung" in answers.pop()


def test_a_letter_has_the_words_of_the_mail():
    (seminar,), = site().rows("SELECT id FROM seminar WHERE state = 3 ORDER BY last_day DESC LIMIT 1")
    new = f"/seminars/{seminar}/registrations/new"
    for name, lang in (("Gerda Ohnepost", "de"), ("علاء عبد الله", "ar")):
        site().post(new, new, name=name, phone="0211 1", lang=lang, association="3", email="")
    assert "Gerda Ohnepost" in site().get("/office/letters")[1].decode()
    paper = site().paper("/office/letters.pdf")
    text = paper.text()
    assert "Guten Tag Gerda Ohnepost," in text and "علاء عبد الله" in text, text
    urls = [r[0] for r in site().rows("SELECT url FROM letter ORDER BY id")]
    assert len(urls) == 2 and [str(a.A.URI) for page in paper.pdf.pages for a in page.Annots] == urls
    status, own = site().public(urls[0].replace(site().root + PLACE, ""))
    assert status == 200 and "Gerda Ohnepost" in own
    site().post("/office/letters", "/office/letters/printed", until=str(site().rows("SELECT MAX(id) FROM letter")[0][0]))
    assert site().get("/office/letters.pdf")[0] == 409
    assert site().get("/office/letters.pdf?id=1")[0] == 200


try:
    tap.run(dict(globals()))
finally:
    if site.cache_info().currsize:
        site().server.terminate()
        site().server.wait()
        site().folder.cleanup()
