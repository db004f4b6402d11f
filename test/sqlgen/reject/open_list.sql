-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :one
-- row id ProgrammeId,
SELECT id FROM house;
-- refused: 4: error: query x has its SQL already, or a field list without an end
