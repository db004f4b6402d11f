#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""967 real responses, imported with their mapping: each figure of the results is what R computes from the same file, and page, CSV,
spreadsheet and PDF say the same. VEREINT names the program, SHARED the folder of the real data, MAP the mapping."""
import csv
import html
import io
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from functools import lru_cache
from pathlib import Path

import tap
from pdf_check import Tree, sound
from xlsx_book import Book

FILE = Path(os.environ["SHARED"], "data/evaluation/instructor_training_post_20180908.csv")
MAP = json.loads(Path(os.environ["MAP"]).read_text())
if not FILE.exists():
    print("1..0 # SKIP the real data are not here")
    sys.exit()

R = """
suppressMessages(library(stats)); a <- commandArgs(TRUE); d <- read.csv(a[1], check.names=FALSE, encoding="UTF-8"); m <- read.csv(a[2], check.names=FALSE)
d[] <- lapply(d, function(x) gsub("\\u00a0", " ", as.character(x)))
for (c in unique(m$column)) {
  k <- m[m$column == c, ]; x <- if (nrow(k) == 1 && is.na(k$value[1])) as.numeric(d[[c]]) else k$value[match(d[[c]], k$word)]
  x <- x[!is.na(x)]; n <- length(x); i <- t.test(x)$conf.int; i <- pmin(pmax(i, k$low[1]), k$high[1]); s <- sum(x >= 4)
  p <- prop.test(s, n, correct=FALSE)$conf.int # Wilson
  cat(sprintf("%s\\t%d\\t%.15g\\t%.15g\\t%.15g\\t%.15g\\t%.15g\\t%.15g\\t%.15g\\t%.15g\\t%s\\n", c, n, mean(x), i[1], i[2], median(x), sd(x), s / n, p[1], p[2],
      paste(tabulate(x - k$low[1] + 1, k$high[1] - k$low[1] + 1), collapse=" ")))
}
"""


def run(*arguments):
    return subprocess.run([os.environ["VEREINT"], *map(str, arguments)], check=True, capture_output=True, text=True).stdout


@lru_cache(maxsize=1)
def site():
    folder = tempfile.mkdtemp(prefix="results-")
    run("programme", "add", "schulung", "--data", folder, "--city", "Düsseldorf", "--office", "Amt", "--email", "amt@example.org")
    said = run("import", "evaluation", FILE, "--map", os.environ["MAP"], "--data", folder)
    server = subprocess.Popen([os.environ["VEREINT"], "serve", "--listen", "127.0.0.1:0", "--quiet", "--data", folder],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in server.stdout:
        port = re.search(r"\(port (\d+)\)", line)
        if port:
            break
    return server, f"http://127.0.0.1:{port[1]}/schulung/en/evaluations/{re.search(r'/evaluations/([0-9]+)', said)[1]}"


def get(ending):
    with urllib.request.urlopen(site()[1] + ending, timeout=60) as answer:
        return answer.read()


@lru_cache(maxsize=1)
def from_r():
    """{wording: [n, mean, low, high, median, sd, share, share low, share high, counts]}"""
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder, "map.csv")
        with open(words, "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["column", "word", "value", "low", "high"])
            for q in MAP["questions"]:
                values = q.get("values") or {"": "NA"}
                ends = [q["low"], q["high"]] if "low" in q else [min(values.values()), max(values.values())]
                for word, value in values.items():
                    out.writerow([q["column"], word, value, *ends])
        script = Path(folder, "figures.R")
        script.write_text(R)
        done = subprocess.run(["Rscript", "--vanilla", script, FILE, words], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    rows = {}
    wordings = {q["column"]: q["wording"]["en"] for q in MAP["questions"]}
    for line in done.stdout.splitlines():
        column, *figures, counts = line.split("\t")
        rows[wordings[column]] = [float(f) for f in figures] + [[int(c) for c in counts.split()]]
    return rows


HEADS = ["n", "Mean", "95 % from", "95 % to", "Median", "Standard deviation", "Share of agreement (4 or 5)", "Share, 95 % from",
         "Share, 95 % to"]


def five_points(q):
    ends = [q["low"], q["high"]] if "low" in q else [min(q["values"].values()), max(q["values"].values())]
    return ends == [1, 5]


def test_the_file_says_what_r_says():
    rows = {row["Question"]: row for row in csv.DictReader(io.StringIO(get("/results.csv").decode("utf-8-sig")))}
    assert len(rows) == len(MAP["questions"]) == 33
    for q in MAP["questions"]:
        wording = q["wording"]["en"]
        row, (*figures, counts) = rows[wording], from_r()[wording]
        for head, value in list(zip(HEADS, figures))[:9 if five_points(q) else 6]:
            assert math.isclose(float(row[head]), value, abs_tol=5.001e-5), (wording, head, row[head], value)
        assert [int(c.split(": ")[1]) for c in row["Distribution"].split(", ")] == counts, wording


def test_the_spreadsheet_has_the_same_numbers_unrounded():
    cells = Book(get("/results.xlsx")).cells()
    heads = {cells[c + "1"][1]: c for c in "ABCDEFGHIJKLMNOP" if c + "1" in cells}
    for row in range(2, 2 + len(MAP["questions"])):
        wording = cells[f"A{row}"][1]
        for head, value in zip(HEADS[:6], from_r()[wording]):
            kind, number, _ = cells[f"{heads[head]}{row}"]
            assert kind == "n" and math.isclose(number, value, rel_tol=1e-12), (wording, head, number, value)


def test_the_page_shows_the_same_rounded():
    page = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", get("").decode())))
    for wording, (n, mean, low, high, *_) in from_r().items():
        assert wording in page
        assert re.search(re.escape(wording) + rf" \(from \d+ to \d+\) {n:.0f} 0 {mean:.2f} \({low:.2f} to {high:.2f}\)", page), wording


def test_the_pdf_shows_the_same_and_is_accessible():
    paper = Tree(get("/results.pdf"))
    sound(paper)
    text = re.sub(r"\s+", " ", paper.text())
    for wording, (n, mean, low, high, *_) in from_r().items():
        part = text[text.index(wording):][:500]
        assert f"{mean:.2f}" in part and f"{low:.2f} to {high:.2f}" in part and f" {n:.0f} " in part, (wording, part)
    assert "911 responses" in text


try:
    tap.run(globals())
finally:
    site()[0].terminate()
