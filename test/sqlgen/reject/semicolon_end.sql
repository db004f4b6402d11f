-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
DELETE FROM house
-- refused: 3: error: the SQL of query x doesn't end with a semicolon
