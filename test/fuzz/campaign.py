#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""campaign.py BUILD [TARGET]…: runs libFuzzer targets, each for FUZZ_SECONDS (60), beginning with the files that the
tests feed them; script/test --fuzz calls it.

What a target has found to be new is kept in BUILD/corpus-TARGET and taken up by the next run; an input that makes
it fail is put into test-output/fuzz. Prints a line per target and ends with "N passed, N failed, 0 skipped"."""
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

build, wanted = Path(sys.argv[1]), sys.argv[2:]
seconds = int(os.environ.get("FUZZ_SECONDS", "60"))
memory_mb, slowest_s = 2048, 10

tests = json.loads((build / "meson-info/intro-tests.json").read_text())
seeds = {t["name"].removeprefix("fuzz_"): t["cmd"][1:] for t in tests if t["name"].startswith("fuzz_")}
unknown = set(wanted) - set(seeds)
if unknown:
    sys.exit(f"There is no fuzz target {', '.join(sorted(unknown))}. There are: {', '.join(sorted(seeds))}.")
failures = Path("test-output/fuzz")
failures.mkdir(parents=True, exist_ok=True)


def first_corpus(target):
    """The files that the tests feed to the target, and what earlier runs found."""
    folder = build / f"corpus-{target}"
    folder.mkdir(exist_ok=True)
    for seed in seeds[target]:
        path = Path(seed)
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def number(log, pattern):
    found = re.findall(pattern, log)
    return int(found[-1]) if found else 0


passed = failed = 0
for target in sorted(wanted or seeds):
    started = time.monotonic()
    ran = subprocess.run([build / f"test/fuzz/fuzz_{target}", f"-max_total_time={seconds}", f"-rss_limit_mb={memory_mb}",
                          f"-timeout={slowest_s}", "-print_final_stats=1", f"-artifact_prefix={failures}/{target}-",
                          first_corpus(target)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         errors="replace", check=False)
    (failures / f"{target}.log").write_text(ran.stdout)
    runs = number(ran.stdout, r"number_of_executed_units: (\d+)")
    print(f"{'ok  ' if ran.returncode == 0 else 'FAIL'} fuzz/{target}: {runs} runs in {time.monotonic() - started:.0f} s, "
          f"{number(ran.stdout, r' cov: ([0-9]+)')} edges, corpus of {number(ran.stdout, r' corp: ([0-9]+)')}, "
          f"up to {number(ran.stdout, r'peak_rss_mb: +([0-9]+)')} MB", flush=True)
    if ran.returncode == 0:
        passed += 1
    else:
        failed += 1
        print("\n".join(ran.stdout.splitlines()[-40:]))
print(f"{passed} passed, {failed} failed, 0 skipped")
sys.exit(failed > 0)
