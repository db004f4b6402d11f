#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the section "Add a page in five steps" of ARCHITECTURE.md literally: carries out each code block in a copy
of the source, builds, makes the demonstration, and asks for the page. Each step is a case; the first that breaks
says why and ends the test.

A block is carried out as the sentence before it says: Create `file`: | Append to `file`: | In `file`, after
`line`: | or, if it is marked sh, as commands."""
import re
import shutil
import sys
import tempfile
from pathlib import Path

from program import get, run

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## Add a page in five steps"
LEFT_OUT = re.compile(r"\.git|build.*|data|test-output")  # of the top folder
CREATE = re.compile(r"Create `([^`]+)`:$")
APPEND = re.compile(r"Append to `([^`]+)`:$")
AFTER = re.compile(r"In `([^`]+)`, after `([^`]+)`:$")
CASES = 7  # five steps, the page, the route table


def copy_source(to):
    shutil.copytree(ROOT, to, symlinks=True,
                    ignore=lambda folder, names: [n for n in names if n == "node_modules" or
                                                  folder == str(ROOT) and LEFT_OUT.fullmatch(n)])
    (to / "assets/node_modules").symlink_to(ROOT / "assets/node_modules")


def read_steps(text):
    """[(number, sentence before the block, language, block)] of the section."""
    section = text.split(HEADING + "\n", 1)[1].split("\n## ", 1)[0]
    blocks, number, sentence, lines = [], 0, "", iter(section.splitlines())
    for line in lines:
        item = re.match(r"(\d+)\. (.*)", line)
        fence = re.match(r"( *)```(\w+)$", line)
        if item:
            number, sentence = int(item.group(1)), item.group(2)
        elif fence:
            indent, body = len(fence.group(1)), []
            for inside in lines:
                if inside.strip() == "```":
                    break
                body.append(inside[indent:] + "\n")
            blocks.append((number, sentence, fence.group(2), "".join(body)))
            sentence = ""
        else:
            sentence += " " + line.strip()
    return blocks


def put_after(path, line, block):
    text = path.read_text()
    assert text.splitlines().count(line) == 1, f"{path.name} does not have the line {line!r} once"
    path.write_text(text.replace(line + "\n", line + "\n" + block, 1))


def carry_out(tree, sentence, language, block):
    create, append, after = CREATE.search(sentence), APPEND.search(sentence), AFTER.search(sentence)
    if create:
        path = tree / create.group(1)
        assert not path.exists(), f"{create.group(1)} is there already"
        path.write_text(block)
    elif append:
        path = tree / append.group(1)
        assert path.is_file(), f"there is no {append.group(1)}"
        path.write_text(path.read_text() + block)
    elif after:
        put_after(tree / after.group(1), after.group(2), block)
    else:
        assert language == "sh", f"what to do with this block is not said: {sentence!r}"
        for command in block.splitlines():
            run(command, tree)


def take_step(tree, blocks):
    assert blocks, "it has no code block"
    for _, sentence, language, block in blocks:
        carry_out(tree, sentence, language, block)


def greets(program, folder):
    data = folder / "data"
    data.mkdir()
    page = get(program, data, "/duesseldorf/de/hello")
    assert re.search(r"<h1[^>]*>Guten Tag, Düsseldorf</h1>", page), page
    assert "<title>Guten Tag" in page, page


def lists_the_route(program, folder):
    rows = [line.split() for line in run([program, "routes"], folder).splitlines()]
    assert any(row[:3] == ["GET", "/:programme/:lang/hello", "public"] for row in rows), rows


def main():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    print(f"1..{CASES}", flush=True)
    with tempfile.TemporaryDirectory(prefix="vereint-steps-") as name:
        folder = Path(name)
        tree, program = folder / "vereint", folder / "vereint/build-quick/vereint"
        copy_source(tree)
        steps = read_steps(text)
        cases = [(f"step {number}", lambda n=number: take_step(tree, [b for b in steps if b[0] == n]))
                 for number in range(1, 6)]
        cases += [("the page greets", lambda: greets(program, folder)),
                  ("the route table lists it", lambda: lists_the_route(program, folder))]
        assert len(cases) == CASES
        for number, (what, case) in enumerate(cases, 1):
            try:
                case()
            except Exception as error:  # whatever it is, this step is the one that broke
                print(f"not ok {number} - {what}")
                print("".join(f"# {line}\n" for line in f"{what}: {error}".splitlines()), end="")
                sys.exit(1)
            print(f"ok {number} - {what}", flush=True)


main()
