-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
-- param id ProgrammeId
-- param id i32
DELETE FROM house WHERE id = :id;
-- refused: 4: error: `id` is declared twice
