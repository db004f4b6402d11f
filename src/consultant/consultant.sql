-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of consultants.

-- consultant_add :insert
-- param programme ProgrammeId
-- param name text
-- param name_folded text
-- param email text
-- param phone text
-- param languages text
-- param experience_associations text
-- param experience_councils text
-- param day_fee cents
-- row id ConsultantId
INSERT INTO consultant (programme_id, name, name_folded, email, phone, languages, experience_associations,
                        experience_councils, day_fee_cents, version)
VALUES (:programme, :name, :name_folded, :email, :phone, :languages, :experience_associations,
        :experience_councils, :day_fee, 1)
RETURNING id;

-- consultant_set :exec       Only if nobody else has changed it since version :version was read.
-- param programme ProgrammeId
-- param id ConsultantId
-- param version i64
-- param name text
-- param name_folded text
-- param email text
-- param phone text
-- param languages text
-- param experience_associations text
-- param experience_councils text
-- param day_fee cents
UPDATE consultant
   SET name = :name, name_folded = :name_folded, email = :email, phone = :phone, languages = :languages,
       experience_associations = :experience_associations, experience_councils = :experience_councils,
       day_fee_cents = :day_fee, version = version + 1
 WHERE programme_id = :programme AND id = :id AND version = :version;

-- consultant_card :one
-- param programme ProgrammeId
-- param id ConsultantId
-- row id ConsultantId, name text, email text, phone text, languages text, experience_associations text, experience_councils text, day_fee cents, version i64
SELECT id, name, email, phone, languages, experience_associations, experience_councils, day_fee_cents, version
  FROM consultant WHERE programme_id = :programme AND id = :id;

-- consultant_list :many      All of a programme; the name folded is what search looks through.
-- param programme ProgrammeId
-- row id ConsultantId, name text, name_folded text, languages text, day_fee cents
SELECT id, name, name_folded, languages, day_fee_cents
  FROM consultant WHERE programme_id = :programme ORDER BY name_folded, id;

-- consultant_topics :many
-- param consultant ConsultantId
-- row id TopicId, name text
SELECT t.id, t.name FROM consultant_topic ct JOIN topic t ON t.id = ct.topic_id
 WHERE ct.consultant_id = :consultant ORDER BY t.position, t.id;

-- consultant_topic_add :exec   Only a topic of the same programme.
-- param programme ProgrammeId
-- param consultant ConsultantId
-- param topic TopicId
INSERT INTO consultant_topic (consultant_id, topic_id)
SELECT c.id, t.id FROM consultant c JOIN topic t ON t.programme_id = c.programme_id
 WHERE c.id = :consultant AND t.id = :topic AND c.programme_id = :programme
ON CONFLICT (consultant_id, topic_id) DO NOTHING;

-- consultant_topics_clear :exec
-- param consultant ConsultantId
DELETE FROM consultant_topic WHERE consultant_id = :consultant;

-- consultant_scope_row :maybe
-- param id i64
-- row programme ProgrammeId
SELECT programme_id FROM consultant WHERE id = :id;
