-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
-- postgres
DELETE FROM house;
-- refused: 2: error: query x has a body for one engine only
