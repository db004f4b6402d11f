-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Questionnaires and anonymous responses. Nothing here refers to a person, and no time is finer than a day.

CREATE TABLE questionnaire (
    id           INTEGER PRIMARY KEY,
    programme_id INTEGER NOT NULL REFERENCES programme (id),
    title        TEXT NOT NULL,
    version      INTEGER NOT NULL,
    frozen       INTEGER NOT NULL CHECK (frozen IN (0, 1))   -- once used, a change makes a new version
) STRICT;

CREATE TABLE question (
    id               INTEGER PRIMARY KEY,
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaire (id),
    position         INTEGER NOT NULL,
    kind             INTEGER NOT NULL,       -- scale, number, text
    dimension        INTEGER NOT NULL,       -- relevance, topics, method, other
    low              INTEGER NOT NULL,       -- of the scale or number
    high             INTEGER NOT NULL,
    wording          TEXT NOT NULL,          -- a message of the catalogue, or as typed
    UNIQUE (questionnaire_id, position)
) STRICT;

CREATE TABLE question_text (
    question_id INTEGER NOT NULL REFERENCES question (id),
    lang        INTEGER NOT NULL,
    wording     TEXT NOT NULL,
    PRIMARY KEY (question_id, lang)
) STRICT, WITHOUT ROWID;

-- One written round: of a seminar, or imported from a file.
CREATE TABLE evaluation (
    id               INTEGER PRIMARY KEY,
    programme_id     INTEGER NOT NULL REFERENCES programme (id),
    seminar_id       INTEGER UNIQUE REFERENCES seminar (id),
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaire (id),
    title            TEXT NOT NULL,
    state            INTEGER NOT NULL,       -- open, closed (results released)
    invited          INTEGER NOT NULL,       -- how many could answer; 0 = unknown
    closed_on        INTEGER,
    source           TEXT NOT NULL           -- '' or the imported file's name
) STRICT;
CREATE INDEX evaluation_of_programme ON evaluation (programme_id);

-- A slip is drawn unseen; nothing says who drew it.
CREATE TABLE slip (
    token_hash    BLOB PRIMARY KEY,
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id),
    used          INTEGER NOT NULL CHECK (used IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX slip_of_evaluation ON slip (evaluation_id, used);

-- Answers packed in the order of the questions, one byte each: 0 none, 1 can't say, else value - low + 2.
-- The key is random, so the order of rows says nothing.
CREATE TABLE response (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id),
    key           BLOB NOT NULL,
    answers       BLOB NOT NULL,
    PRIMARY KEY (evaluation_id, key)
) STRICT, WITHOUT ROWID;

-- Free text stands apart from the other answers of the same response.
CREATE TABLE response_text (
    key           BLOB PRIMARY KEY,
    question_id   INTEGER NOT NULL REFERENCES question (id),
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id),
    wording       TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX response_text_of_evaluation ON response_text (evaluation_id, question_id);
