-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :many
-- row id ProgrammeId
SELECT id FORM house;
-- refused: 4: error: query x: near "house": syntax error
