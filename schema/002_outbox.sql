-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Mail that waits, is being sent, or was. The two unique keys hold the rule of one message per person, occasion
-- and kind; rows stay after sending so that they go on holding it, but without the body.

CREATE TABLE outbox (
    id              INTEGER PRIMARY KEY,
    programme_id    INTEGER NOT NULL REFERENCES programme (id),
    person_id       INTEGER REFERENCES person (id),
    recipient       TEXT NOT NULL,
    kind            TEXT NOT NULL,           -- 'registration_confirmed'
    occasion        TEXT NOT NULL,           -- 'registration:17'
    lang            INTEGER NOT NULL,
    from_name       TEXT NOT NULL,
    reply_to        TEXT NOT NULL,           -- an address, or ''
    subject         TEXT NOT NULL,
    body            TEXT NOT NULL,           -- '' once it is sent
    message_token   TEXT NOT NULL,           -- of the Message-ID, the same on each attempt
    state           INTEGER NOT NULL,        -- MailState
    attempts        INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    claimed_at      INTEGER,
    sent_at         INTEGER,
    last_error      TEXT NOT NULL,
    UNIQUE (programme_id, recipient, kind, occasion),
    UNIQUE (programme_id, person_id, kind, occasion)
) STRICT;
CREATE INDEX outbox_due ON outbox (state, next_attempt_at);
