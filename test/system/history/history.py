#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A history checker over real HTTP: a crowd (rush.c) registers, clicks twice, replays, loses answers, cancels and comes
back, while the office changes seats; then check.py holds what was answered against the log, the tables and the rules.

    history.py RUSH [ATTEMPTS]        VEREINT: the program; VEREINT_TEST_POSTGRES: on PostgreSQL, else on SQLite

SEED in the environment repeats the crowd's choices; the one used is printed."""
import functools
import os
import random
import re
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "tools")]
import tap
from check import Check, History
from installation import Installation, add_seminar, moment

RUSH = sys.argv[1]
ATTEMPTS = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
SEED = int(os.environ.get("SEED", random.SystemRandom().randrange(1 << 32)))
POSTGRES = os.environ.get("VEREINT_TEST_POSTGRES")
CONNECTIONS, ASSOCIATIONS, SEATS, EACH = 1000, 24, 12, 3
VISITS_EACH, FORMS_EACH = 150, 2.6  # visits to a seminar, forms of a visit: how many seminars are needed
FIRST_CROWD = 1000


class Postman(threading.Thread):
    """Brings the links of new mails from the outbox to the crowd."""

    def __init__(self, installation, to):
        super().__init__(daemon=True)
        self.installation, self.to, self.done = installation, to, threading.Event()
        self.seen, self.last = set(), 0

    def run(self):
        while not self.done.wait(0.2):
            lines = []
            # ids of PostgreSQL may be seen out of order: look a little further back
            for number, recipient, body in self.installation.rows(
                    f"SELECT id, recipient, body FROM outbox WHERE id > {self.last - 500} ORDER BY id"):
                link = re.search(r"/registrations/(\S+)", body)
                if int(number) not in self.seen and link and recipient.startswith("v"):
                    lines.append(f"{recipient.split('@')[0]} {link.group(1)}\n")
                self.seen.add(int(number))
                self.last = max(self.last, int(number))
            try:
                self.to.write("".join(lines))
                self.to.flush()
            except (BrokenPipeError, ValueError):
                return


def make_minutes(installation, associations):
    """Some associations took part in a seminar earlier in the year: {association: minutes}."""
    installation.serve(moment(2027, 1, 11))
    officer = installation.officer()
    officer.send("/rush/en/budget", "/rush/en/budget", year=2027, amount="4000")
    earlier = add_seminar(officer, "Vorher", "2027-01-20", 50, 0, "Raum 0")
    new = f"/rush/en/seminars/{earlier}/registrations/new"
    for number in associations[::2]:
        officer.send(new, new, name=f"Frau {number}", phone=f"0211 {number}", association=number, lang="de")
    installation.stop()
    installation.serve(moment(2027, 1, 21))
    officer = installation.officer()
    session = re.search(r"/sessions/(\d+)/attendance", officer.page(f"/rush/en/seminars/{earlier}/manage")).group(1)
    path = f"/rush/en/sessions/{session}/attendance"
    page, typed, minutes = officer.page(path), {}, {}
    for row in re.findall(r"<tr><th scope=\"row\"><bdi>Frau (\d+)</bdi>(.*?)</tr>", page, re.S):
        number, field = int(row[0]), re.search(r'type="text"[^>]*name="([^"]+)"', row[1]).group(1)
        typed[field] = minutes[number] = 30 + number * 7 % 5 * 30
    assert len(minutes) == len(associations[::2])
    officer.send(path, path, **typed)
    installation.stop()
    return minutes


def run_rush(installation, officer, seminars, associations, attempts):
    history = installation.folder / "history.txt"
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    crowd = subprocess.Popen(
        [RUSH, str(installation.port), str(SEED), str(CONNECTIONS), str(attempts), officer.cookie,
         ",".join(map(str, seminars)), ",".join([*map(str, associations), "other"]), str(history)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    postman = Postman(installation, crowd.stdin)
    postman.start()
    said = crowd.stdout.read()
    postman.done.set()
    postman.join()
    assert crowd.wait() == 0, "rush has given up"
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"# {said.strip()}, {spent.ru_utime + spent.ru_stime - before:.1f} s of the processor by the crowd", flush=True)
    return History(history)


def crowd_on(installation):
    """Lets it all happen; {kind of fault: [faults]}."""
    installation.found(ASSOCIATIONS)
    associations = [int(row[0]) for row in installation.rows("SELECT id FROM association ORDER BY id")]
    minutes = make_minutes(installation, associations)
    if os.environ.get("WITHOUT_WALL"):
        installation.drop_wall()
    installation.serve(moment(2027, 3, 1))
    officer = installation.officer()
    n = 1 + max(0, int((ATTEMPTS / FORMS_EACH - FIRST_CROWD) / VISITS_EACH) + 1)
    seminars = [add_seminar(officer, f"Andrang {i}", "2027-06-15", SEATS, EACH, f"Raum {i}") for i in range(1, n + 1)]
    history = run_rush(installation, officer, seminars, associations, ATTEMPTS)
    installation.stop()
    started, spent = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"# {spent.ru_utime + spent.ru_stime:.1f} s of the processor by server and crowd together", flush=True)
    check = Check(installation, history, {number: (SEATS, EACH) for number in seminars}, minutes, not POSTGRES)
    faults = check.everything()
    print(f"# {history.attempts} attempts at {n} seminars:", ", ".join(f"{v} {k}" for k, v in check.figures.items()),
          f"(looked at in {time.monotonic() - started:.1f} s)", flush=True)
    if history.attempts < ATTEMPTS:
        faults["answer"].append(f"only {history.attempts} forms were sent")
    code, said = installation.command("verify")
    if code != 0:
        faults["table"].append(said)
    return faults


@functools.cache
def faults_of_the_crowd():
    installation = Installation(os.environ["VEREINT"], POSTGRES)
    try:
        return crowd_on(installation)
    finally:
        installation.remove()


def expect_none(kind):
    faults = faults_of_the_crowd()[kind]
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:20])


def test_no_seat_too_many():
    expect_none("seat")


def test_exactly_the_fair_order():
    expect_none("order")


def test_each_form_once():
    expect_none("form")


def test_every_answer_true():
    expect_none("answer")


def test_each_mail_once():
    expect_none("mail")


def test_log_and_tables_agree():
    expect_none("table")


if __name__ == "__main__":
    print(f"# SEED={SEED} on {'PostgreSQL' if POSTGRES else 'SQLite'}", flush=True)
    tap.run(globals())
