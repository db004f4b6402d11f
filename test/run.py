#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs the tests that Meson knows of, and counts what they say in TAP.

    run.py BUILD [--list] [--long] [NAME | SUITE | NAME:CASE]…

A test that crashes, runs out of time, says less than it planned, or ends with an error after saying "ok"
counts as failed. A test that Meson knows as should_fail holds a planted defect: it passes if it notices, and
fails if it does not. What failed is shown again at the end; everything is in test-output/log/. script/test calls
this; only the standard library is used.
"""
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

POINT = re.compile(r"^(\s*)(not )?ok\b(?:\s+\d+)?(?:\s*-)?\s*(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)(?:\s*#\s*(SKIP.*))?", re.IGNORECASE)
SKIP = re.compile(r"(?:^|\s)#\s*skip\b", re.IGNORECASE)
SHOWN_LINES = 150  # of each failed test; the rest is in its log
NEVER_WHOLE = {"long", "bench"}  # suites that run only when asked for


class Count:
    """What one test said: passed, failed, skipped, and why it failed beyond single cases."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.reasons = []

    def fail(self, reason):
        self.failed += 1
        self.reasons.append(reason)


def count_tap(text):
    """Counts the leaves: a point that sums up deeper points (node's suites) is no test of its own."""
    count, plan, points, bailed = Count(), None, 0, False
    below = []  # for each open indentation: [indent, failures below]
    deeper = None  # (indent, failed) of the points seen since the last point further out
    for line in text.splitlines():
        planned = PLAN.match(line)
        if planned:
            plan = int(planned.group(1))
            if plan == 0:
                count.skipped += 1
        if line.startswith("Bail out!"):
            bailed = True
        point = POINT.match(line)
        if not point:
            continue
        indent, bad = len(point.group(1)), bool(point.group(2))
        points += indent == 0
        deeper = [d for d in below if d[0] > indent]
        below = [d for d in below if d[0] <= indent]
        if deeper:
            failed_below = any(d[1] for d in deeper)
            if bad and not failed_below:
                count.fail(f"{point.group(3)} failed outside its cases")
        else:
            failed_below = False
            if SKIP.search(line):
                count.skipped += 1
            elif bad:
                count.failed += 1
            else:
                count.passed += 1
        bad = bad or failed_below
        if below and below[-1][0] == indent:
            below[-1][1] |= bad
        else:
            below.append([indent, bad])
    if bailed:
        count.fail("it gave up (Bail out!)")
    elif plan is None:
        count.fail("it printed no plan")
    elif points < plan:
        count.fail(f"it planned {plan} cases and ran {points}")
    return count


def count_exit(code):
    count = Count()
    if code == 77:
        count.skipped = 1
    elif code == 0:
        count.passed = 1
    elif code > 0:
        count.failed = 1
    return count  # a crash or a late end is counted by run()


def turned_red(count, late):
    """What a test with a planted defect shows: that the defect is noticed, or not."""
    shown = Count()
    if late:
        shown.fail("the planted defect made it hang instead of fail")
    elif count.failed:
        shown.passed = 1
    else:
        shown.fail("the planted defect was not noticed")
    return shown


def end_group(process, how=signal.SIGKILL):
    """Ends what the test started and left behind."""
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        pass


def run(build, test, case, log_dir):
    """Runs one test; returns (count, seconds, log file)."""
    command, environment = list(test["cmd"]), {**os.environ, **test["env"]}
    if case:
        environment["TEST_ONLY"] = case
        if os.path.basename(command[0]).startswith("node"):
            command.insert(1, f"--test-name-pattern={case}")
    limit = test["timeout"] if test["timeout"] > 0 else None
    log = log_dir / (re.sub(r"[^\w.-]+", "_", test["name"]) + ".txt")
    said, complained = log.with_suffix(".out"), log.with_suffix(".err")
    started, late = time.monotonic(), False
    with open(said, "wb") as out, open(complained, "wb") as err:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment,
                                   cwd=test["workdir"] or build, start_new_session=True)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            late = True
            end_group(process, signal.SIGTERM)  # the chance to tidy up
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                pass
        end_group(process)
        code = process.wait()
    seconds = time.monotonic() - started
    text = said.read_text(errors="replace")
    count = count_tap(text) if test["protocol"] == "tap" else count_exit(code)
    if late:
        count.fail(f"it did not end within {limit} s")
    elif code < 0:
        count.fail(f"it crashed ({signal.Signals(-code).name})")
    elif code != 0 and count.failed == 0 and test["protocol"] == "tap":
        count.fail(f"it ended with exit code {code}")
    if test["should_fail"]:
        count = turned_red(count, late)
    log.write_text(text + complained.read_text(errors="replace") + "".join(f"# {r}\n" for r in count.reasons))
    said.unlink()
    complained.unlink()
    return count, seconds, log


def suite_of(test):
    return test["suite"][-1].split(":")[-1] if test["suite"] else "other"


def read_tests(build):
    """What Meson tells of its tests, with should_fail, which it writes into its own file alone."""
    tests = json.loads(Path(build, "meson-info", "intro-tests.json").read_text())
    with open(Path(build, "meson-private", "meson_test_setup.dat"), "rb") as own:
        red = {t.name for t in pickle.load(own) if t.should_fail}
    for test in tests:
        test["should_fail"] = test["name"] in red
    return sorted(tests, key=lambda t: (-t["priority"], suite_of(t) != "unit", suite_of(t), t["name"]))


def choose(tests, names, long):
    """The tests asked for, as (test, case or None); ends the program for a name that fits none."""
    if not names:
        return [(t, None) for t in tests if long and suite_of(t) == "long" or suite_of(t) not in NEVER_WHOLE]
    chosen = []
    for wanted in names:
        name, _, case = wanted.partition(":")
        found = [t for t in tests if t["name"] == name] or [t for t in tests if suite_of(t) == name]
        if not found:
            sys.exit(f"There is no test or suite {name!r}. script/test --list shows all.")
        chosen += [(t, case or None) for t in found]
    return chosen


def report(test, count, seconds):
    word = "FAIL" if count.failed else "ok  "
    said = [f"{n} {what}" for n, what in ((count.passed, "passed"), (count.failed, "failed"),
                                          (count.skipped, "skipped")) if n]
    print(f"{word} {suite_of(test)}/{test['name']}: {', '.join(said)} ({seconds:.1f} s)", flush=True)


def main():
    options = {a for a in sys.argv[2:] if a.startswith("-")}
    names = [a for a in sys.argv[2:] if not a.startswith("-")]
    if len(sys.argv) < 2 or options - {"--list", "--long"}:
        sys.exit("usage: script/test [--long] [--list] [--sanitize|--clang|--coverage] [NAME | SUITE | NAME:CASE]…")
    tests = read_tests(sys.argv[1])
    if "--list" in options:
        for test in tests:
            print(f"{suite_of(test)}/{test['name']}")
        return 0

    chosen = choose(tests, names, "--long" in options)
    log_dir = Path("test-output", "log")
    log_dir.mkdir(parents=True, exist_ok=True)
    total, per_suite, failed = Count(), {}, []

    def one(item):
        test, case = item
        count, seconds, log = run(sys.argv[1], test, case, log_dir)
        return test, count, seconds, log

    def add(test, count, seconds, log):
        report(test, count, seconds)
        total.passed += count.passed
        total.failed += count.failed
        total.skipped += count.skipped
        per_suite[suite_of(test)] = per_suite.get(suite_of(test), 0) + seconds
        if count.failed:
            failed.append((test, log))

    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for result in pool.map(one, [c for c in chosen if c[0]["is_parallel"]]):
            add(*result)
    for item in chosen:
        if not item[0]["is_parallel"]:
            add(*one(item))

    for test, log in failed:
        lines = log.read_text(errors="replace").splitlines()
        print(f"\n---- {suite_of(test)}/{test['name']} failed; all of it is in {log}")
        print("\n".join(lines[-SHOWN_LINES:]))
    print("\nseconds per suite: " + ", ".join(f"{s} {t:.0f}" for s, t in per_suite.items()))
    if total.passed + total.failed == 0:
        total.failed = 1
        print("No test ran.")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
