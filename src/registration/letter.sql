-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of letters to people without e-mail.
-- include "registration/registration.h"

-- letter_insert :exec        Once for each occasion.
-- param programme ProgrammeId
-- param registration RegistrationId
-- param kind text
-- param occasion text
-- param lang enum Lang
-- param subject text
-- param body text
-- param url text
-- param now time
INSERT INTO letter (programme_id, registration_id, kind, occasion, lang, subject, body, url, created_at, printed_at)
VALUES (:programme, :registration, :kind, :occasion, :lang, :subject, :body, :url, :now, NULL)
ON CONFLICT (registration_id, kind, occasion) DO NOTHING;

-- letter_list :many          What is to be printed, then what was, the newest first.
-- param programme ProgrammeId
-- row id LetterId, registration RegistrationId, name text, phone text, subject text, created_at time, printed_at time?
SELECT l.id, l.registration_id, p.name, p.phone, l.subject, l.created_at, l.printed_at
  FROM letter l JOIN registration r ON r.id = l.registration_id JOIN person p ON p.id = r.person_id
 WHERE l.programme_id = :programme ORDER BY l.printed_at IS NOT NULL, l.id DESC LIMIT 500;

-- letters_to_print :many     All open ones, or (only given) this one, printed or not.
-- param programme ProgrammeId
-- param only LetterId?
-- row id LetterId, name text, lang enum Lang, subject text, body text, url text, created_at time
SELECT l.id, p.name, l.lang, l.subject, l.body, l.url, l.created_at
  FROM letter l JOIN registration r ON r.id = l.registration_id JOIN person p ON p.id = r.person_id
 WHERE l.programme_id = :programme AND (l.id = :only OR (:only IS NULL AND l.printed_at IS NULL)) ORDER BY l.id;

-- letters_printed :exec
-- param programme ProgrammeId
-- param until LetterId
-- param now time
UPDATE letter SET printed_at = :now WHERE programme_id = :programme AND printed_at IS NULL AND id <= :until;

-- letters_remove_printed :exec
-- param before time
DELETE FROM letter WHERE printed_at <= :before;
