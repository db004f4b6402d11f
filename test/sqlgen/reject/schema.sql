-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
DROP TABLE house;
-- refused: 3: error: query x: only SELECT, INSERT, UPDATE and DELETE are allowed in a query
