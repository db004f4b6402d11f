# SPDX-License-Identifier: AGPL-3.0-or-later
"""sqlgen's corpus: accept/*.sql must become C that compiles without a warning; reject/*.sql must each be refused
with the one line that its last line tells. usage: test_sqlgen.py SQLGEN CC"""
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
import tap  # noqa: E402

SQLGEN, CC = sys.argv[1:]


def generate(folder, *files, schema=HERE / "schema"):
    return subprocess.run([SQLGEN, "corpus", schema, folder, *files], stderr=subprocess.PIPE, text=True)


def accepted(file):
    def test():
        with tempfile.TemporaryDirectory() as folder:
            ran = generate(folder, file)
            assert ran.returncode == 0, ran.stderr
            for source in Path(folder).glob("*.c"):
                compiled = subprocess.run(
                    [CC, "-std=gnu17", "-Wall", "-Wextra", "-Wmissing-prototypes", "-Wstrict-prototypes", "-Werror",
                     "-fsyntax-only", "-I", folder, "-I", HERE.parents[1] / "src", source],
                    stderr=subprocess.PIPE, text=True)
                assert compiled.returncode == 0, compiled.stderr
    return test


def refused(file):
    def test():
        *_, last = file.read_text(encoding="utf-8").splitlines()
        expected = f"{file}:" + last.removeprefix("-- refused: ")
        with tempfile.TemporaryDirectory() as folder:
            ran = generate(folder, file)
            assert ran.returncode == 1, "it was accepted"
            assert ran.stderr.startswith(expected), ran.stderr
            assert len(ran.stderr.splitlines()) == 1, ran.stderr
            assert not list(Path(folder).iterdir()), "something was written"
    return test


def test_same_input_leaves_the_files_alone():
    with tempfile.TemporaryDirectory() as folder:
        file = HERE / "accept" / "kinds.sql"
        assert generate(folder, file).returncode == 0
        before = {f: f.stat().st_mtime_ns for f in Path(folder).iterdir()}
        assert generate(folder, file).returncode == 0
        assert before == {f: f.stat().st_mtime_ns for f in Path(folder).iterdir()}
        assert len(before) == 4


def test_what_a_query_reads_and_writes():
    with tempfile.TemporaryDirectory() as folder:
        assert generate(folder, HERE / "accept" / "kinds.sql").returncode == 0
        text = (Path(folder) / "kinds.sql.c").read_text()

    def masks(name):
        table = text.split(f"const DbQuery query_{name} = {{", 1)[1].split("};", 1)[0]
        return [line.strip() for line in table.splitlines() if ".reads" in line or ".writes =" in line]
    house, room = 1, 2
    assert masks("house_one") == [f".reads = {{{house:#x}, 0x0}},", ".writes = {0x0, 0x0},"]
    assert masks("room_sum") == [f".reads = {{{room:#x}, 0x0}},", ".writes = {0x0, 0x0},"]
    assert masks("house_drop")[1] == f".writes = {{{house | room:#x}, 0x0}},"  # rooms go with their house


def broken_schema(**files):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as out:
        for name, text in files.items():
            (Path(folder) / f"{name}.sql").write_text(text)
        ran = generate(out, schema=folder)
        assert ran.returncode == 1
        return ran.stderr


def test_a_broken_migration_is_refused():
    assert "001_a.sql:" in broken_schema(**{"001_a": "CREATE TABLE a (id INTEGER PRIMARY KEY) STRIKT;"})


def test_two_migrations_with_one_number_are_refused():
    one = "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT;"
    assert "the number 001 stands before another migration already" in broken_schema(**{"001_a": one, "001_b": ""})


def test_more_tables_than_bits_are_refused():
    many = "".join(f"CREATE TABLE t{i} (id INTEGER PRIMARY KEY) STRICT;\n" for i in range(129))
    assert "129 tables are more than the 128" in broken_schema(**{"001_a": many})


for path in sorted(HERE.glob("accept/*.sql")):
    globals()[f"test_accepts_{path.stem}"] = accepted(path)
for path in sorted(HERE.glob("reject/*.sql")):
    globals()[f"test_refuses_{path.stem}"] = refused(path)
tap.run(globals())
