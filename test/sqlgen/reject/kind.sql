-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :many_of
-- row id ProgrammeId
SELECT id FROM house;
-- refused: 2: error: `:many_of` is no kind
