-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :many
-- row name i32
SELECT name FROM house;
-- refused: 3: error: column `name` of query x is TEXT in its table, not INTEGER (i32)
