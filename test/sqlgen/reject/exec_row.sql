-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
-- row id ProgrammeId
DELETE FROM house RETURNING id;
-- refused: 2: error: query x is :exec and has a row line
