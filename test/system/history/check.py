# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holds a history (what rush wrote down) against the log of the installation, its tables and the rules.

The audit log gives the order of commits; seats.py says what had to happen in that order. Then everything that a
visitor was told must fit it in time: what was answered before something else was asked, happened before it."""
import bisect
import re
from collections import Counter, defaultdict

from seats import Broken, Seminar

STATES = {"": None, "waiting for approval": "pending", "on the waiting list": "waiting", "seat offered": "offered",
          "confirmed": "confirmed", "took part": "attended", "did not come": "no-show", "cancelled": "cancelled"}
NUMBERS = {"1": "pending", "2": "waiting", "3": "offered", "4": "confirmed", "5": "attended", "6": "no-show",
           "7": "cancelled"}
# What the own page says.
SAID = [(re.compile(pattern), state) for pattern, state in (
    (r"^You have a seat$", "confirmed"), (r"^You are on the waiting list, place \d+$", "waiting"),
    (r"^We keep a seat for you until ", "offered"), (r"^The offer of a seat has ended$", "offered"),
    (r"^Your registration waits for approval$", "pending"), (r"^This registration is cancelled$", "cancelled"))]
FORMS = {"register", "cancel", "accept", "move", "phone", "remove", "approve", "group", "seats"}
# What a form may be answered besides 303 (done) and 503 (too busy: nothing was done).
ALSO = {kind: {409} for kind in ("remove", "approve", "group", "seats", "move", "accept")}
FOREVER = 1 << 62
HAPPENS = ("request", "promotion", "cancellation", "lapse", "seats", "own pages read", "rows of lists read", "removals",
           "approval", "groups", "mails")
RARE, MANY = ("acceptance", "given-up"), 50000  # attempts


class Sending:
    """All copies of one form."""

    def __init__(self, kind, visit, about=""):
        self.kind, self.visit, self.about = kind, visit, about
        self.first_sent, self.first_answered, self.statuses = FOREVER, FOREVER, []

    def done(self):
        return 303 in self.statuses


class History:
    """What rush wrote down, in one run or several."""

    def __init__(self):
        self.visits, self.forms, self.reads, self.lists, self.faults = {}, {}, [], [], []
        self.attempts = 0

    def read(self, path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                self.take(line.rstrip("\n").split("\t"))

    def take(self, row):
        kind, visit = row[0], int(row[1])
        if kind == "visit":
            self.visits[visit] = {"seminar": int(row[2]), "second": int(row[3]), "lang": row[5], "mail": row[6] == "mail",
                                  "association": None if row[4] == "other" else int(row[4]), "plan": row[7],
                                  "forms": [], "again": 0, "best": int(row[2])}
            return
        about = self.visits[visit]
        if kind == "stuck":
            self.faults.append(f"visit {visit} ({about['plan']}) was left without an answer or a mail")
            return
        _, _, form, sent, answered, status, concerns, said = row
        if kind in FORMS:
            self.take_form(kind, visit, int(form), int(sent), int(answered), int(status), concerns)
        elif status == "503":
            return
        elif kind == "own" and status == "200":
            self.reads.append((visit, int(concerns), int(sent), int(answered), said))
        elif kind == "list" and status == "200":
            self.lists.append((about["seminar"], int(sent), int(answered), said))
        else:
            self.faults.append(f"visit {visit} ({about['plan']}): {kind} was answered with {status}")

    def take_form(self, kind, visit, form, sent, answered, status, concerns):
        self.attempts += 1
        sending = self.forms.get(form)
        if not sending:
            sending = self.forms[form] = Sending(kind, visit, concerns)
            self.visits[visit]["forms"].append(sending)
        sending.first_sent = min(sending.first_sent, sent)
        if answered < 0:
            return
        sending.statuses.append(status)
        if status != 503:
            sending.first_answered = min(sending.first_answered, answered)
        if status not in {303, 503} | ALSO.get(kind, set()):
            self.faults.append(f"visit {visit} ({self.visits[visit]['plan']}): {kind} was answered with {status}")


class Entry:
    """Of the audit log: one registration's change, or a seminar's seats."""

    def __init__(self, place, at, action, number, detail, seminar):
        self.place, self.at, self.action, self.number, self.seminar = place, at, action, number, seminar
        what = {name: (before, after) for name, before, after in re.findall(r"^(\w+): (.*?) → (.*)$", detail or "", re.M)}
        self.seats = {name: int(after) for name, (_, after) in what.items()} if action == "seminar.seats" else {}
        before, after = what.get("state", ("", ""))
        self.before, self.after = STATES[before], STATES[after]
        self.sending = None  # the form that caused it
        self.how = None  # request, promotion, approval, acceptance, lapse, given-up, cancellation, seats
        self.cause = self  # a promotion's, and what is given up: what had happened just before
        self.earliest, self.latest = 0, FOREVER


class Check:
    """everything() returns {kind: [faults]} and fills `figures`. Kinds: seat, order, form, answer, mail, table.

    seminars: {number: dict of Seminar's arguments}; other_dates: {number: number}; reminded: seminars whose people
    have got their reminder."""

    def __init__(self, installation, history, seminars, minutes, other_dates=None, reminded=(), strict_order=True):
        self.installation, self.history, self.minutes = installation, history, minutes
        self.strict_order = strict_order  # the log is in the order of commits across seminars
        self.other_dates, self.reminded = other_dates or {}, reminded
        self.seminars = {number: Seminar(number, minutes=minutes, one_by_one=strict_order, **about) for number, about in seminars.items()}
        self.faults, self.figures = defaultdict(list, answer=list(history.faults)), Counter()

    def fault(self, kind, text):
        self.faults[kind].append(text)

    def everything(self):
        self.load()
        self.sort_out()
        self.sort_office()
        for visit, about in self.history.visits.items():
            self.match_visit(visit, about)
        self.match_resizes()
        try:
            self.replay()
        except Broken as broken:
            self.fault(*broken.args)
            return self.faults
        self.compare_tables()
        self.check_time()
        self.check_reads()
        self.check_lists()
        self.check_mails()
        for what in HAPPENS + (RARE if self.history.attempts >= MANY else ()):  # else a form or page has changed, and nothing is shown
            if not self.figures[what]:
                self.fault("answer", f"of “{what}” there was none at all")
        return self.faults

    # ---- the tables ----

    def load(self):
        self.registrations, self.of_visit, self.of_seminar = {}, defaultdict(dict), defaultdict(list)
        for row in self.installation.rows(
                "SELECT r.id, r.seminar_id, r.association_id, r.state, r.place, r.lang, p.name, p.email"
                " FROM registration r JOIN person p ON p.id = r.person_id ORDER BY r.id"):
            number, seminar, association, state, place, lang, name, mail = row
            if int(seminar) not in self.seminars:
                continue
            number, seminar, visit = int(number), int(seminar), int(name[1:])
            self.registrations[number] = {
                "seminar": seminar, "association": association and int(association), "state": NUMBERS[state],
                "place": int(place), "lang": ("de", "en", "ar")[int(lang)], "visit": visit, "mail": mail}
            if seminar in self.of_visit[visit]:
                self.fault("form", f"visit {visit} has two registrations in seminar {seminar}")
            self.of_visit[visit][seminar] = number
            self.of_seminar[seminar].append((visit, number))
        self.log, self.of_number = [], defaultdict(list)
        for place, at, action, number, detail in self.installation.rows(
                "SELECT sealed_as, at, action, object_id, detail FROM audit_entry"
                " WHERE action IN ('registration.request', 'registration.step', 'seminar.seats') ORDER BY sealed_as"):
            known = self.registrations.get(int(number), {"seminar": None})
            seminar = int(number) if action == "seminar.seats" else known["seminar"]
            if seminar in self.seminars:
                entry = Entry(int(place), int(at), action, int(number), detail, seminar)
                entry.index = len(self.log)
                self.log.append(entry)
                if action != "seminar.seats":
                    self.of_number[int(number)].append(entry)

    def entries_of(self, visit):
        return sorted((e for number in self.of_visit.get(visit, {}).values() for e in self.of_number[number]),
                      key=lambda e: e.index)

    # ---- who caused what ----

    def sort_out(self):
        for entry in self.log:
            if entry.action == "seminar.seats":
                entry.how = "seats"
            elif entry.action == "registration.request":
                entry.how = "request"
            elif entry.before == "waiting" and entry.after in ("offered", "confirmed"):
                entry.how = "promotion"
            elif entry.before == "pending" and entry.after in ("waiting", "confirmed"):
                entry.how = "approval"
            elif entry.before == "offered" and entry.after == "confirmed":
                entry.how = "acceptance"
            elif entry.after == "cancelled":
                entry.how = "cancellation"  # match_visit tells lapses and what was given up
            else:
                self.fault("form", f"registration {entry.number} went from {entry.before} to {entry.after}")

    def sort_office(self):
        """What the office did to others: {registration: [forms]}, and groups {visit: form}."""
        self.removals, self.approvals, self.grouped = defaultdict(list), defaultdict(list), {}
        for sending in self.history.forms.values():
            if sending.kind in ("remove", "approve") and sending.done():
                (self.removals if sending.kind == "remove" else self.approvals)[int(sending.about)].append(sending)
                self.figures["removals"] += sending.kind == "remove"
            elif sending.kind == "group" and sending.done():
                people, _, left_out = sending.about.replace(" may wait", "").partition(" but ")
                for row, visit in enumerate(people.split()):
                    if str(row) not in left_out.split():
                        self.grouped[int(visit)] = sending
                self.figures["groups"] += 1
        for number, forms in [*self.removals.items(), *self.approvals.items()]:
            if len(forms) > 1:
                self.fault("form", f"registration {number}: {len(forms)} forms ({forms[0].kind}) were answered with “done”")

    def expected(self, visit, about):
        """What a visit's own forms had to do, in their order: (how, seminar or registration, form). They follow each
        other, so it is known."""
        own, live = self.of_visit.get(visit, {}), set()
        for sending in ([self.grouped[visit]] if visit in self.grouped else []) + about["forms"]:
            if not sending.done() or sending.kind in ("remove", "approve", "seats") or \
                    (sending.kind == "group" and visit not in self.grouped):
                continue
            concerned = self.registrations[int(sending.about)]["seminar"] if sending.about.isdigit() else None
            if sending.kind in ("register", "phone", "group"):
                if about["seminar"] in live:
                    about["again"] += sending.kind == "register"
                    continue
                live.add(about["seminar"])
                yield "request", about["seminar"], sending
                first = next((e for e in self.of_number[own.get(about["seminar"])] if e.how == "request"), None)
                if about["second"] and first and first.after != "confirmed":
                    live.add(about["second"])
                    yield "request", about["second"], sending
            elif sending.kind == "move":
                about["best"] = self.other_dates[concerned]
                yield "request", about["best"], sending
            elif sending.kind == "accept":
                yield "acceptance", int(sending.about), sending
            elif concerned in live:
                live.discard(concerned)
                yield "cancellation", int(sending.about), sending

    def match_visit(self, visit, about):
        if about["plan"] == "two-tabs" and len(about["forms"]) > 1:  # either may have been first
            pair = about["forms"][:2]
            for sending in pair:
                sending.first_sent = min(s.first_sent for s in pair)
                sending.first_answered = min(s.first_answered for s in pair)
        due = list(self.expected(visit, about))
        office = {("cancellation", number): self.removals[number][0] for number in self.of_visit.get(visit, {}).values()
                  if number in self.removals}
        office |= {("approval", number): self.approvals[number][0] for number in self.of_visit.get(visit, {}).values()
                   if number in self.approvals}
        entries = self.entries_of(visit)
        for at, entry in enumerate(entries):
            concerns = entry.seminar if entry.how == "request" else entry.number
            if entry.how == "promotion":
                continue
            if due and due[0][:2] == (entry.how, concerns):
                entry.sending = due.pop(0)[2]
                if entry.sending.kind == "group" and entry.after == "waiting" and "may wait" not in entry.sending.about:
                    self.fault("order", f"visit {visit} was put on the list with a group, and nobody was asked")
            elif (entry.how, entry.number) in office:
                entry.sending = office.pop((entry.how, entry.number))
            elif entry.how == "cancellation" and self.follows(entry, entries[at + 1:], about["best"]):
                entry.how, entry.cause = "given-up", self.follows(entry, entries[at + 1:], about["best"])
            elif entry.how == "cancellation" and entry.before == "offered":
                entry.how = "lapse"
            else:
                self.fault("form", f"visit {visit} ({about['plan']}): {entry.action} to {entry.after} in the log, which nobody asked for")
                return
        for how, concerns, sending in [*due, *((*key, sending) for key, sending in office.items())]:
            self.fault("form", f"visit {visit} ({about['plan']}): {sending.kind} was answered with “done”, and had no effect ({how} of {concerns})")

    def follows(self, entry, later, best):
        """The same person gets a seat on the date liked best right afterwards: its entry."""
        following = next((e for e in later if e.after != "cancelled"), None)
        fits = following and following.after == "confirmed" and following.at - entry.at <= 1 and \
            following.seminar == best != entry.seminar
        return following if fits else None

    def match_resizes(self):
        resized, entries = defaultdict(list), defaultdict(list)
        for sending in self.history.forms.values():
            if sending.kind == "seats" and sending.done():
                resized[self.history.visits[sending.visit]["seminar"]].append(sending)
        for entry in self.log:
            if entry.how == "seats":
                entries[entry.seminar].append(entry)
        for number in self.seminars:
            if len(entries[number]) != len(resized[number]):
                self.fault("form", f"seminar {number}: {len(resized[number])} changes of seats were answered with “done”,"
                                   f" {len(entries[number])} are in the log")
            # Which entry is whose only the numbers could tell, and they repeat: the window of all serves.
            for entry in entries[number]:
                entry.sending = Sending("seats", -1)
                entry.sending.first_sent = min((s.first_sent for s in resized[number]), default=0)

    # ---- rules 1 and 2, by the log ----

    def replay(self):
        last = {}
        for entry in self.log:
            seminar, number = self.seminars[entry.seminar], entry.number
            known = seminar.people.get(number)
            if entry.how not in ("request", "seats") and (not known or known.state != entry.before):
                seminar.fail("form", f"registration {number} went from {entry.before}, but was {known and known.state}")
            if entry.how == "seats":
                seminar.resize(entry.seats.get("capacity", seminar.capacity), entry.seats.get("seats_each", seminar.each), entry.at)
            elif entry.how == "request":
                seminar.request(number, self.registrations[number]["association"], entry.after, entry.at)
            elif entry.how == "promotion":
                seminar.promote(number, entry.after, entry.at)
            elif entry.how == "approval":
                seminar.approve(number, entry.after, entry.at)
            elif entry.how == "acceptance":
                seminar.accept(number, entry.at)
            elif entry.how == "lapse":
                seminar.lapse(number, entry.at)
            else:
                seminar.leave(number, entry.at, entry.how == "given-up")
            self.figures[entry.how] += 1
            pair = min(entry.seminar, self.other_dates.get(entry.seminar, entry.seminar))
            if entry.how == "promotion" or (entry.how == "given-up" and entry.cause.how == "promotion"):
                entry.cause = last.get(pair, entry)
            elif entry.how != "given-up":
                last[pair] = entry
        for seminar in self.seminars.values():
            seminar.settled()

    def compare_tables(self):
        for number, row in self.registrations.items():
            known = self.seminars[row["seminar"]].people.get(number)
            if not known or known.state != row["state"]:
                self.fault("table", f"registration {number} is {row['state']}, by the log {known and known.state}")
            visit = self.history.visits.get(row["visit"])
            if not visit or (visit["association"], visit["lang"]) != (row["association"], row["lang"]):
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
        for visit, own in self.of_visit.items():
            live = {seminar: self.registrations[number]["state"] for seminar, number in own.items()
                    if self.registrations[number]["state"] != "cancelled"}
            best = self.history.visits[visit]["best"]
            if list(live.values()).count("confirmed") > 1 or (live.get(best) == "confirmed" and len(live) > 1):
                self.fault("seat", f"visit {visit} keeps {live} of equal dates, and likes {best} best")

    # ---- time ----

    def check_time(self):
        """What was answered before another was sent, comes before it in the log (in each seminar, or in all)."""
        groups = defaultdict(list)
        for entry in self.log:
            sending = entry.cause.sending
            if sending:
                entry.earliest, entry.latest = sending.first_sent, sending.first_answered
            if entry.cause is entry:
                groups[0 if self.strict_order else entry.seminar].append(entry)
        for entries in groups.values():
            newest, at, seen = [], [], -1
            for latest, index in sorted((e.latest, e.index) for e in entries):
                seen = max(seen, index)
                at.append(latest)
                newest.append(seen)
            for entry in entries:
                before = bisect.bisect_left(at, entry.earliest)
                if before and newest[before - 1] > entry.index:
                    self.fault("order", f"entry {entry.place} of the log was asked for after entry"
                                        f" {self.log[newest[before - 1]].place} was answered")
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
        for visit, number, sent, answered, said in self.history.reads:
            state = next((state for pattern, state in SAID if pattern.match(said)), said)
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

    def due_mails(self):
        """Each occasion has its one mail: (registration, which of its places, kind, language)."""
        kinds = {"promotion": {"confirmed": "promoted", "offered": "offered"}, "lapse": {"cancelled": "offer-lapsed"},
                 "given-up": {"cancelled": "given-up"}}
        for number, entries in self.of_number.items():
            row, place = self.registrations[number], 0
            if not row["mail"]:
                continue
            for entry in entries:
                place += entry.how == "request"
                yield number, place, "registration-" + kinds.get(entry.how, {}).get(entry.after, entry.after), row["lang"]
            if self.history.visits[row["visit"]]["again"] and row["seminar"] == self.history.visits[row["visit"]]["seminar"]:
                yield number, 1, "registration-again", row["lang"]
            if row["seminar"] in self.reminded and row["state"] == "confirmed":
                yield number, place, "registration-reminder", row["lang"]

    def check_mails(self):
        due, came, places = Counter(self.due_mails()), Counter(), defaultdict(dict)
        for kind, occasion, lang in self.installation.rows(
                "SELECT kind, occasion, lang FROM outbox WHERE kind LIKE 'registration-%' ORDER BY id"):
            number, place = map(int, occasion.split(":")[1:3])
            if number in self.registrations:
                place = places[number].setdefault(place, len(places[number]) + 1)
                came[number, place, kind, ("de", "en", "ar")[int(lang)]] += 1
        for key in sorted(due.keys() | came.keys()):
            if due[key] != came[key]:
                self.fault("mail", f"registration {key[0]}, visit {self.registrations[key[0]]['visit']}: {came[key]} mails"
                                   f" “{key[2]}” in {key[3]}, {due[key]} due (place {key[1]})")
        self.figures["mails"] = sum(came.values())
