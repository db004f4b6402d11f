-- SPDX-License-Identifier: AGPL-3.0-or-later
-- House :one
-- row id ProgrammeId
SELECT id FROM house;
-- refused: 2: error: `House` can't be the name of a query
