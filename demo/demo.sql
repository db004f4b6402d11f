-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The demonstration's mails went to nobody: they count as sent.

-- demo_settle_mail :exec
UPDATE outbox SET state = 2, sent_at = created_at, body = '' WHERE state = 0;
