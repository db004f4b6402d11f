-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :one
SELECT id FROM house;
-- refused: 2: error: query x is :one and needs a row line
