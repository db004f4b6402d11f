-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
-- param id ProgrammeId
-- param state i32
DELETE FROM house WHERE id = :id;
-- refused: 4: error: query x declares the parameter `state` and doesn't use it
