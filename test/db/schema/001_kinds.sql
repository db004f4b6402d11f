-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A small database for the tests of src/db.
CREATE TABLE kind (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    ratio REAL NOT NULL,
    name TEXT NOT NULL,
    bytes BLOB NOT NULL,
    maybe_number INTEGER,
    maybe_ratio REAL,
    maybe_name TEXT,
    maybe_bytes BLOB
) STRICT;

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL CHECK (value >= 0)
) STRICT, WITHOUT ROWID;
