-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :many
-- row name text, street f64
SELECT street, height FROM house;
-- refused: 3: error: column 1 of query x is `street` in the SQL and `name` in the row line
