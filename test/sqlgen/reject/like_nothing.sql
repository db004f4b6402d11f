-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :one
-- row like y
SELECT id FROM house;
-- refused: 2: error: query x is like y, which has no row line of its own
