-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :many
-- row id ProgrammeId
SELECT id, name FROM house;
-- refused: 2: error: query x gives 2 columns and declares 1
