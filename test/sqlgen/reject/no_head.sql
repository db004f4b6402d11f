-- SPDX-License-Identifier: AGPL-3.0-or-later
SELECT id FROM house;
-- refused: 2: error: SQL without a line `-- name :kind` before it
