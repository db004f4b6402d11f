-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
DELETE FROM house;
DELETE FROM room;
-- refused: 4: error: query x has its SQL already
