-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of the check-in at the door. Kinds: see MarkKind; who has a seat: registration states 3 to 6.
-- include "registration/check_in.h"

-- check_in_people :many      Who has a seat, with what is recorded for a session.
-- param session SessionId
-- param seminar SeminarId
-- row id RegistrationId, name text, association_name text?, organisation text, state enum RegistrationState, minutes i32?, by_hand bool?
SELECT r.id, p.name, a.name, r.organisation, r.state, t.minutes, t.by_hand
  FROM registration r JOIN person p ON p.id = r.person_id
  LEFT JOIN association a ON a.id = r.association_id
  LEFT JOIN attendance t ON t.registration_id = r.id AND t.session_id = :session
 WHERE r.seminar_id = :seminar AND r.state BETWEEN 3 AND 6
 ORDER BY p.name_folded, r.id;

-- check_in_person :maybe     One of them, whatever the state.
-- param id RegistrationId
-- param seminar SeminarId
-- row id RegistrationId, name text, state enum RegistrationState
SELECT r.id, p.name, r.state FROM registration r JOIN person p ON p.id = r.person_id
 WHERE r.id = :id AND r.seminar_id = :seminar;

-- check_in_marks :many       All taps of a session, or of one person in it.
-- param session SessionId
-- param registration RegistrationId?
-- row registration RegistrationId, kind enum MarkKind, at time
SELECT registration_id, kind, at FROM check_in_mark
 WHERE session_id = :session AND (:registration IS NULL OR registration_id = :registration)
 ORDER BY registration_id, at, nth, kind, mark_key;

-- check_in_mark_add :exec    No row when it has arrived before.
-- param mark_key text
-- param registration RegistrationId
-- param session SessionId
-- param kind enum MarkKind
-- param at time
-- param nth i64
-- param now time
-- param person PersonId?
INSERT INTO check_in_mark (mark_key, registration_id, session_id, kind, at, nth, noted_at, person_id)
VALUES (:mark_key, :registration, :session, :kind, :at, :nth, :now, :person)
ON CONFLICT (mark_key) DO NOTHING;

-- check_in_minutes_put :exec   What somebody has corrected by hand stays.
-- param registration RegistrationId
-- param session SessionId
-- param minutes i32
INSERT INTO attendance (registration_id, session_id, minutes, by_hand) VALUES (:registration, :session, :minutes, 0)
ON CONFLICT (registration_id, session_id) DO UPDATE SET minutes = excluded.minutes WHERE attendance.by_hand = 0;

-- check_in_minutes_remove :exec
-- param registration RegistrationId
-- param session SessionId
DELETE FROM attendance WHERE registration_id = :registration AND session_id = :session AND by_hand = 0;

-- check_in_session :maybe    Of a seminar: the session of a day, else the next one, else the last one.
-- param seminar SeminarId
-- param day date
-- row id SessionId
SELECT id FROM seminar_session WHERE seminar_id = :seminar
 ORDER BY day <> :day, day < :day, CASE WHEN day < :day THEN -day ELSE day END, starts_min, id LIMIT 1;

-- check_in_forget :exec
-- param before date
DELETE FROM check_in_mark WHERE session_id IN (SELECT id FROM seminar_session WHERE day < :before);
