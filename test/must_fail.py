#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""must_fail.py CASE COMMAND…: passes when the program's test CASE fails.

For programs with a planted defect (see plant.py): a test that can't turn red guards nothing."""
import os
import subprocess
import sys

case, command = sys.argv[1], sys.argv[2:]
ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, errors="replace",
                     env={**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"})
lines = ran.stdout.splitlines()
if lines and lines[-1].startswith("1..0"):  # it can't run here
    sys.exit(print(lines[-1]))
noticed = any(line.startswith("not ok") and line.endswith("- " + case) for line in lines)
print("1..1")
for line in lines:
    print("#", line)
print("ok 1 -" if noticed else "not ok 1 -", case, "turns red with the planted defect")
sys.exit(not noticed)
