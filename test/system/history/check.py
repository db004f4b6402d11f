# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holds a history (what rush wrote down) against the log of the installation, its tables and the rules.

The audit log gives the order of commits; seats.py says what had to happen in that order. Then everything that a
visitor was told must fit it in time: what was answered before something else was asked, happened before it."""
import bisect
import re
from collections import Counter, defaultdict

from seats import Broken, HOLDING, Seminar

STATES = {"": None, "waiting for approval": "pending", "on the waiting list": "waiting", "seat offered": "offered",
          "confirmed": "confirmed", "took part": "attended", "did not come": "no-show", "cancelled": "cancelled"}
NUMBERS = {"1": "pending", "2": "waiting", "3": "offered", "4": "confirmed", "5": "attended", "6": "no-show",
           "7": "cancelled"}
# What the own page says.
SAID = [(re.compile(r"^You have a seat$"), "confirmed"), (re.compile(r"^You are on the waiting list, place (\d+)$"), "waiting"),
        (re.compile(r"^This registration is cancelled$"), "cancelled")]
FORMS = {"register", "cancel", "phone", "remove", "seats"}
PLACES_LOOKED_AT = 1500
FOREVER = 1 << 62


class Sending:
    """All copies of one form."""

    def __init__(self, kind, visit):
        self.kind, self.visit = kind, visit
        self.first_sent, self.first_answered, self.statuses, self.about = FOREVER, FOREVER, [], ""


class History:
    """What rush wrote down."""

    def __init__(self, path):
        self.visits, self.forms, self.reads, self.lists, self.faults = {}, {}, [], [], []
        self.attempts = 0
        with open(path, encoding="utf-8") as file:
            for line in file:
                self.take(line.rstrip("\n").split("\t"))

    def take(self, row):
        kind, visit = row[0], int(row[1])
        if kind == "visit":
            self.visits[visit] = {"seminar": int(row[2]), "association": None if row[3] == "other" else int(row[3]),
                                  "lang": row[4], "mail": row[5] == "mail", "plan": row[6], "forms": []}
        elif kind == "stuck":
            self.faults.append(f"visit {visit} ({self.visits[visit]['plan']}) was left without an answer or a mail")
        elif kind in FORMS:
            self.take_form(kind, visit, *row[2:7])
        elif kind == "own" and row[5] == "200":
            self.reads.append((visit, int(row[3]), int(row[4]), row[6]))
        elif kind == "list" and row[5] == "200":
            self.lists.append((self.visits[visit]["seminar"], int(row[3]), int(row[4]), row[6]))
        elif kind != "page" or row[5] not in ("409", "503"):
            if row[5] != "503":
                self.faults.append(f"visit {visit}: {kind} was answered with {row[5]}")

    def take_form(self, kind, visit, form, sent, answered, status, about):
        self.attempts += 1
        sending = self.forms.get(form)
        if not sending:
            sending = self.forms[form] = Sending(kind, visit)
            self.visits[visit]["forms"].append(sending)
        sending.about = about
        sending.first_sent = min(sending.first_sent, int(sent))
        if int(answered) >= 0 and status != "503":
            sending.first_answered = min(sending.first_answered, int(answered))
        if int(answered) >= 0:
            sending.statuses.append(int(status))
        allowed = {303, 503} | ({409} if kind in ("remove", "seats") else set())
        if int(answered) >= 0 and int(status) not in allowed:
            self.faults.append(f"visit {visit}: {kind} was answered with {status}")


class Entry:
    """Of the audit log: one registration's change, or a seminar's seats."""

    def __init__(self, place, action, number, before, after, by_person):
        self.place, self.action, self.number, self.before, self.after = place, action, number, before, after
        self.by_person = by_person
        self.sending = None  # that caused it; a promotion has that of what freed the seat
        self.seminar = None


def changes(detail):
    return {name: (before, after) for name, before, after in
            re.findall(r"^(\w+): (.*?) → (.*)$", detail or "", re.M)}


class Check:
    """everything() returns {kind: [faults]} and fills `figures`. Kinds: seat, order, form, answer, mail, table."""

    def __init__(self, installation, history, seminars, minutes, strict_order):
        self.installation, self.history, self.minutes = installation, history, minutes
        self.strict_order = strict_order  # the log is in the order of commits across seminars
        self.seminars = {number: Seminar(number, capacity, each, minutes) for number, (capacity, each) in seminars.items()}
        self.faults, self.figures = defaultdict(list, answer=list(history.faults)), Counter()

    def fault(self, kind, text):
        self.faults[kind].append(text)

    def everything(self):
        self.load()
        try:
            self.replay()
        except Broken as broken:
            self.fault(*broken.args)
            return self.faults
        self.compare_tables()
        self.match_forms()
        self.check_time()
        self.check_reads()
        self.check_lists()
        self.check_mails()
        return self.faults

    # ---- the tables ----

    def load(self):
        self.registrations, self.of_visit, self.of_seminar = {}, {}, defaultdict(list)
        for row in self.installation.rows(
                "SELECT r.id, r.seminar_id, r.association_id, r.state, r.place, r.lang, p.name, p.email, p.id, r.channel"
                " FROM registration r JOIN person p ON p.id = r.person_id ORDER BY r.id"):
            number, seminar, association, state, place, lang, name, mail, person, channel = row
            if int(seminar) not in self.seminars:
                continue
            visit = int(name[1:])
            self.registrations[int(number)] = {
                "seminar": int(seminar), "association": association and int(association), "state": NUMBERS[state],
                "place": int(place), "lang": ("de", "en", "ar")[int(lang)], "visit": visit, "mail": mail, "channel": channel}
            if visit in self.of_visit:
                self.fault("form", f"visit {visit} has two registrations: {self.of_visit[visit]} and {number}")
            self.of_visit[visit] = int(number)
            self.of_seminar[int(seminar)].append((visit, int(number)))

    def entries(self):
        found = []
        for place, action, number, detail, actor in self.installation.rows(
                "SELECT sealed_as, action, object_id, detail, actor FROM audit_entry"
                " WHERE action IN ('registration.request', 'registration.step', 'seminar.seats') ORDER BY sealed_as"):
            what = changes(detail)
            if action == "seminar.seats":
                entry = Entry(int(place), action, int(number), None, what, actor == "person")
                entry.seminar = int(number)
            else:
                before, after = what["state"]
                entry = Entry(int(place), action, int(number), STATES[before], STATES[after], actor == "person")
                known = self.registrations.get(int(number))
                entry.seminar = known and known["seminar"]
            if entry.seminar in self.seminars:
                found.append(entry)
        return found

    # ---- rules 1 and 2, by the log ----

    def replay(self):
        self.log = self.entries()
        self.of_number, last = defaultdict(list), {}
        self.promotions = 0
        for index, entry in enumerate(self.log):
            entry.index = index
            seminar = self.seminars[entry.seminar]
            entry.cause = entry
            if entry.action == "seminar.seats":
                seminar.resize(*(int(entry.after[name][1]) if name in entry.after else old for name, old in
                                 (("capacity", seminar.capacity), ("seats_each", seminar.each))))
                self.figures["changes of seats"] += 1
            elif entry.action == "registration.request":
                seminar.request(entry.number, self.registrations[entry.number]["association"], entry.after)
                self.figures["registrations"] += 1
            else:
                seminar.step(entry.number, entry.before, entry.after)
                if entry.before == "waiting" and entry.after == "confirmed":
                    entry.cause = last[entry.seminar].cause
                    self.figures["promotions"] += 1
                else:
                    self.figures["cancellations"] += 1
            last[entry.seminar] = entry
            if entry.action != "seminar.seats":
                self.of_number[entry.number].append(entry)
        for seminar in self.seminars.values():
            seminar.settled()

    def compare_tables(self):
        for number, row in self.registrations.items():
            known = self.seminars[row["seminar"]].people.get(number)
            if not known or known.state != row["state"]:
                self.fault("table", f"registration {number} is {row['state']}, by the log {known and known.state}")
            visit = self.history.visits.get(row["visit"])
            if not visit or visit["seminar"] != row["seminar"] or visit["association"] != row["association"] or \
                    visit["lang"] != row["lang"]:
                self.fault("table", f"registration {number} is not what visit {row['visit']} asked for")
        for number, taken, capacity, each in self.installation.rows(
                "SELECT id, seats_taken, capacity, seats_each FROM seminar"):
            model = self.seminars.get(int(number))
            if model and (model.taken, model.capacity, model.each) != (int(taken), int(capacity), int(each)):
                self.fault("table", f"seminar {number} says {taken} of {capacity} seats, each {each}; by the log it is"
                           f" {model.taken} of {model.capacity}, each {model.each}")
        for seminar, rows in self.of_seminar.items():
            known = self.seminars[seminar].people
            places = [place for _, place in sorted((known[number].order, self.registrations[number]["place"]) for _, number in rows)]
            if places != sorted(places):
                self.fault("order", "the places of a seminar are not in the order of its log")

    # ---- rule 6: each form once, and every answer kept ----

    def match_forms(self):
        """Gives each entry the form that caused it."""
        removed, resized = defaultdict(list), defaultdict(list)
        for sending in self.history.forms.values():
            if sending.kind == "remove":
                removed[int(sending.about.split()[0])].append(sending)
            elif sending.kind == "seats":
                capacity, each = map(int, sending.about.split()[:2])
                resized[self.history.visits[sending.visit]["seminar"]].append((sending, capacity, each))
        for visit, about in self.history.visits.items():
            self.match_visit(visit, about, removed.get(visit, []))
        self.match_resizes(resized)

    def match_visit(self, visit, about, removals):
        """A visit's own forms follow each other, so what each had to do is known."""
        own = [s for s in about["forms"] if s.kind in ("register", "phone", "cancel")]
        entries = [e for e in self.of_number.get(self.of_visit.get(visit), []) if e.cause is e]
        if not own:
            return
        done = iter(entries)
        entry, registered, again = next(done, None), False, 0
        pair = about["plan"] == "two-tabs"
        for sending in own:
            if 303 not in sending.statuses:
                continue  # the faults say so already
            if sending.kind == "cancel":
                due, after = registered, "cancelled"
            else:
                due, after = not registered, None
            if not due:
                again += sending.kind == "register"
                continue
            fits = entry and (entry.after == "cancelled") == (after == "cancelled")
            if not fits:
                self.fault("form", f"visit {visit} ({about['plan']}): a form ({sending.kind}) was answered with “done”, and had no effect")
                return
            entry.sending = sending
            if pair:  # either of the two was first
                entry.sending = Sending("register", visit)
                entry.sending.first_sent = min(s.first_sent for s in own)
                entry.sending.first_answered = min(s.first_answered for s in own)
            registered = sending.kind != "cancel"
            entry = next(done, None)
        about["again"] = again
        successes = [s for s in removals if 303 in s.statuses]
        if len(successes) > 1:
            self.fault("form", f"visit {visit} was removed {len(successes)} times")
        if successes and entry and entry.after == "cancelled":
            entry.sending, entry = successes[0], next(done, None)
        elif successes:
            self.fault("form", f"visit {visit} was removed by the office, and the log does not know it")
        if entry:
            self.fault("form", f"visit {visit} ({about['plan']}): {entry.action} to {entry.after} in the log, which nobody asked for")

    def match_resizes(self, resized):
        of_seminar = defaultdict(list)
        for entry in self.log:
            if entry.action == "seminar.seats":
                of_seminar[entry.seminar].append(entry)
        for number in self.seminars:
            entries = of_seminar[number]
            sendings = [s for s in resized[number] if 303 in s[0].statuses]
            if len(entries) != len(sendings):
                self.fault("form", f"seminar {number}: {len(sendings)} changes of seats were answered with “done”, {len(entries)} in the log")
            # Which entry is whose only the numbers could tell, and they repeat: the window of all serves.
            for entry in entries:
                entry.sending = Sending("seats", -1)
                entry.sending.first_sent = min((s.first_sent for s, *_ in resized[number]), default=0)

    # ---- time ----

    def windows(self):
        """For each entry: when its cause was first sent, and from when on everybody must see it."""
        for entry in self.log:
            sending = entry.cause.sending
            entry.earliest = sending.first_sent if sending else 0
            entry.latest = sending.first_answered if sending else FOREVER

    def check_time(self):
        """What was answered before another was sent, comes before it in the log (in each seminar, or in all)."""
        self.windows()
        groups = defaultdict(list)
        for entry in self.log:
            if entry.cause is entry:
                groups[0 if self.strict_order else entry.seminar].append(entry)
        for entries in groups.values():
            answered = sorted((e.latest, e.index) for e in entries)
            newest, at, seen = [], [], -1
            for latest, index in answered:
                seen = max(seen, index)
                at.append(latest)
                newest.append(seen)
            for entry in entries:
                before = bisect.bisect_left(at, entry.earliest)
                if before and newest[before - 1] > entry.index:
                    self.fault("order", f"entry {entry.place} of the log was asked for after entry {self.log[newest[before - 1]].place} was answered")
                    break
            self.figures["orders in time"] += len(entries)

    def possible(self, number, sent, answered):
        """The states of a registration that a page asked for in this time may show; None: not there."""
        states = {None}
        for entry in self.of_number.get(number, []):
            if entry.latest < sent:
                states = {entry.after}
            elif entry.earliest <= answered:
                states.add(entry.after)
        return states

    def check_reads(self):
        looked = 0
        for visit, sent, answered, said in self.history.reads:
            number = self.of_visit.get(visit)
            for pattern, state in SAID:
                match = pattern.match(said)
                if match:
                    break
            else:
                self.fault("answer", f"visit {visit} reads “{said}” on its own page")
                continue
            possible = self.possible(number, sent, answered)
            if state not in possible:
                self.fault("answer", f"visit {visit} ({self.history.visits[visit]['plan']}) reads “{said}”, and is {possible}")
        self.figures["own pages read"] = len(self.history.reads)

    def check_lists(self):
        for seminar, sent, answered, said in self.history.lists:
            shown = dict(part.split("=") for part in said.split(";") if part)
            states = {int(name[1:]): STATES[state] for name, state in shown.items()}
            for visit, number in self.of_seminar[seminar]:
                possible = self.possible(number, sent, answered)
                if states.get(visit) not in possible:
                    self.fault("answer", f"the list of seminar {seminar} shows visit {visit} as {states.get(visit)}, possible was {possible}")
            self.figures["rows of lists read"] += len(states)
        self.figures["lists read"] = len(self.history.lists)

    # ---- rule 7 ----

    def check_mails(self):
        """Each occasion has its one mail, in the person's language; nobody gets another."""
        due = Counter()
        for number, entries in self.of_number.items():
            row, place = self.registrations[number], 0
            if not row["mail"]:
                continue
            for entry in entries:
                if entry.action == "registration.request":
                    place += 1
                    kind = "registration-confirmed" if entry.after == "confirmed" else "registration-waiting"
                else:
                    kind = "registration-cancelled" if entry.after == "cancelled" else "registration-promoted"
                due[row["mail"], kind, place, row["lang"]] += 1
            if self.history.visits[row["visit"]].get("again"):
                due[row["mail"], "registration-again", 1, row["lang"]] += 1
        came = Counter()
        occasions = defaultdict(dict)
        for mail, kind, occasion, lang in self.installation.rows(
                "SELECT recipient, kind, occasion, lang FROM outbox WHERE kind LIKE 'registration%' OR kind LIKE 'seminar%' ORDER BY id"):
            place = occasions[mail].setdefault(occasion.split(":")[2], len(occasions[mail]) + 1)
            came[mail, kind, place, ("de", "en", "ar")[int(lang)]] += 1
        for key in due.keys() | came.keys():
            if due[key] != came[key]:
                self.fault("mail", f"mail {key}: {came[key]} came, {due[key]} due")
        self.figures["mails"] = sum(came.values())
