-- SPDX-License-Identifier: AGPL-3.0-or-later
-- y :one
-- row id ProgrammeId, name text
SELECT id, name FROM house;

-- x :one
-- row like y
SELECT id FROM house;
-- refused: 6: error: query x gives 1 columns and declares 2
