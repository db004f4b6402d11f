-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :one
-- row register text
SELECT name AS register FROM house;
-- refused: 3: error: `register` can't be a name here
