-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of registrations. States: 1 pending, 2 waitlisted, 3 offered, 4 confirmed, 5 attended, 6 no-show,
-- 7 cancelled; 3 to 6 hold a seat.
-- include "registration/registration.h"
-- include "mail/mail_state.h"

-- registration_find :maybe
-- param id RegistrationId
-- row id RegistrationId, programme ProgrammeId, seminar SeminarId, person PersonId, association AssociationId?, organisation text, state enum RegistrationState, channel enum Channel, lang enum Lang, place i64, version i32, created_at time, offered_until time?, group RegistrationId?, rank i32
SELECT id, programme_id, seminar_id, person_id, association_id, organisation, state, channel, lang, place, version,
       created_at, offered_until, choice_group, choice_rank
  FROM registration WHERE id = :id;

-- registration_of_pair :maybe   One per person and seminar.
-- param seminar SeminarId
-- param person PersonId
-- row like registration_find
SELECT id, programme_id, seminar_id, person_id, association_id, organisation, state, channel, lang, place, version,
       created_at, offered_until, choice_group, choice_rank
  FROM registration WHERE seminar_id = :seminar AND person_id = :person;

-- registration_offers_due :many   Offers of a seminar whose time is over.
-- param seminar SeminarId
-- param now time
-- row like registration_find
SELECT id, programme_id, seminar_id, person_id, association_id, organisation, state, channel, lang, place, version,
       created_at, offered_until, choice_group, choice_rank
  FROM registration WHERE seminar_id = :seminar AND state = 3 AND offered_until <= :now ORDER BY offered_until, id;

-- seminars_with_offers_due :many  In all programmes.
-- param now time
-- row seminar SeminarId, programme ProgrammeId
SELECT DISTINCT seminar_id, programme_id FROM registration
 WHERE offered_until IS NOT NULL AND offered_until <= :now ORDER BY seminar_id;

-- registration_choices :many      What belongs to one choice among equal dates and is not over, the best liked first.
-- param group RegistrationId
-- row like registration_find
SELECT id, programme_id, seminar_id, person_id, association_id, organisation, state, channel, lang, place, version,
       created_at, offered_until, choice_group, choice_rank
  FROM registration WHERE choice_group = :group AND state <= 4 ORDER BY choice_rank, id;

-- registration_in_series :many    What a person has on the dates of a series and is not over, the best liked first.
-- param series SeminarId
-- param person PersonId
-- row like registration_find
SELECT r.id, r.programme_id, r.seminar_id, r.person_id, r.association_id, r.organisation, r.state, r.channel, r.lang,
       r.place, r.version, r.created_at, r.offered_until, r.choice_group, r.choice_rank
  FROM seminar s JOIN registration r ON r.seminar_id = s.id
 WHERE s.series_id = :series AND r.person_id = :person AND r.state <= 4 ORDER BY r.choice_rank, r.id;

-- registration_set_choice :exec
-- param id RegistrationId
-- param group RegistrationId?
-- param rank i32
UPDATE registration SET choice_group = :group, choice_rank = :rank WHERE id = :id;

-- registration_by_key_hash :maybe
-- param key_hash blob
-- row id RegistrationId, programme ProgrammeId
SELECT r.id, r.programme_id FROM registration_key k JOIN registration r ON r.id = k.registration_id
 WHERE k.key_hash = :key_hash;

-- registration_key_add :exec
-- param key_hash blob
-- param id RegistrationId
INSERT INTO registration_key (key_hash, registration_id) VALUES (:key_hash, :id);

-- person_by_phone :maybe     Somebody without e-mail; name folded.
-- param programme ProgrammeId
-- param name_folded text
-- param phone text
-- row id PersonId
SELECT id FROM person
 WHERE programme_id = :programme AND email IS NULL AND phone = :phone AND name_folded = :name_folded
 ORDER BY id LIMIT 1;

-- registration_association :maybe   An association of the programme that still is a partner.
-- param id AssociationId
-- param programme ProgrammeId
-- row name text, may_publish bool
SELECT name, may_publish FROM association WHERE id = :id AND programme_id = :programme AND ended_on IS NULL;

-- association_by_key :many   Partners whose name folds to this; two are enough to doubt.
-- param programme ProgrammeId
-- param key text
-- row id AssociationId, name text
SELECT id, name FROM association WHERE programme_id = :programme AND name_key = :key AND ended_on IS NULL LIMIT 2;

-- registration_set_association :exec
-- param id RegistrationId
-- param association AssociationId
-- param now time
UPDATE registration SET association_id = :association, organisation = '', changed_at = :now, version = version + 1
 WHERE id = :id;

-- association_choice :many   What the public form offers.
-- param programme ProgrammeId
-- param all bool
-- row id AssociationId, name text
SELECT id, name FROM association
 WHERE programme_id = :programme AND ended_on IS NULL AND (may_publish = 1 OR :all = 1) ORDER BY name_key, id;

-- seats_held_by_association :one
-- param seminar SeminarId
-- param association AssociationId
-- row n i64
SELECT COUNT(*) FROM registration
 WHERE seminar_id = :seminar AND association_id = :association AND state BETWEEN 3 AND 6;

-- seats_most_of_one :one     The most seats that any one association holds.
-- param seminar SeminarId
-- row n i64
SELECT COALESCE(MAX(n), 0) FROM (SELECT COUNT(*) AS n FROM registration
 WHERE seminar_id = :seminar AND association_id IS NOT NULL AND state BETWEEN 3 AND 6 GROUP BY association_id) x;

-- seats_held :one            What the registrations say; equal to seats_taken after every transaction.
-- param seminar SeminarId
-- row n i64
SELECT COUNT(*) FROM registration WHERE seminar_id = :seminar AND state BETWEEN 3 AND 6;

-- seats_take :exec           No row when none is free.
-- param seminar SeminarId
UPDATE seminar SET seats_taken = seats_taken + 1 WHERE id = :seminar AND seats_taken < capacity;

-- seats_give_back :exec
-- param seminar SeminarId
UPDATE seminar SET seats_taken = seats_taken - 1 WHERE id = :seminar;

-- seats_set :exec            No row when more are taken.
-- param seminar SeminarId
-- param capacity i32
-- param minimum i32
-- param each i32
UPDATE seminar SET capacity = :capacity, minimum = :minimum, seats_each = :each, version = version + 1
 WHERE id = :seminar AND seats_taken <= :capacity;

-- waiting_list :many         In the order of rule 2. An entry of an association at its cap stands at its place and is
--                            passed over; people of no registered association count as one association.
-- param seminar SeminarId
-- param from date
-- param to date
-- row id RegistrationId, association AssociationId?, place i64, seats_held i64, minutes i64
SELECT w.id, w.association_id, w.place, COALESCE(h.n, 0) AS seats_held, COALESCE(m.n, 0) AS minutes
  FROM registration w
  LEFT JOIN (SELECT COALESCE(association_id, 0) AS association, COUNT(*) AS n FROM registration
              WHERE seminar_id = :seminar AND state BETWEEN 3 AND 6 GROUP BY COALESCE(association_id, 0)) h
    ON h.association = COALESCE(w.association_id, 0)
  LEFT JOIN (SELECT COALESCE(p.association_id, 0) AS association, CAST(SUM(a.minutes) AS BIGINT) AS n
               FROM seminar s JOIN seminar_session e ON e.seminar_id = s.id
               JOIN attendance a ON a.session_id = e.id JOIN registration p ON p.id = a.registration_id
              WHERE s.programme_id = (SELECT programme_id FROM seminar WHERE id = :seminar)
                AND e.day BETWEEN :from AND :to
              GROUP BY COALESCE(p.association_id, 0)) m
    ON m.association = COALESCE(w.association_id, 0)
 WHERE w.seminar_id = :seminar AND w.state = 2
 ORDER BY seats_held, minutes, w.place;

-- place_next :one
-- param seminar SeminarId
-- row place i64
SELECT COALESCE(MAX(place), 0) + 1 FROM registration WHERE seminar_id = :seminar;

-- registration_insert :insert
-- param programme ProgrammeId
-- param seminar SeminarId
-- param person PersonId
-- param association AssociationId?
-- param organisation text
-- param state enum RegistrationState
-- param channel enum Channel
-- param lang enum Lang
-- param place i64
-- param group RegistrationId?
-- param rank i32
-- param now time
-- row id RegistrationId
INSERT INTO registration (programme_id, seminar_id, person_id, association_id, organisation, state, channel, lang,
                          place, choice_group, choice_rank, created_at, changed_at, version)
VALUES (:programme, :seminar, :person, :association, :organisation, :state, :channel, :lang, :place, :group, :rank,
        :now, :now, 1)
RETURNING id;

-- registration_renew :exec   Somebody who cancelled comes back. No row for one who has not.
-- param id RegistrationId
-- param association AssociationId?
-- param organisation text
-- param state enum RegistrationState
-- param channel enum Channel
-- param lang enum Lang
-- param place i64
-- param group RegistrationId?
-- param rank i32
-- param now time
UPDATE registration SET association_id = :association, organisation = :organisation, state = :state,
       channel = :channel, lang = :lang, place = :place, choice_group = :group, choice_rank = :rank,
       changed_at = :now, version = version + 1
 WHERE id = :id AND state = 7;

-- registration_set_state :exec  No row when it is not in the state it was seen in.
-- param id RegistrationId
-- param from enum RegistrationState
-- param to enum RegistrationState
-- param until time?
-- param now time
UPDATE registration SET state = :to, offered_until = :until, changed_at = :now, version = version + 1 WHERE id = :id AND state = :from;

-- needs_put :exec
-- param id RegistrationId
-- param access_needs text
-- param childcare text
-- param interpretation text
INSERT INTO registration_needs (registration_id, access_needs, childcare, interpretation)
VALUES (:id, :access_needs, :childcare, :interpretation)
ON CONFLICT (registration_id) DO UPDATE SET access_needs = excluded.access_needs, childcare = excluded.childcare,
       interpretation = excluded.interpretation;

-- needs_find :maybe
-- param id RegistrationId
-- row access_needs text, childcare text, interpretation text
SELECT access_needs, childcare, interpretation FROM registration_needs WHERE registration_id = :id;

-- needs_remove :exec
-- param id RegistrationId
DELETE FROM registration_needs WHERE registration_id = :id;

-- needs_forget :exec         Of all seminars whose last session was on `before` or earlier.
-- param before date
DELETE FROM registration_needs
 WHERE registration_id IN (SELECT r.id FROM registration r JOIN seminar s ON s.id = r.seminar_id
                            WHERE s.last_day <= :before);

-- registration_list :many    Everybody of a seminar: seats first, then the list, then who cancelled.
-- param seminar SeminarId
-- row id RegistrationId, person PersonId, name text, email text?, phone text, association AssociationId?, association_name text?, organisation text, state enum RegistrationState, channel enum Channel, place i64, version i32, created_at time, access_needs text?, childcare text?, interpretation text?, offered_until time?, mail_trouble bool, has_certificate bool
SELECT r.id, r.person_id, p.name, p.email, p.phone, r.association_id, a.name, r.organisation, r.state, r.channel,
       r.place, r.version, r.created_at, n.access_needs, n.childcare, n.interpretation, r.offered_until,
       EXISTS (SELECT 1 FROM outbox o
                WHERE o.programme_id = r.programme_id AND o.person_id = r.person_id AND o.state IN (3, 4)
                  AND o.recipient = p.email) AS mail_trouble,
       EXISTS (SELECT 1 FROM certificate c WHERE c.registration_id = r.id AND c.revoked_on IS NULL) AS has_certificate
  FROM registration r JOIN person p ON p.id = r.person_id
  LEFT JOIN association a ON a.id = r.association_id
  LEFT JOIN registration_needs n ON n.registration_id = r.id
 WHERE r.seminar_id = :seminar
 ORDER BY r.state = 7, r.state < 3, CASE WHEN r.state < 3 THEN r.place ELSE 0 END, p.name_folded, r.id;

-- registration_of_association :many   Who of an association is registered, for seminars from a day on.
-- param association AssociationId
-- param since date
-- param lang enum Lang
-- row id RegistrationId, seminar SeminarId, title text, first_day date?, name text, state enum RegistrationState, email text?
SELECT r.id, s.id, COALESCE(x.title, s.title), s.first_day, p.name, r.state, p.email
  FROM registration r JOIN seminar s ON s.id = r.seminar_id JOIN person p ON p.id = r.person_id
  LEFT JOIN seminar_text x ON x.seminar_id = s.id AND x.lang = :lang
 WHERE r.association_id = :association AND s.last_day >= :since
 ORDER BY s.first_day, s.id, r.state = 7, p.name_folded, r.id;

-- registration_of_person :many        A signed-in person's own.
-- param person PersonId
-- param lang enum Lang
-- row like registration_of_association
SELECT r.id, s.id, COALESCE(x.title, s.title), s.first_day, p.name, r.state, p.email
  FROM registration r JOIN seminar s ON s.id = r.seminar_id JOIN person p ON p.id = r.person_id
  LEFT JOIN seminar_text x ON x.seminar_id = s.id AND x.lang = :lang
 WHERE r.person_id = :person ORDER BY s.first_day DESC, s.id;

-- session_news_due :many      News of seminars whose last change is older than `before`, in the order of changes.
-- param before time
-- row id i64, seminar SeminarId, programme ProgrammeId, session SessionId, old_day date?, old_starts_min i32?, old_ends_min i32?, old_place text, new_day date?, new_starts_min i32?, new_ends_min i32?, new_place text
SELECT n.id, n.seminar_id, s.programme_id, n.session_id, n.old_day, n.old_starts_min, n.old_ends_min, n.old_place,
       n.new_day, n.new_starts_min, n.new_ends_min, n.new_place
  FROM session_news n JOIN seminar s ON s.id = n.seminar_id
 WHERE n.created_at <= :before
   AND NOT EXISTS (SELECT 1 FROM session_news y WHERE y.seminar_id = n.seminar_id AND y.created_at > :before)
 ORDER BY n.seminar_id, n.id;

-- session_news_forget :exec
-- param seminar SeminarId
DELETE FROM session_news WHERE seminar_id = :seminar;

-- registration_live :many      Who is to be told: with a seat or an offer, waiting, or pending.
-- param seminar SeminarId
-- row id RegistrationId, lang enum Lang
SELECT id, lang FROM registration WHERE seminar_id = :seminar AND state <= 4 ORDER BY id;

-- seminars_that_begin :many    Published ones whose first session is on one of these days, in all programmes.
-- param from date
-- param to date
-- row id SeminarId, programme ProgrammeId, first_day date
SELECT id, programme_id, coalesce(first_day, 0) FROM seminar
 WHERE state = 3 AND first_day BETWEEN :from AND :to ORDER BY programme_id, first_day, id;

-- registration_to_remind :many  Confirmed before an instant, with an e-mail address, and not reminded of that day yet.
-- param seminar SeminarId
-- param before time
-- param day date
-- row id RegistrationId, lang enum Lang
SELECT r.id, r.lang FROM registration r JOIN person p ON p.id = r.person_id
 WHERE r.seminar_id = :seminar AND r.state = 4 AND r.changed_at < :before AND p.email IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM outbox o
                    WHERE o.programme_id = r.programme_id AND o.person_id = r.person_id
                      AND o.kind = 'registration-reminder'
                      AND o.occasion = 'registration:' || r.id || ':' || r.place || ':' || :day)
 ORDER BY r.id;

-- registration_mail_card :one         What a mail tells, in the language the person chose.
-- param id RegistrationId
-- row seminar SeminarId, title text, person PersonId, name text, email text?, reply_to text, office text, slug text, contact text, lang enum Lang, place i64, first_day date?, last_day date?, offered_until time?
SELECT s.id, COALESCE((SELECT x.title FROM seminar_text x WHERE x.seminar_id = s.id AND x.lang = r.lang), s.title),
       p.id, p.name, p.email, g.contact_email, g.office, g.slug,
       COALESCE(NULLIF(g.contact_phone, ''), g.contact_email), r.lang, r.place, s.first_day, s.last_day,
       r.offered_until
  FROM registration r JOIN seminar s ON s.id = r.seminar_id JOIN person p ON p.id = r.person_id
  JOIN programme g ON g.id = r.programme_id
 WHERE r.id = :id;

-- registrations_pending :many   Of one association, or of all, that wait for approval; in the order of the list.
-- param programme ProgrammeId
-- param association AssociationId?
-- row id RegistrationId, seminar SeminarId, title text, first_day date?, last_day date?, name text, association_name text?, organisation text, created_at time, seats_left i32
SELECT r.id, s.id, s.title, s.first_day, s.last_day, p.name, a.name, r.organisation, r.created_at,
       s.capacity - s.seats_taken
  FROM registration r JOIN seminar s ON s.id = r.seminar_id JOIN person p ON p.id = r.person_id
  LEFT JOIN association a ON a.id = r.association_id
 WHERE r.programme_id = :programme AND r.state = 1 AND s.state = 3
   AND (:association IS NULL OR r.association_id = :association)
 ORDER BY s.first_day, s.id, r.place;

-- registration_from :one        How to reach somebody, and for whom they come.
-- param id RegistrationId
-- row phone text, association text?
SELECT p.phone, a.name FROM registration r JOIN person p ON p.id = r.person_id
  LEFT JOIN association a ON a.id = r.association_id WHERE r.id = :id;

-- registration_mails :many      What a person was told of a registration, newest first. occasions: with a % at its end.
-- param programme ProgrammeId
-- param person PersonId
-- param occasions text
-- row subject text, state enum MailState, created_at time, last_error text
SELECT subject, state, created_at, last_error FROM outbox
 WHERE programme_id = :programme AND person_id = :person AND occasion LIKE :occasions ORDER BY id DESC;

-- attendance_sheet :many     The people of a session and their minutes; NULL: not recorded yet.
-- param session SessionId
-- param seminar SeminarId
-- row id RegistrationId, name text, association_name text?, organisation text, state enum RegistrationState, minutes i32?
SELECT r.id, p.name, a.name, r.organisation, r.state, t.minutes
  FROM registration r JOIN person p ON p.id = r.person_id
  LEFT JOIN association a ON a.id = r.association_id
  LEFT JOIN attendance t ON t.registration_id = r.id AND t.session_id = :session
 WHERE r.seminar_id = :seminar AND r.state BETWEEN 4 AND 6
 ORDER BY p.name_folded, r.id;

-- attendance_put :exec       By hand; what is the same already, or says of nobody's taps that nobody came,
--                            stays as it came about: later taps count.
-- param registration RegistrationId
-- param session SessionId
-- param minutes i32
INSERT INTO attendance (registration_id, session_id, minutes, by_hand) VALUES (:registration, :session, :minutes, CASE WHEN :minutes > 0 THEN 1 ELSE 0 END)
ON CONFLICT (registration_id, session_id) DO UPDATE SET minutes = excluded.minutes, by_hand = 1
 WHERE attendance.minutes <> excluded.minutes;

-- attendance_totals :many    Minutes of each who held a seat; n = sessions recorded for them.
-- param seminar SeminarId
-- row id RegistrationId, state enum RegistrationState, n i64, minutes i64
SELECT r.id, r.state, COUNT(t.session_id), CAST(COALESCE(SUM(t.minutes), 0) AS BIGINT)
  FROM registration r LEFT JOIN attendance t ON t.registration_id = r.id
 WHERE r.seminar_id = :seminar AND r.state BETWEEN 4 AND 6 GROUP BY r.id, r.state ORDER BY r.id;

-- evaluation_is_closed :one  Were the questions asked and the round closed before the seminar was marked as held?
-- param seminar SeminarId
-- row closed bool
SELECT EXISTS (SELECT 1 FROM evaluation WHERE seminar_id = :seminar AND state = 2);

-- sessions_recorded :many    How many people each session has a record of.
-- param seminar SeminarId
-- row id SessionId, n i64
SELECT e.id, COUNT(t.registration_id) FROM seminar_session e LEFT JOIN attendance t ON t.session_id = e.id
 WHERE e.seminar_id = :seminar GROUP BY e.id, e.day, e.starts_min ORDER BY e.day, e.starts_min, e.id;

-- session_of_programme :maybe
-- param id SessionId
-- param programme ProgrammeId
-- row seminar SeminarId, title text, day date, starts_min i32, ends_min i32, room text, address text, state enum SeminarState
SELECT s.id, s.title, e.day, e.starts_min, e.ends_min, coalesce(r.name, e.room), coalesce(r.address, e.address), s.state
  FROM seminar_session e JOIN seminar s ON s.id = e.seminar_id LEFT JOIN room r ON r.id = e.room_id
 WHERE e.id = :id AND s.programme_id = :programme;
