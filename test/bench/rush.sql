-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A registration as the program carries it out on PostgreSQL, for pgbench: the same statements in the same order,
-- from the look for the form's mark to its spending (the chain of the audit log is closed once a second by another
-- job there). One thing is kinder to PostgreSQL: the seminar's row is locked first, so that READ COMMITTED is
-- enough and nothing has to run again; the program itself uses SERIALIZABLE.
-- Given: first and last seminar; the programme.
\set n random(1, 4611686018427387903)
\set seminar random(:first, :last)
BEGIN;
SELECT id, slug, name, city, office, contact_email, contact_phone, postal, currency, time_zone, main_lang, languages, is_demo FROM programme WHERE id = :programme;
SELECT status, location FROM form_once WHERE token_hash = decode(lpad(to_hex(:n::bigint), 40, '0'), 'hex');
SELECT programme_id, published_at IS NOT NULL FROM seminar WHERE id = :seminar FOR UPDATE;
SELECT id FROM person WHERE programme_id = :programme AND email = 'rush' || :n::bigint || '@example.org' AND name_folded = 'rush ' || :n::bigint;
INSERT INTO person (programme_id, name, name_folded, email, phone, lang, password_hash, created_at) VALUES (:programme, 'Rush ' || :n::bigint, 'rush ' || :n::bigint, 'rush' || :n::bigint || '@example.org', '', 0, NULL, extract(epoch FROM now())::bigint) RETURNING id AS person \gset
INSERT INTO audit_entry (programme_id, at, actor_id, actor, action, object_kind, object_id, detail, salt, detail_hash) VALUES (:programme, extract(epoch FROM now())::bigint, NULL, 'public', 'person.create', 'person', :person, '', decode(lpad(to_hex(:n::bigint), 32, '0'), 'hex'), decode(lpad(to_hex(:n::bigint), 64, '0'), 'hex')) RETURNING id;
SELECT id, programme_id, seminar_id, person_id, association_id, organisation, state, channel, lang, place, version, created_at, offered_until, choice_group, choice_rank FROM registration WHERE seminar_id = :seminar AND state = 3 AND offered_until <= extract(epoch FROM now())::bigint ORDER BY offered_until, id;
SELECT id, programme_id, budget_year_id, topic_id, state, title, summary, about, lang, interpretation, childcare, step_free, minimum, seats_each, opens_on, closes_on, first_day, last_day, material, version, published_at, approval, offer_days, offer_hours, certificate_share, series_id, CASE WHEN seats_taken < capacity THEN 4 ELSE 2 END AS becomes FROM seminar WHERE id = :seminar \gset seen_
SELECT id, programme_id, seminar_id, person_id, association_id, organisation, state, channel, lang, place, version, created_at, offered_until, choice_group, choice_rank FROM registration WHERE seminar_id = :seminar AND person_id = :person;
\if :seen_becomes = 4
UPDATE seminar SET seats_taken = seats_taken + 1 WHERE id = :seminar AND seats_taken < capacity;
\endif
SELECT COALESCE(MAX(place), 0) + 1 AS place FROM registration WHERE seminar_id = :seminar \gset
INSERT INTO registration (programme_id, seminar_id, person_id, association_id, organisation, state, channel, lang, place, choice_group, choice_rank, created_at, changed_at, version) VALUES (:programme, :seminar, :person, NULL, 'Verein der Probe', :seen_becomes, 0, 0, :place, NULL, 1, extract(epoch FROM now())::bigint, extract(epoch FROM now())::bigint, 1) RETURNING id AS registration \gset
INSERT INTO audit_entry (programme_id, at, actor_id, actor, action, object_kind, object_id, detail, salt, detail_hash) VALUES (:programme, extract(epoch FROM now())::bigint, NULL, 'public', 'registration.request', 'registration', :registration, 'state:  -> on the waiting list, channel:  -> web page', decode(lpad(to_hex(:n::bigint), 32, '0'), 'hex'), decode(lpad(to_hex(:n::bigint), 64, '0'), 'hex')) RETURNING id;
SELECT s.id, COALESCE((SELECT x.title FROM seminar_text x WHERE x.seminar_id = s.id AND x.lang = r.lang), s.title), p.id, p.name, p.email, g.contact_email, g.office, g.slug, COALESCE(NULLIF(g.contact_phone, ''), g.contact_email), r.lang, r.place, s.first_day, s.last_day, r.offered_until FROM registration r JOIN seminar s ON s.id = r.seminar_id JOIN person p ON p.id = r.person_id JOIN programme g ON g.id = r.programme_id WHERE r.id = :registration;
INSERT INTO registration_key (key_hash, registration_id) VALUES (decode(lpad(to_hex(:n::bigint), 64, '0'), 'hex'), :registration);
SELECT value FROM setting WHERE name = 'site_url';
INSERT INTO outbox (programme_id, person_id, recipient, kind, occasion, lang, from_name, reply_to, subject, body, message_token, state, attempts, created_at, next_attempt_at, last_error) VALUES (:programme, :person, 'rush' || :n::bigint || '@example.org', 'registration-waiting', 'registration:' || :registration::bigint || ':' || :place::bigint, 0, 'Amt', 'amt@example.org', 'Sie stehen auf der Warteliste', repeat('Guten Tag, im Moment ist kein Platz frei. ', 15), 'token' || :n::bigint, 0, 0, extract(epoch FROM now())::bigint, extract(epoch FROM now())::bigint, '') ON CONFLICT DO NOTHING;
INSERT INTO form_once (token_hash, spent_at, status, location) VALUES (decode(lpad(to_hex(:n::bigint), 40, '0'), 'hex'), extract(epoch FROM now())::bigint, 303, '/bench/de/seminars/1/registered');
COMMIT;
