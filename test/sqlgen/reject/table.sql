-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :many
-- row id ProgrammeId
SELECT id FROM hause;
-- refused: 4: error: query x: no such table: hause
