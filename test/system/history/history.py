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
import traceback
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
GROUP, FORMS_EACH = 100, 2.6  # visits to a seminar (GROUP in rush.c), forms of a visit: how many seminars are needed
CROWD = min(1000, ATTEMPTS // 10)  # all for one seminar
AGAIN_AT = (25 * 3600, -3 * 3600)


class Postman(threading.Thread):
    """Brings the links of new mails from the outbox to the crowd."""

    def __init__(self, installation, to):
        super().__init__(daemon=True)
        self.installation, self.to, self.done = installation, to, threading.Event()
        self.seen, self.last = set(), int(installation.rows("SELECT COALESCE(MAX(id), 0) + 500 FROM outbox")[0][0])

    def run(self):
        while not self.done.wait(0.2):
            lines = []
            # ids of PostgreSQL may be seen out of order: look a little further back
            for number, recipient, kind, occasion, body in self.installation.rows(
                    f"SELECT id, recipient, kind, occasion, body FROM outbox WHERE id > {self.last - 500} ORDER BY id"):
                link = re.search(r"/registrations/(\S+)", body)
                if int(number) not in self.seen and link and recipient.startswith("v"):
                    lines.append(f"{recipient.split('@')[0]} {link.group(1)} {kind} {occasion.split(':')[1]}\n")
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
    earlier = add_seminar(officer, "Vorher", "2027-01-20", 50, 0)
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


def run_rush(installation, officer, history, seminars, associations, attempts, crowd=CROWD):
    """Lets people in; `seminars` as rush takes them. What it writes down is added to `history`."""
    file = installation.folder / "history.txt"
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    rush = subprocess.Popen(
        [RUSH, str(installation.port), str(SEED), str(CONNECTIONS), str(attempts), str(len(history.visits)), str(crowd), officer.cookie,
         ",".join(seminars), ",".join([*map(str, associations), "other"]), str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    postman = Postman(installation, rush.stdin)
    postman.start()
    said = rush.stdout.read()
    postman.done.set()
    postman.join()
    assert rush.wait() == 0, "rush has given up"
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"# {said.strip()}, {spent.ru_utime + spent.ru_stime - before:.1f} s of the processor by the crowd", flush=True)
    history.read(file)


class Plan:
    """The seminars of a test: most far ahead, some near (freed seats are offered), some on two dates,
    some where registrations are approved first."""

    def __init__(self, officer, n):
        self.about, self.near, self.pairs, self.names = {}, [], {}, []
        for i in range(n):
            if i % 4 == 1:
                self.near.append(self.add(officer, f"nah {i}", "2027-06-15", offers=(24, moment(2027, 6, 15, 17))))
                self.names.append(str(self.near[-1]))
            elif i % 4 == 3:
                first = self.add(officer, f"eins {i}", "2027-08-10")
                second = self.add(officer, f"zwei {i}", "2027-08-17", form={"series": first})
                self.pairs |= {first: second, second: first}
                self.names.append(f"{first}~{second}")
            elif i % 8 == 2:
                number = self.add(officer, f"geprüft {i}", "2027-08-10", form={"approval": 1}, approval=True)
                self.names.append(f"{number}a")
            else:
                self.names.append(str(self.add(officer, f"fern {i}", "2027-08-10")))

    def add(self, officer, title, day, form=None, **more):
        number = add_seminar(officer, title, day, SEATS, EACH, **(form or {}))
        self.about[number] = {"capacity": SEATS, "each": EACH, **more}
        return number


def remind(installation, plan):
    """Two days before the near seminars: their people are reminded, once, however often the server starts."""
    near = ",".join(map(str, plan.near))
    due = int(installation.rows(f"SELECT COUNT(*) FROM registration WHERE state = 4 AND seminar_id IN ({near})")[0][0])
    for _ in range(2):
        installation.serve(moment(2027, 6, 13))
        for _ in range(100):
            time.sleep(0.2)
            if due == 0 or installation.rows("SELECT 1 FROM outbox WHERE kind = 'registration-reminder' LIMIT 1"):
                break
        installation.stop()


def crowd_on(installation):
    """Lets it all happen; {kind of fault: [faults]}."""
    installation.found(ASSOCIATIONS)
    associations = [int(row[0]) for row in installation.rows("SELECT id FROM association ORDER BY id")]
    minutes = make_minutes(installation, associations)
    if os.environ.get("WITHOUT_WALL"):
        installation.drop_wall()
    clock, history = moment(2027, 6, 10), History()
    installation.serve(clock)
    officer = installation.officer()
    plan = Plan(officer, 6 + max(0, int((ATTEMPTS / FORMS_EACH - CROWD) / GROUP)))
    run_rush(installation, officer, history, plan.names, associations, ATTEMPTS)
    for later in AGAIN_AT:  # the clock goes on and back; offers lapse meanwhile
        installation.stop()
        installation.serve(clock + later)
        run_rush(installation, installation.officer(), history, [str(n) for n in plan.near] + plan.names, associations,
                 ATTEMPTS // 20, crowd=GROUP)
    installation.stop()
    remind(installation, plan)
    started, spent = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"# {spent.ru_utime + spent.ru_stime:.1f} s of the processor by server and crowd together", flush=True)
    check = Check(installation, history, plan.about, minutes, plan.pairs, plan.near, not POSTGRES)
    faults = check.everything()
    print(f"# {history.attempts} attempts at {len(plan.about)} seminars:", ", ".join(f"{v} {k}" for k, v in check.figures.items()),
          f"(looked at in {time.monotonic() - started:.1f} s)", flush=True)
    if history.attempts < ATTEMPTS:
        faults["answer"].append(f"only {history.attempts} forms were sent")
    code, said = installation.command("verify")
    if code != 0:
        faults["table"].append(said)
    return faults


@functools.cache
def faults_of_the_crowd():
    """Or what has kept the crowd from it."""
    installation = Installation(os.environ["VEREINT"], POSTGRES)
    try:
        return crowd_on(installation)
    except Exception as problem:
        traceback.print_exc()
        return problem
    finally:
        installation.remove()


def expect_none(kind):
    faults = faults_of_the_crowd()
    assert not isinstance(faults, Exception), f"nothing could be looked at: {faults!r:.300}"
    faults = faults[kind]
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
