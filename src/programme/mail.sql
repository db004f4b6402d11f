-- SPDX-License-Identifier: AGPL-3.0-or-later

-- message_scope :maybe
-- param id i64
-- row programme ProgrammeId
SELECT programme_id FROM outbox WHERE id = :id;
