# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats and the waiting list as the domain's rules 1 and 2 have them, written from those rules alone.

Rule 1: confirmed + offered never exceed the capacity, nor an association's share its cap, at any instant.
Rule 2: a freed seat goes at once to the next entry: association with the fewest seats in this seminar first, then the
one with the fewest attended minutes this year, then order of commit. Who belongs to no association of the register
counts as one association without a cap (as the page says). One cancellation promotes exactly one. When the seminar is
near, the seat is offered instead, with a deadline; a lapsed offer goes to the next one."""

HOLDING = {"offered", "confirmed", "attended", "no-show"}
HOUR_S = 3600


class Broken(Exception):
    """A rule was broken: its kind ("seat", "order", "form") and what happened where."""


class Person:
    """A registration as the model knows it."""

    def __init__(self, association):
        self.association, self.state, self.order, self.until = association, None, 0, None


class Seminar:
    """Replays what happened in a seminar, one entry of the log after the other.

    offers: None, or (hours an offer stands, when the first session begins). one_by_one: transactions never run at the
    same time; else what touches no seat may stand in the log amid another transaction's entries."""

    def __init__(self, number, capacity, each, minutes, offers=None, approval=False, one_by_one=True):
        self.number, self.capacity, self.each, self.minutes = number, capacity, each, minutes
        self.offers, self.approval, self.one_by_one = offers, approval, one_by_one
        self.people, self.held, self.taken, self.orders = {}, {}, 0, 0
        self.waiting, self.offered = {}, {}
        self.lapsing = False

    # ---- what the rules say ----

    def allowed(self, association):
        return not association or not self.each or self.held.get(association, 0) < self.each

    def free(self):
        return self.taken < self.capacity

    def rank(self, person):
        return self.held.get(person.association, 0), self.minutes.get(person.association, 0), person.order

    def next(self):
        """Who gets the next free seat: a registration's number, or None."""
        best = None
        for number, person in self.waiting.items():
            if self.allowed(person.association):
                rank = self.rank(person)
                if best is None or rank < best[0]:
                    best = rank, number
        return best and best[1]

    def place(self, number):
        """The place in the list that the page shows; None for who does not wait."""
        if number not in self.waiting:
            return None
        mine = self.rank(self.waiting[number])
        return sum(self.rank(other) <= mine for other in self.waiting.values())

    def deadline(self, at):
        hours, begins = self.offers
        return min(at + hours * HOUR_S, begins - HOUR_S)

    # ---- what the log says ----

    def fail(self, kind, text):
        raise Broken(kind, f"seminar {self.number}: {text}")

    def enter(self, number, state, at):
        person = self.people[number]
        held, holds = person.state in HOLDING, state in HOLDING
        if holds != held:
            step = 1 if holds else -1
            self.taken += step
            self.held[person.association] = self.held.get(person.association, 0) + step
        person.state = state
        for name, group in (("waiting", self.waiting), ("offered", self.offered)):
            if state == name:
                group[number] = person
            else:
                group.pop(number, None)
        person.until = self.deadline(at) if state == "offered" else None
        if self.taken > self.capacity:
            self.fail("seat", f"{self.taken} seats are taken of {self.capacity} (registration {number} is {state})")
        if holds and not held and person.association and self.each and self.held[person.association] > self.each:
            self.fail("seat", f"association {person.association} holds {self.held[person.association]} of {self.each} seats")

    def settled(self, at=None):
        """No seat is free that somebody waits for, and no offer stands that is over: to be so before anything new
        happens."""
        if self.free() and self.next() is not None:
            self.fail("order", f"a seat is free, and registration {self.next()} waits for it ({self.taken} of {self.capacity})")
        late = [n for n, person in self.offered.items() if at and person.until < at]
        if late:
            self.fail("order", f"the offers to {late} were over, and still stood")

    def request(self, number, association, state, at):
        if self.one_by_one or state != "pending":
            self.lapsing = False
            self.settled(at)
        known = self.people.setdefault(number, Person(association))
        if known.state not in (None, "cancelled"):
            self.fail("form", f"registration {number} was {known.state}, and was made once more")
        due = "confirmed" if self.free() and self.allowed(association) else "waiting"
        due = "pending" if self.approval else due
        self.orders += 1
        known.association, known.order = association, self.orders
        self.enter(number, state, at)
        if state != due:
            self.fail("order", f"registration {number} is {state}, and should be {due} ({self.taken} of {self.capacity})")

    def promote(self, number, state, at):
        self.lapsing = False
        due, how = self.next(), "offered" if self.offers else "confirmed"
        self.enter(number, state, at)
        if due != number:
            self.fail("order", f"registration {number} was promoted, and {due} was next")
        if state != how:
            self.fail("order", f"registration {number} was {state} instead of {how}")

    def approve(self, number, state, at):
        self.lapsing = False
        self.settled(at)
        due = "confirmed" if self.free() and self.allowed(self.people[number].association) else "waiting"
        self.enter(number, state, at)
        if state != due:
            self.fail("order", f"registration {number} was approved as {state}, and should be {due}")

    def lapse(self, number, at):
        """An offer that is over; several may lapse before the next ones get theirs."""
        person = self.people[number]
        if person.until > at + 1:
            self.fail("order", f"the offer to registration {number} lapsed {person.until - at} s too early")
        if not self.lapsing:
            self.settled()
        self.lapsing = True
        self.enter(number, "cancelled", at)

    def leave(self, number, at, induced):
        """Somebody gives up; induced: since they have what they like better, in the middle of something else."""
        if not induced and (self.one_by_one or self.people[number].state in HOLDING):
            self.lapsing = False
            self.settled(at)
        self.enter(number, "cancelled", at)

    def accept(self, number, at):
        self.lapsing = False
        self.settled(at)
        self.enter(number, "confirmed", at)

    def resize(self, capacity, each, at):
        self.lapsing = False
        self.settled(at)
        if capacity < self.taken:
            self.fail("seat", f"{capacity} seats, and {self.taken} are taken")
        most = max((n for association, n in self.held.items() if association), default=0)
        if each and each < most:
            self.fail("seat", f"{each} seats for an association, and one holds {most}")
        self.capacity, self.each = capacity, each
