#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads every include in src/ and refuses what tools/layers.txt does not allow.

    layer_check.py ROOT [TABLE]

Refused: an include upward or sideways, a folder that the table does not name, a foreign header outside its one
adapter file, an unknown foreign header, a cycle of includes. Reads C, and the includes that views (*.html)
and queries (*.sql) pass on to the C made of them. Ends with 1 if anything was refused, each on a line of its
own.
"""
import re
import sys
from fnmatch import fnmatch
from pathlib import Path

C_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
VIEW_INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"\s*%}')
SQL_INCLUDE = re.compile(r'^--\s*include\s+"([^"]+)"', re.MULTILINE)
GENERATED = re.compile(r"([\w-]+\.(?:sql|html))\.h$")


class Table:
    def __init__(self, path):
        self.may_use, self.foreign, self.system = {}, {}, []
        floors, before = [], []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            words = line.split("#")[0].replace(":", " ").split()
            if not words:
                continue
            kind, rest = words[0], words[1:]
            if kind == "floor":
                self.may_use[rest[0]] = set(rest)
                floors.append(rest[0])
            elif kind == "capability":
                before.append(rest[0])
                self.may_use[rest[0]] = set(floors) | set(before)
            elif kind == "foreign":
                self.foreign[rest[0]] = rest[1]
            elif kind == "system":
                self.system += rest
            else:
                sys.exit(f"{path}:{number}: unknown word {kind!r}")


def includes(path):
    """The (foreign?, name) pairs that a file includes."""
    text = path.read_text(errors="replace")
    if path.suffix == ".html":
        return [(False, name) for name in VIEW_INCLUDE.findall(text)]
    if path.suffix == ".sql":
        return [(False, name) for name in SQL_INCLUDE.findall(text)]
    return [(sign == "<", name) for sign, name in C_INCLUDE.findall(text)]


def check_foreign(table, where, name):
    for pattern, adapter in table.foreign.items():
        if fnmatch(name, pattern):
            return [] if where == adapter else [f"{where}: <{name}> belongs into {adapter} alone"]
    if any(fnmatch(name, pattern) for pattern in table.system):
        return []
    return [f"{where}: <{name}> is neither a system header nor in the table of foreign headers"]


def resolve(files, where, name):
    """The file that an include in quotes leads to; a generated header leads to what it is made of. None for what
    is not there: the compiler says that better."""
    made_from = GENERATED.search(name)
    if made_from:
        found = [f for f in files if f.rsplit("/", 1)[-1] == made_from.group(1)]
        return found[0] if found else None
    beside = where.rsplit("/", 1)[0] + "/" + name
    return next((f for f in ("src/" + name, beside) if f in files), None)


def cycles(graph):
    """Each cycle of the graph once, as a list of names."""
    found, done = [], set()

    def visit(node, trail):
        if node in trail:
            found.append(trail[trail.index(node):] + [node])
        elif node not in done:
            for other in graph.get(node, ()):
                visit(other, trail + [node])
            done.add(node)

    for node in sorted(graph):
        visit(node, [])
    return found


def check(root, table):
    files = {str(p.relative_to(root)) for p in root.glob("src/**/*") if p.suffix in (".c", ".h", ".html", ".sql")}
    refused, graph = [], {}
    for where in sorted(files):
        folder = where.split("/")[1] if where.count("/") > 1 else None  # main.c may use everything
        if folder is not None and folder not in table.may_use:
            refused.append(f"{where}: the table names no folder {folder}")
            continue
        for foreign, name in includes(root / where):
            if foreign:
                refused += check_foreign(table, where, name)
                continue
            target = resolve(files, where, name)
            if target is None:
                continue
            graph.setdefault(where, set()).add(target)
            there = target.split("/")[1]
            if folder is not None and there not in table.may_use[folder]:
                refused.append(f'{where}: {folder} may not use {there} ("{name}")')
    refused += ["a cycle of includes: " + " -> ".join(c) for c in cycles(graph)]
    return refused


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: layer_check.py ROOT [TABLE]")
    root = Path(sys.argv[1])
    table = Table(Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).with_name("layers.txt"))
    refused = check(root, table)
    print("\n".join(refused) if refused else "Every include is allowed.")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
