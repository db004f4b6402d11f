-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A second step, with a reference, a default and a row.
CREATE TABLE child (
    id INTEGER PRIMARY KEY,
    kind_id INTEGER NOT NULL REFERENCES kind (id) ON DELETE CASCADE,
    note TEXT NOT NULL DEFAULT 'it''s; a note'
) STRICT;
CREATE INDEX child_of_kind ON child (kind_id);
ALTER TABLE counter ADD COLUMN step INTEGER NOT NULL DEFAULT 1;
INSERT INTO counter (name, value) VALUES ('start', 1);
