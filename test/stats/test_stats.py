#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""`vereint stats` on plain files against R, which computes the same from the same files, and against published values.
VEREINT names the program, SHARED the folder of the real data."""
import csv
import json
import math
import os
import random
import subprocess
import tempfile
from pathlib import Path

import tap

SHARED = Path(os.environ["SHARED"])
FOLDER = Path(tempfile.mkdtemp(prefix="stats-"))


def stats(*arguments, fails=None):
    done = subprocess.run([os.environ["VEREINT"], "stats", *map(str, arguments)], capture_output=True, text=True,
                          env={**os.environ, "LANG": "en"})
    if fails:
        assert done.returncode == fails, (done.returncode, done.stderr)
        return done.stderr
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if "--json" in arguments else done.stdout


def from_r(script, *files):
    """What an R script prints: one JSON text."""
    done = subprocess.run(["Rscript", "--vanilla", "-e", script, *map(str, files)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout[done.stdout.index("{"):])


def near(got, expected, tolerance=1e-9):
    assert got is not None and math.isclose(got, expected, rel_tol=tolerance, abs_tol=tolerance), (got, expected)


def written(name, rows):
    path = FOLDER / name
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


# ---- Krippendorff's alpha: the values beside the data, from Krippendorff 2011 and fast-krippendorff's own tests ----

def test_alpha_is_krippendorffs():
    for file, expected in (("krippendorff_3x15_coders_in_rows", {"nominal": .691358, "interval": .810845}),
                           ("krippendorff_2011_4x12_coders_in_rows",
                            {"nominal": .743421, "ordinal": .815388, "interval": .849107, "ratio": .797403})):
        for level, alpha in expected.items():
            got = stats("alpha", SHARED / "data/reliability" / f"{file}.csv", "--level", level, "--json")
            near(got["alpha"], alpha, 1e-6)
            assert got["low"] <= got["alpha"] <= got["high"] <= 1, got


def test_alpha_counts_what_can_be_compared():
    got = stats("alpha", SHARED / "data/reliability/krippendorff_3x15_coders_in_rows.csv", "--level", "nominal", "--json")
    assert (got["units"], got["pairable"]) == (12, 26), got  # Krippendorff's example: 12 units, 26 pairable values


def test_alpha_of_words_is_nominal():
    words = written("words.csv", [["yes", "no", "maybe", "", "no"], ["yes", "no", "no", "maybe", "no"]])
    numbers = written("numbers.csv", [[1, 2, 3, "", 2], [1, 2, 2, 3, 2]])
    assert stats("alpha", words, "--level", "nominal", "--json") == stats("alpha", numbers, "--level", "nominal", "--json")
    assert "“yes” is no number" in stats("alpha", words, "--level", "interval", fails=2)


def test_alpha_without_differences_is_none():
    got = stats("alpha", written("same.csv", [[1, 1, 1], [1, 1, 1]]), "--level", "ordinal", "--json")
    assert got["alpha"] is None and got["low"] is None, got
    assert stats("alpha", written("alone.csv", [[1, 2, 3]]), "--level", "ordinal", "--json")["units"] == 0


# ---- Likert ----

def test_likert_is_what_r_says():
    chance = random.Random(7)
    rows = [["Useful", "Clear", "Remark"]]
    for _ in range(53):
        rows.append([chance.choice([1, 2, 3, 4, 5, ""]), chance.randint(3, 5), "text"])
    file = written("likert.csv", rows)
    got = stats("likert", file, "--json")
    expected = from_r("""d <- read.csv(commandArgs(TRUE)[1]); f <- function(x) { x <- x[!is.na(x)]; i <- t.test(x)$conf.int
        sprintf('{"n":%d,"mean":%.15g,"sd":%.15g,"median":%.15g,"low":%.15g,"high":%.15g}', length(x), mean(x), sd(x), median(x), i[1], i[2]) }
        cat(sprintf('{"Useful":%s,"Clear":%s}', f(d$Useful), f(d$Clear)))""", file)
    assert set(got) == {"Useful", "Clear"}, got
    for question, figures in expected.items():
        for key, value in figures.items():
            near(got[question][key], value)
    for column, question in enumerate(("Useful", "Clear")):
        values = [row[column] for row in rows[1:] if row[column] != ""]
        assert got[question]["counts"] == {str(v): values.count(v) for v in sorted(set(values))}


def test_likert_of_one_answer_has_no_interval():
    got = stats("likert", written("one.csv", [["A"], [4]]), "--json")["A"]
    assert got["n"] == 1 and got["sd"] is None and got["low"] is None, got
    assert "holds numbers" in stats("likert", written("none.csv", [["A"], ["x"]]), fails=2)


# ---- intraclass correlations ----

PSYCH = """suppressMessages(library(psych)); d <- read.csv(commandArgs(TRUE)[1]); r <- ICC(d, lmer=FALSE)$results
    cat("{", paste(sprintf('"%s":{"value":%.12g,"F":%.12g,"df1":%.12g,"df2":%.12g,"low":%.12g,"high":%.12g}', r$type, r$ICC, r$F, r$df1, r$df2,
        r$"lower bound", r$"upper bound"), collapse=","), "}")"""


def test_shrout_and_fleiss_as_psych_has_it():
    file = SHARED / "data/reliability/shrout_fleiss_1979.csv"
    got, expected = stats("icc", file, "--json"), from_r(PSYCH, file)
    assert [round(got[k]["value"], 2) for k in ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")] == \
        [.17, .29, .71, .44, .62, .91]
    for form, figures in expected.items():
        for key, value in figures.items():
            near(got[form][key], value, 1e-7)


def test_aibs_as_published():
    file = SHARED / "data/grants/aibs.csv"
    published = {"Score": (.3711, .6391), "Innovation": (.4267, None), "Approach": (.2116, None), "Investig": (.2276, None),
                 "Signif": (.4063, None)}
    for column, (single, three) in published.items():
        got = stats("icc", file, "--subject", "ID", "--rater", "RevCode", "--score", column, "--json")
        near(got["ICC1"]["value"], single, 2e-4)
        if three:
            near(got["ICC1k"]["value"], three, 1e-4)


def test_unbalanced_variances_are_what_matrices_give():
    """Henderson's method 1 from its definition: each sum of squares is a quadratic form y'Qy with expectation tr(QV)."""
    chance = random.Random(3)
    subjects = [chance.gauss(0, 1) for _ in range(25)]
    raters = [chance.gauss(0, .6) for _ in range(9)]
    rows = [["s", "r", "y"]] + [[f"s{s}", f"r{r}", round(subjects[s] + raters[r] + chance.gauss(0, .5), 6)]
                                for s in range(25) for r in sorted(chance.sample(range(9), chance.randint(2, 5)))]
    file = written("unbalanced.csv", rows)
    got = stats("icc", file, "--subject", "s", "--rater", "r", "--score", "y", "--json")
    expected = from_r("""d <- read.csv(commandArgs(TRUE)[1]); n <- nrow(d); P <- function(Z) Z %*% solve(t(Z) %*% Z) %*% t(Z)
        Zs <- model.matrix(~ 0 + s, d); Zr <- model.matrix(~ 0 + r, d); one <- matrix(1, n, 1); y <- d$y - mean(d$y)
        Q <- list(P(Zs) - P(one), P(Zr) - P(one), diag(n) - P(Zs) - P(Zr) + P(one)); V <- list(Zs %*% t(Zs), Zr %*% t(Zr), diag(n))
        A <- t(sapply(Q, function(q) sapply(V, function(v) sum(diag(q %*% v))))); v <- solve(A, sapply(Q, function(q) t(y) %*% q %*% y))
        a <- anova(lm(y ~ s, d)); k <- (n - sum(table(d$s)^2) / n) / (length(unique(d$s)) - 1); F <- a$F[1]
        cat(sprintf('{"ICC1":%.15g,"ICC2":%.15g,"ICC3":%.15g,"k":%.15g}', (F - 1) / (F + k - 1), v[1] / sum(v), v[1] / (v[1] + v[3]), k))""", file)
    assert not got["balanced"]
    near(got["k"], expected.pop("k"))
    for form, value in expected.items():
        near(got[form]["value"], value)


def test_icc_says_when_there_is_too_little():
    for rows in ([["a", "b"], [1, 2]], [["a"], [1], [2]], [["a", "b"], [3, 3], [3, 3]], [["a", "b"], [1, ""], ["", 2]]):
        got = stats("icc", written("little.csv", rows), "--json")
        assert got["ICC2"]["value"] is None and got["ICC2"]["low"] is None, (rows, got)
    assert "There is no column x" in stats("icc", written("a.csv", [["a", "b"], [1, 2]]), "--subject", "x", "--rater", "a",
                                           "--score", "b", fails=2)


# ---- severity ----

def test_severity_is_least_squares():
    chance = random.Random(11)
    quality = [chance.gauss(3, .7) for _ in range(30)]
    strict = [chance.gauss(0, .5) for _ in range(8)]
    rows = [["s", "r", "y"]] + [[f"s{s:02}", f"r{r}", round(quality[s] + strict[r] + chance.gauss(0, .4), 6)]
                                for s in range(30) for r in sorted(chance.sample(range(8), chance.randint(1, 4)))]
    file = written("severity.csv", rows)
    got = stats("severity", file, "--subject", "s", "--rater", "r", "--score", "y", "--json")
    expected = from_r("""d <- read.csv(commandArgs(TRUE)[1]); d$s <- factor(d$s); d$r <- factor(d$r); contrasts(d$r) <- contr.sum(nlevels(d$r))
        m <- lm(y ~ 0 + s + r, d); c <- coef(summary(m)); q <- qt(.975, m$df.residual); k <- nlevels(d$s); e <- c[k + seq_len(nlevels(d$r) - 1), 1]
        row <- function(i) sprintf('[%.15g,%.15g]', c[i, 1], c[i, 1] + q * c[i, 2])
        cat(sprintf('{"sd":%.15g,"subjects":[%s],"raters":[%s],"severity1":%s}', summary(m)$sigma, paste(sapply(1:k, row), collapse=","),
            paste(sprintf("%.15g", c(e, -sum(e))), collapse=","), row(k + 1)))""", file)
    near(got["sd_error"], expected["sd"])
    by_name = {s["subject"]: s for s in got["subjects"]}
    for name, (mean, high) in zip(sorted(by_name), expected["subjects"]):
        near(by_name[name]["adjusted"], mean, 1e-8)
        near(by_name[name]["high"], high, 1e-8)
    raters = {r["rater"]: r for r in got["raters"]}
    for i, value in enumerate(expected["raters"]):
        near(raters[f"r{i}"]["severity"], value, 1e-8)
    near(raters["r0"]["high"], expected["severity1"][1], 1e-8)


def test_groups_that_nothing_connects_are_told():
    file = written("apart.csv", [["a", "b", "c", "d"], [1, 2, "", ""], [3, 4, "", ""], ["", "", 5, 3], ["", "", 4, 1]])
    got = stats("severity", file, "--json")
    assert got["groups"] == 2 and [r["group"] for r in got["raters"]] == [1, 1, 2, 2], got
    assert [round(r["severity"], 9) for r in got["raters"]] == [-.5, .5, 1.25, -1.25]  # by hand
    assert "can't be compared" in stats("severity", file)
    alone = stats("severity", written("alone2.csv", [["a"], [1], [2]]), "--json")
    assert alone["sd_error"] is None and alone["subjects"][0]["low"] is None, alone


# ---- difference in differences ----

def panel(chance, clusters, effect=0):
    rows = [["verein", "outcome", "treated", "period"]]
    for c in range(clusters):
        level, treated = chance.gauss(0, 1), c % 3 == 0
        for period in (2024, 2025):
            for _ in range(chance.randint(1, 3)):
                after = period == 2025
                rows.append([f"v{c}", level + .3 * after + effect * (treated and after) + chance.gauss(0, .5), int(treated), period])
    return rows


def test_difference_in_differences_is_what_lm_says():
    chance = random.Random(5)
    for clusters in (6, 12, 30, 80):
        file = written("panel.csv", panel(chance, clusters, .5))
        options = ("--outcome", "outcome", "--treated", "treated", "--period", "period", "--json")
        got, each = stats("did", file, *options, "--cluster", "verein"), stats("did", file, *options)
        expected = from_r("""suppressMessages(library(sandwich)); d <- read.csv(commandArgs(TRUE)[1]); d$after <- d$period == 2025
            m <- lm(outcome ~ treated * after, d); e <- coef(m)[["treated:afterTRUE"]]; s <- sqrt(vcovCL(m, cluster = ~verein)[4, 4])
            q <- qt(.975, length(unique(d$verein)) - 1)
            cat(sprintf('{"estimate":%.15g,"se":%.15g,"low":%.15g,"high":%.15g,"hc1":%.15g}', e, s, e - q * s, e + q * s, sqrt(vcovHC(m, "HC1")[4, 4])))""", file)
        near(each["se"], expected.pop("hc1"))
        for key, value in expected.items():
            near(got[key], value)
        low, high = got["low_permutation"], got["high_permutation"]
        if clusters == 6:  # 15 ways to deal: none is as rare as one in twenty
            assert low is None and high is None and got["p_permutation"] > .05, got
        else:
            assert low < got["estimate"] < high and (got["p_permutation"] <= .05) == (low > 0 or high < 0), got


def test_too_few_clusters_say_so():
    file = written("few.csv", panel(random.Random(1), 3))
    arguments = ("did", file, "--outcome", "outcome", "--treated", "treated", "--period", "period", "--cluster", "verein")
    got = stats(*arguments, "--json")
    assert got["estimate"] is not None and got["se"] is None and got["p_permutation"] is None, got
    assert "Too few to say" in stats(*arguments)


def test_what_is_no_panel_is_refused_with_a_sentence():
    file = written("bad.csv", [["y", "t", "p"], [1, 0, 1], [2, 1, 2], [3, 1, 3]])
    assert "exactly two different values" in stats("did", file, "--outcome", "y", "--treated", "t", "--period", "p", fails=2)
    assert "--period is missing" in stats("did", file, "--outcome", "y", "--treated", "t", fails=2)
    assert "can't be read" in stats("did", FOLDER / "nothing.csv", "--outcome", "y", "--treated", "t", "--period", "p", fails=2)


tap.run(globals())
