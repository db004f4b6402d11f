#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The layer check accepts our own tree, and refuses each planted defect for its own reason."""
import subprocess
import sys
import tempfile
from pathlib import Path

import tap

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "src/main.c": '#include "seminar/seminar.h"\n#include "base/text.h"\n',
    "src/base/text.h": "#include <string.h>\n#include <sys/stat.h>\n",
    "src/db/db.h": '#include "base/text.h"\n',
    "src/db/sqlite_engine.c": '#include "db/db.h"\n#include <sqlite3.h>\n',
    "src/programme/programme.h": '#include "db/db.h"\n',
    "src/seminar/seminar.h": '#include "programme/programme.h"\n',
    "src/seminar/seminar.sql": '-- include "seminar/seminar.h"\n',
    "src/seminar/seminar.html": '{% include "seminar/seminar.h" %}\n',
    "src/seminar/seminar.c": '#include "seminar/seminar.h"\n#include "seminar.sql.h"\n#include "seminar.html.h"\n',
}


def check(extra):
    """Runs the check on the sound tree with some files added or replaced; returns (exit code, what it said)."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**SOUND, **extra}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([sys.executable, ROOT / "tools/layer_check.py", folder], capture_output=True, text=True)
        return done.returncode, done.stdout


def must_refuse(extra, *words):
    code, said = check(extra)
    assert code == 1, f"accepted: {extra}"
    assert len(said.splitlines()) == 1, said
    for word in words:
        assert word in said, said


def test_our_own_tree_is_allowed():
    done = subprocess.run([sys.executable, ROOT / "tools/layer_check.py", ROOT], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_sound_tree_is_allowed():
    code, said = check({})
    assert code == 0, said


def test_upward_is_refused():
    must_refuse({"src/base/buf.c": '#include "db/db.h"\n'}, "src/base/buf.c", "base may not use db")


def test_sideways_is_refused():
    must_refuse({"src/stats/mean.c": '#include "db/db.h"\n'}, "stats may not use db")


def test_a_later_capability_is_refused():
    must_refuse({"src/programme/programme.c": '#  include "seminar/seminar.h"\n'}, "programme may not use seminar")


def test_another_floors_queries_are_refused():
    must_refuse({"src/programme/programme.c": '#include "seminar.sql.h"\n'}, "programme may not use seminar")


def test_views_and_queries_are_read_too():
    must_refuse({"src/programme/frame.html": '{% include "seminar/seminar.h" %}\n'}, "frame.html")
    must_refuse({"src/programme/person.sql": '-- include "seminar/seminar.h"\n'}, "person.sql")


def test_a_foreign_header_outside_its_adapter_is_refused():
    must_refuse({"src/seminar/seminar_rows.c": "#include <sqlite3.h>\n"}, "src/db/sqlite_engine.c alone")
    must_refuse({"src/programme/names.c": "#include <unicode/ucol.h>\n"}, "src/i18n/icu_adapter.c alone")


def test_an_unknown_foreign_header_is_refused():
    must_refuse({"src/base/buf.c": "#include <glib.h>\n"}, "<glib.h>")


def test_an_unknown_folder_is_refused():
    must_refuse({"src/misc/misc.c": "#include <stdio.h>\n"}, "no folder misc")


def test_a_cycle_is_refused():
    must_refuse({"src/base/a.h": '#include "base/b.h"\n', "src/base/b.h": '#include "base/c.h"\n',
                 "src/base/c.h": '#include "base/a.h"\n'}, "cycle", "src/base/b.h -> src/base/c.h")


tap.run(globals())
