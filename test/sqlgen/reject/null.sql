-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :many
-- row built_on date
SELECT built_on FROM house;
-- refused: 3: error: column `built_on` of query x may be NULL
