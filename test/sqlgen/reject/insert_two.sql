-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :insert
-- row id ProgrammeId, name text
INSERT INTO room (house_id, number) VALUES (1, 1) RETURNING id, house_id;
-- refused: 2: error: query x is :insert and must have one column
