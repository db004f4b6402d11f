-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
DELETE FROM house; DELETE FROM room;
-- refused: 3: error: after the semicolon a new line must begin
