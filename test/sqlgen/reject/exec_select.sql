-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
SELECT id FROM house;
-- refused: 2: error: query x gives 1 columns and declares 0
