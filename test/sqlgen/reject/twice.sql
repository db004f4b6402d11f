-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
DELETE FROM house;

-- x :exec
DELETE FROM room;
-- refused: 5: error: a query x stands in
