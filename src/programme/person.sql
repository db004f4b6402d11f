-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of people, roles, sign-in and forms that were sent.

-- person_add :insert
-- param programme ProgrammeId
-- param name text
-- param name_folded text
-- param email text?
-- param phone text
-- param lang i32
-- param password_hash text?
-- param now time
-- row id PersonId
INSERT INTO person (programme_id, name, name_folded, email, phone, lang, password_hash, created_at)
VALUES (:programme, :name, :name_folded, :email, :phone, :lang, :password_hash, :now) RETURNING id;

-- people_of_email :many      All who are reached there, the one with a password first; e-mail in lower case.
-- param programme ProgrammeId
-- param email text
-- row id PersonId, name text, name_folded text, password_hash text?
SELECT id, name, name_folded, password_hash FROM person
 WHERE programme_id = :programme AND email = :email ORDER BY password_hash IS NULL, id LIMIT 20;

-- person_by_name :maybe      The one of this name who is reached there.
-- param programme ProgrammeId
-- param email text
-- param name_folded text
-- row id PersonId
SELECT id FROM person WHERE programme_id = :programme AND email = :email AND name_folded = :name_folded;

-- person_card :one
-- param id PersonId
-- row id PersonId, programme ProgrammeId, name text, email text?, phone text, lang i32, has_password bool, created_at time
SELECT id, programme_id, name, email, phone, lang, password_hash IS NOT NULL, created_at
  FROM person WHERE id = :id;

-- person_scope :maybe
-- param id i64
-- row programme ProgrammeId
SELECT programme_id FROM person WHERE id = :id;

-- person_set :exec
-- param id PersonId
-- param name text
-- param name_folded text
-- param phone text
-- param lang i32
UPDATE person SET name = :name, name_folded = :name_folded, phone = :phone, lang = :lang WHERE id = :id;

-- person_set_password :exec
-- param id PersonId
-- param password_hash text?
UPDATE person SET password_hash = :password_hash WHERE id = :id;

-- person_list :many          People with a role; registered participants are found on their seminars.
-- param programme ProgrammeId
-- row id PersonId, grant i64, name text, email text?, role i32, association text?, consultant text?
SELECT p.id, g.id, p.name, p.email, g.role, a.name, c.name
  FROM role_grant g JOIN person p ON p.id = g.person_id
  LEFT JOIN association a ON a.id = g.association_id
  LEFT JOIN consultant c ON c.id = g.consultant_id
 WHERE g.programme_id = :programme ORDER BY g.role, p.name_folded, p.id;

-- grant_list :many           The roles of one person.
-- param person PersonId
-- row id i64, role i32, association AssociationId?, consultant ConsultantId?
SELECT id, role, association_id, consultant_id FROM role_grant WHERE person_id = :person ORDER BY role, id;

-- grant_add :insert
-- param programme ProgrammeId
-- param person PersonId
-- param role i32
-- param association AssociationId?
-- param consultant ConsultantId?
-- param now time
-- row id i64
INSERT INTO role_grant (programme_id, person_id, role, association_id, consultant_id, granted_at)
VALUES (:programme, :person, :role, :association, :consultant, :now) RETURNING id;

-- grant_remove :exec
-- param id i64
DELETE FROM role_grant WHERE id = :id;

-- own_associations :many     What a person manages.
-- param person PersonId
-- row id AssociationId, name text
SELECT a.id, a.name FROM association a
 WHERE a.id IN (SELECT association_id FROM role_grant WHERE person_id = :person AND role = 3) ORDER BY a.name_key, a.id;

-- own_consultants :many      A consultant's own entries; rarely more than one.
-- param person PersonId
-- row id ConsultantId, name text
SELECT c.id, c.name FROM consultant c
 WHERE c.id IN (SELECT consultant_id FROM role_grant WHERE person_id = :person AND role = 5)
 ORDER BY c.name_folded, c.id;

-- officer_count :one         An installation must never lose its last officer.
-- param programme ProgrammeId
-- row n i64
SELECT COUNT(DISTINCT person_id) FROM role_grant WHERE programme_id = :programme AND role = 1;

-- session_by_key :maybe
-- param key_hash blob
-- param now time
-- row person PersonId, programme ProgrammeId, name text, email text?
SELECT p.id, p.programme_id, p.name, p.email
  FROM sign_in_session s JOIN person p ON p.id = s.person_id
 WHERE s.key_hash = :key_hash AND s.expires_at > :now;

-- session_add :exec
-- param key_hash blob
-- param person PersonId
-- param now time
-- param expires time
INSERT INTO sign_in_session (key_hash, person_id, created_at, expires_at)
VALUES (:key_hash, :person, :now, :expires);

-- session_remove :exec
-- param key_hash blob
DELETE FROM sign_in_session WHERE key_hash = :key_hash;

-- session_remove_of_person :exec   After a change of password.
-- param person PersonId
DELETE FROM sign_in_session WHERE person_id = :person;

-- session_remove_expired :exec
-- param now time
DELETE FROM sign_in_session WHERE expires_at <= :now;

-- consultant_gives :one      Does one of this person's consultants give the seminar?
-- param person PersonId
-- param seminar SeminarId
-- row gives bool
SELECT EXISTS (SELECT 1 FROM role_grant g JOIN seminar_consultant sc ON sc.consultant_id = g.consultant_id
                WHERE g.person_id = :person AND sc.seminar_id = :seminar);

-- link_add :exec
-- param token_hash blob
-- param person PersonId
-- param expires time
INSERT INTO sign_in_link (token_hash, person_id, expires_at) VALUES (:token_hash, :person, :expires);

-- link_find :maybe
-- param token_hash blob
-- param now time
-- row person PersonId, programme ProgrammeId
SELECT l.person_id, p.programme_id FROM sign_in_link l JOIN person p ON p.id = l.person_id
 WHERE l.token_hash = :token_hash AND l.expires_at > :now AND l.used_at IS NULL;

-- link_use :exec
-- param token_hash blob
-- param now time
UPDATE sign_in_link SET used_at = :now WHERE token_hash = :token_hash AND used_at IS NULL;

-- form_once_find :maybe
-- param token_hash blob
-- row status i32, location text
SELECT status, location FROM form_once WHERE token_hash = :token_hash;

-- form_once_add :exec
-- param token_hash blob
-- param now time
-- param status i32
-- param location text
INSERT INTO form_once (token_hash, spent_at, status, location) VALUES (:token_hash, :now, :status, :location);

-- form_once_forget :exec
-- param before time
DELETE FROM form_once WHERE spent_at < :before;

-- grant_targets :one         Do the association and the consultant exist in this programme?
-- param programme ProgrammeId
-- param association i64
-- param consultant i64
-- row association bool, consultant bool
SELECT EXISTS (SELECT 1 FROM association WHERE id = :association AND programme_id = :programme),
       EXISTS (SELECT 1 FROM consultant WHERE id = :consultant AND programme_id = :programme);

-- link_remove_of_person :exec
-- param person PersonId
DELETE FROM sign_in_link WHERE person_id = :person;

-- link_forget :exec
-- param before time
DELETE FROM sign_in_link WHERE expires_at < :before;

-- import_forget :exec        Files that were sent for import, and their reports.
-- param before time
DELETE FROM import_draft WHERE created_at < :before;
