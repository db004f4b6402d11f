-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The demonstration's mails went to nobody: they count as sent.

-- demo_settle_mail :exec
UPDATE outbox SET state = 2, sent_at = created_at, body = '' WHERE state = 0;

-- demo_consultant_add :insert
-- param programme ProgrammeId
-- param name text
-- param name_folded text
-- param email text
-- param languages text
-- param experience_associations text
-- param experience_councils text
-- param day_fee cents
-- row id ConsultantId
INSERT INTO consultant (programme_id, name, name_folded, email, phone, languages, experience_associations,
                        experience_councils, day_fee_cents, version)
VALUES (:programme, :name, :name_folded, :email, '', :languages, :experience_associations, :experience_councils, :day_fee, 1)
RETURNING id;
