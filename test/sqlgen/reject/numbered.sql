-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
DELETE FROM house WHERE id = ?1;
-- refused: 3: error: parameters are written :name
