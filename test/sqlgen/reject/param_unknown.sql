-- SPDX-License-Identifier: AGPL-3.0-or-later
-- x :exec
-- param id ProgrammeId
DELETE FROM house WHERE id = :id AND
  state = :nr;
-- refused: 5: error: query x uses :nr, which no param line declares
