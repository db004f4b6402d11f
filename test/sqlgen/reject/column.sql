-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :many
-- row id ProgrammeId
SELECT id
  FROM house
 WHERE nmae = 'a';
-- refused: 6: error: query x: no such column: nmae
