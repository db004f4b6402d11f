# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs the functions whose names begin with test_ and says in TAP how they went. TEST_ONLY in the environment
picks by name, as in the C tests."""
import os
import sys
import traceback
from fnmatch import fnmatchcase


def run(namespace):
    only = os.environ.get("TEST_ONLY", "*")
    cases = [(name[len("test_"):], function) for name, function in namespace.items()
             if name.startswith("test_") and callable(function) and fnmatchcase(name[len("test_"):], only)]
    print(f"1..{len(cases)}")
    failed = 0
    for number, (name, function) in enumerate(cases, 1):
        try:
            function()
            print(f"ok {number} - {name}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} - {name}", flush=True)
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), flush=True)
    sys.exit(1 if failed else 0)
