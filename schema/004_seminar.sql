-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The budget, seminars and their sessions, registrations and attendance.

CREATE TABLE budget_year (
    id           INTEGER PRIMARY KEY,
    programme_id INTEGER NOT NULL REFERENCES programme (id),
    year         INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
    used_cents   INTEGER NOT NULL,           -- committed + invoiced + paid, kept in the transaction that changes them
    closed_at    INTEGER,
    UNIQUE (programme_id, year),
    CHECK (used_cents BETWEEN 0 AND amount_cents)              -- the second wall of rule 3
) STRICT;

CREATE TABLE seminar (
    id             INTEGER PRIMARY KEY,
    programme_id   INTEGER NOT NULL REFERENCES programme (id),
    budget_year_id INTEGER NOT NULL REFERENCES budget_year (id),
    topic_id       INTEGER NOT NULL REFERENCES topic (id),
    state          INTEGER NOT NULL,
    title          TEXT NOT NULL,            -- in the programme's main language; translations in seminar_text
    summary        TEXT NOT NULL,
    about          TEXT NOT NULL,            -- plain paragraphs
    lang           INTEGER NOT NULL,         -- language of instruction
    interpretation TEXT NOT NULL,            -- tags of languages interpreted, 'ar tr'
    childcare      INTEGER NOT NULL CHECK (childcare IN (0, 1)),
    step_free      INTEGER NOT NULL CHECK (step_free IN (0, 1)),
    capacity       INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 10000),
    minimum        INTEGER NOT NULL CHECK (minimum BETWEEN 0 AND capacity),
    seats_each     INTEGER NOT NULL CHECK (seats_each >= 0),   -- per association; 0 = no cap
    seats_taken    INTEGER NOT NULL,         -- confirmed + offered, kept in the transaction that changes them
    opens_on       INTEGER,                  -- registration window, both days included
    closes_on      INTEGER,
    first_day      INTEGER,                  -- of its sessions; NULL while it has none
    last_day       INTEGER,
    material       TEXT NOT NULL,
    approval       INTEGER NOT NULL CHECK (approval IN (0, 1)),    -- the home association approves registrations
    offer_days     INTEGER NOT NULL CHECK (offer_days BETWEEN 0 AND 60),     -- nearer than that, a freed seat is offered
    offer_hours    INTEGER NOT NULL CHECK (offer_hours BETWEEN 1 AND 168),   -- how long an offer stands
    certificate_share INTEGER NOT NULL CHECK (certificate_share BETWEEN 1 AND 100),   -- per cent of the minutes
    series_id      INTEGER REFERENCES seminar (id),   -- the first of several equal dates, on each of them; or NULL
    version        INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    published_at   INTEGER,
    CHECK (seats_taken BETWEEN 0 AND capacity)                 -- the second wall of rule 1
) STRICT;
-- Holds all that the public catalogue shows of a seminar, so that the list reads nothing but this index.
CREATE INDEX seminar_catalogue ON seminar (programme_id, first_day, id, last_day, published_at, topic_id, state,
                                           capacity, seats_taken, opens_on, closes_on, lang, title);
CREATE INDEX seminar_of_year ON seminar (budget_year_id);
CREATE INDEX seminar_of_series ON seminar (series_id) WHERE series_id IS NOT NULL;

CREATE TABLE seminar_text (
    seminar_id INTEGER NOT NULL REFERENCES seminar (id),
    lang       INTEGER NOT NULL,
    title      TEXT NOT NULL,
    summary    TEXT NOT NULL,
    about      TEXT NOT NULL,
    PRIMARY KEY (seminar_id, lang)
) STRICT, WITHOUT ROWID;

-- Rooms in which seminars take place. A session names one of them, or says in words where it is.
CREATE TABLE room (
    id           INTEGER PRIMARY KEY,
    programme_id INTEGER NOT NULL REFERENCES programme (id),
    name         TEXT NOT NULL,
    address      TEXT NOT NULL,
    seats        INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 10000),
    step_free    INTEGER NOT NULL CHECK (step_free IN (0, 1)),
    note         TEXT NOT NULL,              -- keys, caretaker, what the room has
    ended_on     INTEGER,                    -- last day on which it can be used; NULL: no end is known
    UNIQUE (programme_id, name, address)
) STRICT;

CREATE TABLE seminar_session (
    id         INTEGER PRIMARY KEY,
    seminar_id INTEGER NOT NULL REFERENCES seminar (id),
    day        INTEGER NOT NULL,
    starts_min INTEGER NOT NULL CHECK (starts_min BETWEEN 0 AND 1439),
    ends_min   INTEGER NOT NULL CHECK (ends_min > starts_min AND ends_min <= 1440),
    room_id    INTEGER REFERENCES room (id), -- NULL: elsewhere, as room and address say
    room       TEXT NOT NULL,
    address    TEXT NOT NULL,
    CHECK (room_id IS NULL OR (room = '' AND address = ''))
) STRICT;
CREATE INDEX seminar_session_of ON seminar_session (seminar_id, day, starts_min);
CREATE INDEX seminar_session_in_room ON seminar_session (room_id, day);
CREATE INDEX seminar_session_by_day ON seminar_session (day);

-- What changed in the days, times or places of a published seminar and is not told to its people yet. Absent
-- before: a new session; absent after: one that was removed.
CREATE TABLE session_news (
    id            INTEGER PRIMARY KEY,
    seminar_id    INTEGER NOT NULL REFERENCES seminar (id),
    session_id    INTEGER NOT NULL,          -- it may be gone
    old_day       INTEGER,
    old_starts_min INTEGER,
    old_ends_min  INTEGER,
    old_place     TEXT NOT NULL,
    new_day       INTEGER,
    new_starts_min INTEGER,
    new_ends_min  INTEGER,
    new_place     TEXT NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX session_news_of ON session_news (seminar_id, id);

CREATE TABLE seminar_consultant (
    seminar_id    INTEGER NOT NULL REFERENCES seminar (id),
    consultant_id INTEGER NOT NULL REFERENCES consultant (id),
    PRIMARY KEY (seminar_id, consultant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX seminar_consultant_by_consultant ON seminar_consultant (consultant_id);

-- What a seminar costs, and how far each amount has come. Committed, invoiced and paid lines count against the
-- budget year, at their worst case.
CREATE TABLE cost_line (
    id             INTEGER PRIMARY KEY,
    programme_id   INTEGER NOT NULL REFERENCES programme (id),
    budget_year_id INTEGER NOT NULL REFERENCES budget_year (id),
    seminar_id     INTEGER REFERENCES seminar (id),
    kind           INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    amount_cents   INTEGER NOT NULL CHECK (amount_cents >= 0),
    note           TEXT NOT NULL,
    version        INTEGER NOT NULL
) STRICT;
CREATE INDEX cost_line_of_year ON cost_line (budget_year_id, state);
CREATE INDEX cost_line_of_seminar ON cost_line (seminar_id);

-- Each step of each line, never changed afterwards.
CREATE TABLE ledger_entry (
    id           INTEGER PRIMARY KEY,
    cost_line_id INTEGER NOT NULL REFERENCES cost_line (id),
    state        INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    person_id    INTEGER REFERENCES person (id),
    note         TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_entry_of_line ON ledger_entry (cost_line_id);

CREATE TABLE registration (
    id             INTEGER PRIMARY KEY,
    programme_id   INTEGER NOT NULL REFERENCES programme (id),
    seminar_id     INTEGER NOT NULL REFERENCES seminar (id),
    person_id      INTEGER NOT NULL REFERENCES person (id),
    association_id INTEGER REFERENCES association (id),
    organisation   TEXT NOT NULL,            -- as typed, when it is none of the register
    state          INTEGER NOT NULL,
    channel        INTEGER NOT NULL,         -- web, officer, association, import, at the door
    lang           INTEGER NOT NULL,
    place          INTEGER NOT NULL,         -- order of commit; who cancels and comes back gets a new one
    offered_until  INTEGER,                  -- the seat is kept until then
    choice_group   INTEGER,                  -- a person's choices among equal dates: the first one's id; or NULL
    choice_rank    INTEGER NOT NULL CHECK (choice_rank >= 1),      -- 1 is liked best
    created_at     INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    UNIQUE (seminar_id, person_id),
    UNIQUE (seminar_id, place),
    CHECK ((state = 3) = (offered_until IS NOT NULL))
) STRICT;
-- The second wall of ranked choices: one confirmed seat among equal dates.
CREATE UNIQUE INDEX registration_one_of_choice ON registration (choice_group)
    WHERE choice_group IS NOT NULL AND state = 4;
CREATE INDEX registration_of_choice ON registration (choice_group) WHERE choice_group IS NOT NULL;
CREATE INDEX registration_offers ON registration (offered_until) WHERE offered_until IS NOT NULL;
CREATE INDEX registration_of_seminar ON registration (seminar_id, state, association_id);
CREATE INDEX registration_of_person ON registration (person_id);
CREATE INDEX registration_of_association ON registration (association_id);

-- The links to a person's own page: each mail carries one of its own, and only hashes are kept.
CREATE TABLE registration_key (
    key_hash        BLOB PRIMARY KEY,
    registration_id INTEGER NOT NULL REFERENCES registration (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX registration_key_of ON registration_key (registration_id);

-- Apart, since it is deleted 30 days after the seminar.
CREATE TABLE registration_needs (
    registration_id INTEGER PRIMARY KEY REFERENCES registration (id),
    access_needs    TEXT NOT NULL,
    childcare       TEXT NOT NULL,           -- ages of the children, '3 7'
    interpretation  TEXT NOT NULL            -- tag of a language, or a wish as typed
) STRICT;

CREATE TABLE attendance (
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    session_id      INTEGER NOT NULL REFERENCES seminar_session (id),
    minutes         INTEGER NOT NULL CHECK (minutes >= 0),
    by_hand         INTEGER NOT NULL CHECK (by_hand IN (0, 1)), -- 0: follows from the taps at the door
    PRIMARY KEY (registration_id, session_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_of_session ON attendance (session_id);

-- Taps at the door, each once, however often and in whatever order a phone sends them. Kept 30 days.
CREATE TABLE check_in_mark (
    mark_key        TEXT PRIMARY KEY,        -- made by the phone or the page, never twice
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    session_id      INTEGER NOT NULL REFERENCES seminar_session (id),
    kind            INTEGER NOT NULL,
    at              INTEGER NOT NULL,        -- of the tap, within the session's day
    nth             INTEGER NOT NULL,        -- counted by the phone: the order of taps in one second
    noted_at        INTEGER NOT NULL,        -- when it arrived here
    person_id       INTEGER REFERENCES person (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX check_in_mark_of ON check_in_mark (session_id, registration_id, at);
