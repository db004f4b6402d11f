# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seats and the waiting list as the domain's rules 1 and 2 have them, written from those rules alone.

Rule 1: confirmed + offered never exceed the capacity, nor an association's share its cap, at any instant.
Rule 2: a freed seat goes at once to the next entry: association with the fewest seats in this seminar first, then the
one with the fewest attended minutes this year, then order of commit. Who belongs to no association of the register
counts as one association without a cap (as the page says). One cancellation promotes exactly one."""

HOLDING = {"offered", "confirmed", "attended", "no-show"}


class Broken(Exception):
    """A rule was broken: its kind ("seat", "order", "form") and what happened where."""


class Person:
    """A registration as the model knows it."""

    def __init__(self, association):
        self.association, self.state, self.order = association, None, 0


class Seminar:
    """Replays what happened in a seminar, one entry of the log after the other."""

    def __init__(self, number, capacity, each, minutes):
        self.number, self.capacity, self.each, self.minutes = number, capacity, each, minutes
        self.people, self.held, self.taken, self.orders = {}, {}, 0, 0
        self.waiting = {}

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

    # ---- what the log says ----

    def fail(self, kind, text):
        raise Broken(kind, f"seminar {self.number}: {text}")

    def enter(self, number, state):
        person = self.people[number]
        held, holds = person.state in HOLDING, state in HOLDING
        if holds != held:
            step = 1 if holds else -1
            self.taken += step
            self.held[person.association] = self.held.get(person.association, 0) + step
        person.state = state
        if state == "waiting":
            self.waiting[number] = person
        else:
            self.waiting.pop(number, None)
        if self.taken > self.capacity:
            self.fail("seat", f"{self.taken} seats are taken of {self.capacity} (registration {number} is {state})")
        if holds and not held and person.association and self.each and self.held[person.association] > self.each:
            self.fail("seat", f"association {person.association} holds {self.held[person.association]} of {self.each} seats")

    def settled(self):
        """No seat is free that somebody waits for: to be so before anything new happens."""
        if self.free() and self.next() is not None:
            self.fail("order", f"a seat is free, and registration {self.next()} waits for it ({self.taken} of {self.capacity})")

    def request(self, number, association, state):
        self.settled()
        known = self.people.setdefault(number, Person(association))
        if known.state not in (None, "cancelled"):
            self.fail("form", f"registration {number} was {known.state}, and was made once more")
        due = "confirmed" if self.free() and self.allowed(association) else "waiting"
        self.orders += 1
        known.association, known.order = association, self.orders
        self.enter(number, state)
        if state != due:
            self.fail("order", f"registration {number} is {state}, and should be {due} ({self.taken} of {self.capacity})")

    def step(self, number, before, after):
        person = self.people.get(number)
        if not person or person.state != before:
            self.fail("form", f"registration {number} went from {before}, but was {person and person.state}")
        promoted = before == "waiting" and after == "confirmed"
        due = self.next() if promoted else None
        if not promoted:
            self.settled()
        self.enter(number, after)
        if promoted and due != number:
            self.fail("order", f"registration {number} was promoted, and {due} was next")
        if not promoted and after != "cancelled":
            self.fail("form", f"registration {number} went from {before} to {after}")

    def resize(self, capacity, each):
        self.settled()
        if capacity < self.taken:
            self.fail("seat", f"{capacity} seats, and {self.taken} are taken")
        most = max((n for association, n in self.held.items() if association), default=0)
        if each and each < most:
            self.fail("seat", f"{each} seats for an association, and one holds {most}")
        self.capacity, self.each = capacity, each
