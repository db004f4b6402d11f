-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
DELETE FROM house WHERE name = 'it;
-- refused: 3: error: a quote in query x is never closed
