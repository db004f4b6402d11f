-- SPDX-License-Identifier: AGPL-3.0-or-later
-- All that is linked to one person: to hand it out, and to erase it. A new table that holds something of people
-- belongs in here; a test looks for what was forgotten.
-- include "registration/registration.h"

-- data_person :maybe
-- param id PersonId
-- param programme ProgrammeId
-- row name text, email text?, phone text, lang enum Lang, has_password bool, created_at time, erased_at time?
SELECT name, email, phone, lang, password_hash IS NOT NULL, created_at, erased_at
  FROM person WHERE id = :id AND programme_id = :programme;

-- data_roles :many
-- param person PersonId
-- row role i32, association text?, consultant text?, granted_at time
SELECT g.role, a.name, c.name, g.granted_at FROM role_grant g
  LEFT JOIN association a ON a.id = g.association_id LEFT JOIN consultant c ON c.id = g.consultant_id
 WHERE g.person_id = :person ORDER BY g.id;

-- data_sessions :many
-- param person PersonId
-- row created_at time, expires_at time
SELECT created_at, expires_at FROM sign_in_session WHERE person_id = :person ORDER BY created_at;

-- data_registrations :many
-- param person PersonId
-- row id RegistrationId, seminar SeminarId, title text, first_day date?, seminar_state enum SeminarState, association text?, organisation text, state enum RegistrationState, channel enum Channel, lang enum Lang, offered_until time?, choice_rank i32, created_at time, changed_at time, access_needs text?, childcare text?, interpretation text?
SELECT r.id, s.id, s.title, s.first_day, s.state, a.name, r.organisation, r.state, r.channel, r.lang, r.offered_until,
       r.choice_rank, r.created_at, r.changed_at, n.access_needs, n.childcare, n.interpretation
  FROM registration r JOIN seminar s ON s.id = r.seminar_id
  LEFT JOIN association a ON a.id = r.association_id LEFT JOIN registration_needs n ON n.registration_id = r.id
 WHERE r.person_id = :person ORDER BY r.id;

-- data_attendance :many
-- param person PersonId
-- row registration RegistrationId, day date, starts_min i32, ends_min i32, minutes i32
SELECT t.registration_id, e.day, e.starts_min, e.ends_min, t.minutes
  FROM attendance t JOIN registration r ON r.id = t.registration_id JOIN seminar_session e ON e.id = t.session_id
 WHERE r.person_id = :person ORDER BY t.registration_id, e.day, e.starts_min;

-- data_certificates :many
-- param person PersonId
-- row registration RegistrationId, code text, minutes i32, issued_on date, revoked_on date?
SELECT c.registration_id, c.code, c.minutes, c.issued_on, c.revoked_on
  FROM certificate c JOIN registration r ON r.id = c.registration_id WHERE r.person_id = :person ORDER BY c.id;

-- data_taps :many            At the door; see check_in.h.
-- param person PersonId
-- row registration RegistrationId, at time, kind i32
SELECT m.registration_id, m.at, m.kind
  FROM check_in_mark m JOIN registration r ON r.id = m.registration_id
 WHERE r.person_id = :person ORDER BY m.registration_id, m.at, m.nth;

-- data_letters :many
-- param person PersonId
-- row kind text, subject text, body text, created_at time, printed_at time?
SELECT l.kind, l.subject, l.body, l.created_at, l.printed_at
  FROM letter l JOIN registration r ON r.id = l.registration_id WHERE r.person_id = :person ORDER BY l.id;

-- data_actions :many         What the person did, and what was done with their entry.
-- param programme ProgrammeId
-- param person PersonId
-- row at time, action text, object_kind text, object_id i64
SELECT at, action, object_kind, object_id FROM audit_entry
 WHERE programme_id = :programme AND (actor_id = :person OR (object_kind = 'person' AND object_id = :person)) ORDER BY id;

-- data_ledger :many
-- param person PersonId
-- row at time, amount cents, note text
SELECT at, amount_cents, note FROM ledger_entry WHERE person_id = :person ORDER BY id;

-- data_contacts :many        Entries with the same address; whether it is the same name is for C to tell.
-- param programme ProgrammeId
-- param email text
-- row id i64, association_id AssociationId, association text, name text, function text, email text, phone text
SELECT c.id, a.id, a.name, c.name, c.function, c.email, c.phone
  FROM association_contact c JOIN association a ON a.id = c.association_id
 WHERE a.programme_id = :programme AND LOWER(c.email) = :email ORDER BY c.id;

-- data_of_email :many        People who are reached there.
-- param programme ProgrammeId
-- param email text
-- row id PersonId, name text
SELECT id, name FROM person WHERE programme_id = :programme AND email = :email ORDER BY id;

-- erase_person :exec
-- param id PersonId
-- param now time
UPDATE person SET name = '–', name_folded = '', email = NULL, phone = '', password_hash = NULL, erased_at = :now
 WHERE id = :id;

-- erase_roles :exec
-- param person PersonId
DELETE FROM role_grant WHERE person_id = :person;

-- erase_keys :exec
-- param person PersonId
DELETE FROM registration_key WHERE registration_id IN (SELECT id FROM registration WHERE person_id = :person);

-- erase_needs :exec
-- param person PersonId
DELETE FROM registration_needs WHERE registration_id IN (SELECT id FROM registration WHERE person_id = :person);

-- erase_certificates :exec
-- param person PersonId
DELETE FROM certificate WHERE registration_id IN (SELECT id FROM registration WHERE person_id = :person);

-- erase_taps :exec           The minutes stay, without a name.
-- param person PersonId
DELETE FROM check_in_mark WHERE registration_id IN (SELECT id FROM registration WHERE person_id = :person);

-- erase_tapper :exec
-- param person PersonId
UPDATE check_in_mark SET person_id = NULL WHERE person_id = :person;

-- erase_letters :exec
-- param person PersonId
DELETE FROM letter WHERE registration_id IN (SELECT id FROM registration WHERE person_id = :person);

-- erase_organisations :exec  What was typed can name somebody.
-- param person PersonId
UPDATE registration SET organisation = '' WHERE person_id = :person;

-- erase_mails :exec
-- param person PersonId
DELETE FROM outbox WHERE person_id = :person;

-- erase_mails_to :exec       Also what went to the address without naming a person; not while others share it.
-- param programme ProgrammeId
-- param email text
DELETE FROM outbox WHERE programme_id = :programme AND recipient = :email AND person_id IS NULL;

-- erase_contact :exec
-- param id i64
DELETE FROM association_contact WHERE id = :id;

-- erase_import_author :exec
-- param person PersonId
UPDATE import_draft SET person_id = NULL WHERE person_id = :person;

-- audit_with_text :many      Details that hold a text. pattern: for LIKE, escaped with \.
-- param programme ProgrammeId
-- param pattern text
-- row id AuditId, detail text
SELECT id, detail FROM audit_entry
 WHERE programme_id = :programme AND detail IS NOT NULL AND detail LIKE :pattern ESCAPE '\' ORDER BY id;

-- audit_erase_detail :exec   The chain goes on holding its hash.
-- param id AuditId
UPDATE audit_entry SET detail = NULL WHERE id = :id;
