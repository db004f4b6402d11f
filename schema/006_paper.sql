-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What goes out on paper: certificates, and letters to people without e-mail.

-- One for each registration. When a correction takes the minutes below the share it is revoked; when another
-- brings them back it gets a new code.
CREATE TABLE certificate (
    id              INTEGER PRIMARY KEY,
    registration_id INTEGER NOT NULL UNIQUE REFERENCES registration (id),
    code            TEXT NOT NULL UNIQUE,    -- without hyphens, as certificate_code.h makes it
    holder          TEXT NOT NULL,           -- stands in the QR code on the paper: who holds it sees for whom it is
    minutes         INTEGER NOT NULL CHECK (minutes > 0),
    issued_on       INTEGER NOT NULL,
    revoked_on      INTEGER                  -- NULL: it is valid
) STRICT;

-- The same words as a mail, for somebody who has no e-mail address.
CREATE TABLE letter (
    id              INTEGER PRIMARY KEY,
    programme_id    INTEGER NOT NULL REFERENCES programme (id),
    registration_id INTEGER NOT NULL REFERENCES registration (id),
    kind            TEXT NOT NULL,
    occasion        TEXT NOT NULL,           -- one letter for each, as of mails
    lang            INTEGER NOT NULL,
    subject         TEXT NOT NULL,
    body            TEXT NOT NULL,
    url             TEXT NOT NULL,           -- of the person's own page
    created_at      INTEGER NOT NULL,
    printed_at      INTEGER,                 -- NULL: is to be printed
    UNIQUE (registration_id, kind, occasion)
) STRICT;
CREATE INDEX letter_open ON letter (programme_id, id) WHERE printed_at IS NULL;
