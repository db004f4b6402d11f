-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of files that wait for "confirm".

-- draft_insert :insert
-- param programme ProgrammeId
-- param person PersonId?
-- param kind i32
-- param file_name text
-- param bytes blob
-- param mapping text
-- param now time
-- row id ImportId
INSERT INTO import_draft (programme_id, person_id, kind, file_name, bytes, mapping, created_at, report)
VALUES (:programme, :person, :kind, :file_name, :bytes, :mapping, :now, '') RETURNING id;

-- draft_get :one
-- param programme ProgrammeId
-- param kind i32
-- param id ImportId
-- row id ImportId, file_name text, bytes blob, mapping text, confirmed_at time?, report text
SELECT id, file_name, bytes, mapping, confirmed_at, report FROM import_draft
 WHERE programme_id = :programme AND kind = :kind AND id = :id;

-- draft_map :exec
-- param programme ProgrammeId
-- param id ImportId
-- param mapping text
UPDATE import_draft SET mapping = :mapping
 WHERE programme_id = :programme AND id = :id AND confirmed_at IS NULL;

-- draft_mark :exec           Only the first time: the once-rule of imports rests on this condition.
-- param programme ProgrammeId
-- param id ImportId
-- param now time
UPDATE import_draft SET confirmed_at = :now
 WHERE programme_id = :programme AND id = :id AND confirmed_at IS NULL;

-- draft_report :exec
-- param programme ProgrammeId
-- param id ImportId
-- param nothing blob
-- param report text
UPDATE import_draft SET report = :report, bytes = :nothing WHERE programme_id = :programme AND id = :id;

-- draft_scope_row :maybe
-- param id i64
-- row programme ProgrammeId, person PersonId?
SELECT programme_id, person_id FROM import_draft WHERE id = :id;
