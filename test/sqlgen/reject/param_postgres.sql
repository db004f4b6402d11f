-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
-- param id ProgrammeId
-- sqlite
DELETE FROM house WHERE id = :id;
-- postgres
DELETE FROM house;
-- refused: 3: error: query x declares the parameter `id` and
