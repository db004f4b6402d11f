-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :one
-- row id
SELECT id FROM house;
-- refused: 3: error: `id` has no type
