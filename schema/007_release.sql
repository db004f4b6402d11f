-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What was released of a round when it closed: once, after the auditor had agreed. Pages, files and comparisons show nothing
-- else, so that later releases can be held against all earlier ones.

CREATE TABLE released_round (
    evaluation_id INTEGER PRIMARY KEY REFERENCES evaluation (id),
    responses     INTEGER NOT NULL,
    scales        INTEGER NOT NULL,          -- how many questions on scales there are
    alike         INTEGER NOT NULL           -- responses with one and the same answer on all of them
) STRICT;

CREATE TABLE released_result (
    evaluation_id INTEGER NOT NULL REFERENCES evaluation (id),
    question_id   INTEGER NOT NULL REFERENCES question (id),
    verdict       INTEGER NOT NULL,          -- 0: released; else why it is withheld, and nothing below
    answers       INTEGER NOT NULL,
    cant_say      INTEGER NOT NULL,
    counts        BLOB NOT NULL,             -- of each value, low to high, four bytes each, the low byte first
    PRIMARY KEY (evaluation_id, question_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX released_result_of_question ON released_result (question_id);
