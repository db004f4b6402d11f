-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of the outbox; the meaning of its columns stands in schema/002_outbox.sql.
-- include "mail/mail_state.h"

-- outbox_add :exec           Nothing (count 0) if this person has this mail of this occasion.
-- param programme ProgrammeId
-- param person PersonId?
-- param recipient text
-- param kind text
-- param occasion text
-- param lang enum Lang
-- param from_name text
-- param reply_to text
-- param subject text
-- param body text
-- param message_token text
-- param now time
-- param next_attempt_at time
INSERT INTO outbox (programme_id, person_id, recipient, kind, occasion, lang, from_name, reply_to, subject, body,
                    message_token, state, attempts, created_at, next_attempt_at, last_error)
VALUES (:programme, :person, :recipient, :kind, :occasion, :lang, :from_name, :reply_to, :subject, :body,
        :message_token, 0, 0, :now, :next_attempt_at, '')
ON CONFLICT DO NOTHING;

-- outbox_due :maybe          The mail that is due longest.
-- param now time
-- row id MessageId, recipient text, lang enum Lang, from_name text, reply_to text, subject text, body text, message_token text, attempts i32
SELECT id, recipient, lang, from_name, reply_to, subject, body, message_token, attempts
  FROM outbox WHERE state = 0 AND next_attempt_at <= :now ORDER BY next_attempt_at, id LIMIT 1;

-- outbox_claim :exec         From now on this mail counts as handed over, whatever happens.
-- param id MessageId
-- param now time
UPDATE outbox SET state = 1, attempts = attempts + 1, claimed_at = :now WHERE id = :id AND state = 0;

-- outbox_settle :exec        What became of it. A mail that was sent loses its body.
-- param id MessageId
-- param state enum MailState
-- param next_attempt_at time
-- param sent_at time?
-- param last_error text
UPDATE outbox SET state = :state, next_attempt_at = :next_attempt_at, sent_at = :sent_at, last_error = :last_error,
                  body = CASE WHEN :state = 2 THEN '' ELSE body END
 WHERE id = :id;

-- outbox_orphans :many       Claimed before :before and never settled: the program was cut off.
-- param before time
-- row id MessageId
SELECT id FROM outbox WHERE state = 1 AND claimed_at < :before;

-- outbox_list :many
-- param programme ProgrammeId
-- param state enum MailState?
-- row id MessageId, recipient text, kind text, subject text, state enum MailState, attempts i32, created_at time, next_attempt_at time, sent_at time?, last_error text
SELECT id, recipient, kind, subject, state, attempts, created_at, next_attempt_at, sent_at, last_error
  FROM outbox WHERE programme_id = :programme AND (:state IS NULL OR state = :state) ORDER BY id DESC LIMIT 200;

-- outbox_of_person :many     All that was written to somebody, newest first; bodies of what was sent are gone.
-- param person PersonId
-- row id MessageId, recipient text, kind text, subject text, body text, created_at time, sent_at time?
SELECT id, recipient, kind, subject, body, created_at, sent_at FROM outbox WHERE person_id = :person ORDER BY id DESC;

-- outbox_state :one
-- param programme ProgrammeId
-- param id MessageId
-- row state enum MailState
SELECT state FROM outbox WHERE programme_id = :programme AND id = :id;

-- outbox_again :exec
-- param programme ProgrammeId
-- param id MessageId
-- param now time
UPDATE outbox SET state = 0, attempts = 0, next_attempt_at = :now, last_error = ''
 WHERE programme_id = :programme AND id = :id AND state IN (3, 4);
