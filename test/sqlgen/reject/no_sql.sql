-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :one
-- row id ProgrammeId

-- y :exec
DELETE FROM house;
-- refused: 2: error: query x has no SQL
