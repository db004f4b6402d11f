#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documents and the program agree: commands, options, environment, scripts, links."""
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/tools"))

import tap  # noqa: E402
from program import get  # noqa: E402

COMMAND = re.compile(r"^  vereint ([a-z]+(?: [a-z]+)*)(.*)$", re.MULTILINE)
OPTION = re.compile(r"--[a-z]+(?:-[a-z]+)*")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))


def vereint(*arguments):
    return subprocess.run([os.environ["VEREINT"], *arguments], env={"LC_ALL": "C.UTF-8"}, text=True, check=True,
                          capture_output=True).stdout


def commands():
    """Each command with all it says of itself."""
    names = [name for name, _ in COMMAND.findall(vereint("help"))]
    assert "serve" in names and "programme add" in names, names
    return {name: vereint("help", *name.split()) for name in names}


def manual():
    """docs/vereint.1 without its typesetting."""
    text = (ROOT / "docs/vereint.1").read_text()
    text = re.sub(r"\\f[BIRP]", "", text).replace("\\-", "-").replace("\\&", "")
    return re.sub(r"^\.[BI] ", "", text, flags=re.MULTILINE)


def code_of(page):
    """What a Markdown page sets as code: in backticks, and between fences."""
    text = page.read_text()
    fenced = re.findall(r"^ *```.*?^ *```", text, re.MULTILINE | re.DOTALL)
    return "\n".join(fenced + re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text,
                                                                   flags=re.MULTILINE | re.DOTALL)))


def nothing_of(missing):
    assert not missing, "\n".join(missing)


def test_the_manual_and_the_readme_name_every_command():
    tags = "\n".join(tag for tag in re.findall(r"^\.TP\n(.*)$", manual(), re.MULTILINE))
    readme = code_of(ROOT / "README.md")
    missing = []
    for name in commands():
        named = re.compile(rf"(^|, |vereint ){re.escape(name)}\b", re.MULTILINE)
        missing += [f"docs/vereint.1 lacks {name}"] if not named.search(tags) else []
        missing += [f"README.md lacks {name}"] if not named.search(readme) else []
    nothing_of(missing)


def test_the_manual_names_every_option_and_the_readme_those_of_serve():
    said = set(OPTION.findall(manual()))
    missing = [f"docs/vereint.1 lacks {option} of {name}" for name, help_ in commands().items()
               for option in sorted(set(OPTION.findall(help_)) - said)]
    of_serve = set(OPTION.findall(commands()["serve"]))
    missing += [f"README.md lacks {o} of serve" for o in sorted(of_serve - set(OPTION.findall(code_of(ROOT / "README.md"))))]
    nothing_of(missing)


def test_the_manual_names_nothing_that_is_not_there():
    said = "\n".join(commands().values())
    nothing_of([f"no command has {option}" for option in sorted(set(OPTION.findall(manual())) - set(OPTION.findall(said)))])


def test_the_manual_names_every_variable_of_the_environment():
    read = {name for file in (ROOT / "src").rglob("*.c") for name in re.findall(r'"(VEREINT_[A-Z_]+)"', file.read_text())}
    assert "VEREINT_SMTP" in read, read
    nothing_of([f"docs/vereint.1 lacks {name}" for name in sorted(read) if not re.search(rf"\b{name}\b", manual())])


def test_every_command_in_a_document_exists():
    first = {name.split()[0] for name in commands()} | {"help"}
    nothing_of([f"{page.relative_to(ROOT)}: vereint {word}" for page in PAGES
                for word in re.findall(r"(?:^|[ /`])vereint ([a-z]+)", code_of(page)) if word not in first])


def test_every_script_in_a_document_exists():
    nothing_of([f"{page.relative_to(ROOT)}: {name}" for page in PAGES
                for name in re.findall(r"\bscript/[a-z-]+", page.read_text()) if not (ROOT / name).is_file()])


def anchors(page):
    """The names that a reader's program gives to the headings of a page."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def fault_of(page, link):
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return f"{page.relative_to(ROOT)}: {link} is not there"
    if anchor and anchor not in anchors(target):
        return f"{page.relative_to(ROOT)}: {link} has no such heading"
    return None


def test_every_link_leads_somewhere():
    links = [(page, link) for page in PAGES for link in LINK.findall(page.read_text())
             if not re.match(r"[a-z]+:", link)]
    assert len(links) > 10, links
    nothing_of([fault for fault in (fault_of(*link) for link in links) if fault])


def test_the_security_contact_is_served_as_rfc_9116_asks():
    with tempfile.TemporaryDirectory(prefix="vereint-docs-") as data:
        text = get(os.environ["VEREINT"], data, "/.well-known/security.txt")
    fields = [line.split(": ", 1) for line in text.splitlines()]
    assert [v for k, v in fields if k == "Contact"] == ["mailto:fortbildung@example.org"], text  # as demo/ has it
    ends = [datetime.strptime(v, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc) for k, v in fields if k == "Expires"]
    now = datetime.now(timezone.utc)
    assert len(ends) == 1 and now + timedelta(days=30) < ends[0] < now + timedelta(days=365), text


tap.run(globals())
