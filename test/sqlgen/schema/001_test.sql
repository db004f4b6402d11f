-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What the accepted and refused queries ask.
CREATE TABLE house (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    height REAL NOT NULL,
    plan BLOB,
    built_on INTEGER,
    state INTEGER NOT NULL
) STRICT;
CREATE TABLE room (
    id INTEGER PRIMARY KEY,
    house_id INTEGER NOT NULL REFERENCES house (id) ON DELETE CASCADE,
    number INTEGER NOT NULL
) STRICT;
