#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The test runner counts what tests say, and is not fooled by one that crashes, hangs, or falls silent."""
import json
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import tap

RUN = Path(__file__).resolve().parents[1] / "run.py"


def run(script, *names, protocol="tap", timeout=20, suite="unit", should_fail=False):
    """Runs the runner on one test, a shell script; returns (exit code, last line, everything said)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "b/meson-info").mkdir(parents=True)
        test = {"name": "t", "cmd": ["/bin/sh", "-c", script], "env": {"COLOUR": "green"}, "suite": [f"vereint:{suite}"],
                "timeout": timeout, "protocol": protocol, "workdir": None, "is_parallel": True, "priority": 0}
        Path(folder, "b/meson-info/intro-tests.json").write_text(json.dumps([test]))
        Path(folder, "b/meson-private").mkdir()
        Path(folder, "b/meson-private/meson_test_setup.dat").write_bytes(
            pickle.dumps([SimpleNamespace(name="t", should_fail=should_fail)]))
        done = subprocess.run([sys.executable, RUN, "b", *names], cwd=folder, capture_output=True, text=True, timeout=60)
        return done.returncode, (done.stdout.splitlines() or [""])[-1], done.stdout + done.stderr


def expect(script, line, **how):
    code, last, said = run(script, **how)
    assert last == line, said
    assert code == (0 if " 0 failed" in line else 1), said


def test_cases_are_counted():
    expect("printf '1..3\nok 1 - a\nok 2 # SKIP no\nok 3 c\n'", "2 passed, 0 failed, 1 skipped")
    expect("printf '1..2\nnot ok 1 - a\nok 2\n'; exit 1", "1 passed, 1 failed, 0 skipped")
    expect("printf '1..0 # SKIP not here\n'", "0 passed, 1 failed, 1 skipped")  # nothing ran


def test_suites_of_node_count_by_their_leaves():
    nested = "TAP version 13\n# Subtest: s\n    # Subtest: a\n    ok 1 - a\n    {}ok 2 - b\n    1..2\n{}ok 1 - s\n1..1\n"
    expect(f"printf '{nested.format('', '')}'", "2 passed, 0 failed, 0 skipped")
    expect(f"printf '{nested.format('not ', 'not ')}'; exit 1", "1 passed, 1 failed, 0 skipped")
    expect(f"printf '{nested.format('', 'not ')}'; exit 1", "2 passed, 1 failed, 0 skipped")


def test_a_crash_is_a_failure():
    expect("printf '1..1\nok 1\n'; kill -SEGV $$", "1 passed, 1 failed, 0 skipped")
    expect("printf '1..1\nok 1\n'; exit 3", "1 passed, 1 failed, 0 skipped")


def test_a_silent_end_is_a_failure():
    expect("printf '1..3\nok 1\n'", "1 passed, 1 failed, 0 skipped")
    expect("true", "0 passed, 1 failed, 0 skipped")
    expect("printf '1..2\nok 1\nBail out! no\n'", "1 passed, 1 failed, 0 skipped")


def test_a_hanging_test_ends_and_fails_with_all_it_started():
    code, last, said = run("printf '1..1\nok 1\n'; sleep 1000 & sleep 1000", timeout=1)
    assert (code, last) == (1, "1 passed, 1 failed, 0 skipped"), said
    assert "did not end within 1 s" in said


def test_an_exit_code_counts_as_one_test():
    expect("exit 0", "1 passed, 0 failed, 0 skipped", protocol="exitcode")
    expect("exit 1", "0 passed, 1 failed, 0 skipped", protocol="exitcode")
    expect("kill -9 $$", "0 passed, 1 failed, 0 skipped", protocol="exitcode")


def test_what_failed_is_shown():
    said = run("printf '1..1\nnot ok 1 - a\n'; echo the reason >&2; exit 1")[2]
    assert "the reason" in said


def test_the_environment_and_a_case_reach_the_test():
    code, _, said = run("printf '1..1\n'; test $COLOUR$TEST_ONLY = greenx && echo ok", "t:x")
    assert code == 0, said


def test_an_unknown_name_is_told():
    code, _, said = run("true", "nosuch")
    assert code == 1 and "nosuch" in said


def test_long_tests_wait_until_asked_for():
    script = "printf '1..1\nok 1\n'"
    assert run(script, suite="long")[1] == "0 passed, 1 failed, 0 skipped"
    assert run(script, "--long", suite="long")[1] == "1 passed, 0 failed, 0 skipped"
    assert run(script, "t", suite="long")[1] == "1 passed, 0 failed, 0 skipped"


def test_a_planted_defect_must_be_noticed():
    expect("printf '1..1\nnot ok 1\n'; exit 1", "1 passed, 0 failed, 0 skipped", should_fail=True)
    expect("kill -ABRT $$", "1 passed, 0 failed, 0 skipped", should_fail=True, protocol="exitcode")
    expect("printf '1..1\nok 1\n'", "0 passed, 1 failed, 0 skipped", should_fail=True)
    expect("exit 0", "0 passed, 1 failed, 0 skipped", should_fail=True, protocol="exitcode")
    expect("sleep 100", "0 passed, 1 failed, 0 skipped", should_fail=True, timeout=1)


tap.run(globals())
