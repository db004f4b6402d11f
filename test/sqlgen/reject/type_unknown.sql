-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :one
-- row id int
SELECT id FROM house;
-- refused: 3: error: `int` is no type
