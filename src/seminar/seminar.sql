-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of seminars and sessions. What was ever published has published_at; states: 1 proposal, 2 planned,
-- 3 published, 4 held, 5 evaluated, 6 closed, 7 cancelled.
-- include "seminar/seminar.h"

-- seminar_catalogue :many    The public list by days in the programme's main language, from one index: no table row
--                            is read. Most readers want this one, so it has no options.
-- param programme ProgrammeId
-- param since date
-- row id SeminarId, title text, topic TopicId, state enum SeminarState, first_day date?, last_day date?, seats_left i32, opens_on date?, closes_on date?
SELECT id, title, topic_id, state, first_day, last_day, capacity - seats_taken, opens_on, closes_on
  FROM seminar
 WHERE programme_id = :programme AND first_day >= :since AND published_at IS NOT NULL
 ORDER BY first_day, id;

-- seminar_catalogue_in :many    The same with a topic, with titles in a language where they are translated, or both.
-- param programme ProgrammeId
-- param since date
-- param topic TopicId?
-- param lang enum Lang?
-- row like seminar_catalogue
SELECT s.id, COALESCE(x.title, s.title), s.topic_id, s.state, s.first_day, s.last_day, s.capacity - s.seats_taken,
       s.opens_on, s.closes_on
  FROM seminar s LEFT JOIN seminar_text x ON x.seminar_id = s.id AND x.lang = :lang
 WHERE s.programme_id = :programme AND s.first_day >= :since AND s.published_at IS NOT NULL
   AND (:topic IS NULL OR s.topic_id = :topic)
 ORDER BY s.first_day, s.id;

-- seminar_archive :many      Everything that is over, newest first, a page at a time.
-- param programme ProgrammeId
-- param before date
-- param lang enum Lang?
-- param skip i64
-- row like seminar_catalogue
SELECT s.id, COALESCE(x.title, s.title), s.topic_id, s.state, s.first_day, s.last_day, s.capacity - s.seats_taken,
       s.opens_on, s.closes_on
  FROM seminar s LEFT JOIN seminar_text x ON x.seminar_id = s.id AND x.lang = :lang
 WHERE s.programme_id = :programme AND s.first_day < :before AND s.last_day < :before
   AND s.published_at IS NOT NULL
 ORDER BY s.first_day DESC, s.id DESC LIMIT 51 OFFSET :skip;

-- seminar_office_list :many  For the office: all states, with the counts that need attention.
-- param programme ProgrammeId
-- param year BudgetYearId?
-- row id SeminarId, title text, topic TopicId, state enum SeminarState, first_day date?, last_day date?, capacity i32, minimum i32, seats_taken i32, waiting i32, opens_on date?, closes_on date?
SELECT s.id, s.title, s.topic_id, s.state, s.first_day, s.last_day, s.capacity, s.minimum, s.seats_taken,
       (SELECT COUNT(*) FROM registration r WHERE r.seminar_id = s.id AND r.state = 2), s.opens_on, s.closes_on
  FROM seminar s
 WHERE s.programme_id = :programme AND (:year IS NULL OR s.budget_year_id = :year)
 ORDER BY s.state = 7, s.state >= 4, COALESCE(s.first_day, 0), s.id;

-- seminar_of_consultant :many   What one of this person's consultants gives.
-- param person PersonId
-- param lang enum Lang
-- row id SeminarId, title text, state enum SeminarState, first_day date?, last_day date?, capacity i32, seats_taken i32
SELECT DISTINCT s.id, COALESCE(x.title, s.title), s.state, s.first_day, s.last_day, s.capacity, s.seats_taken
  FROM role_grant g JOIN seminar_consultant c ON c.consultant_id = g.consultant_id
  JOIN seminar s ON s.id = c.seminar_id
  LEFT JOIN seminar_text x ON x.seminar_id = s.id AND x.lang = :lang
 WHERE g.person_id = :person AND s.state < 7 ORDER BY s.first_day DESC, s.id;

-- seminar_find :maybe
-- param id SeminarId
-- row id SeminarId, programme ProgrammeId, year BudgetYearId, topic TopicId, state enum SeminarState, title text, summary text, about text, lang enum Lang, interpretation text, childcare bool, step_free bool, capacity i32, minimum i32, seats_each i32, seats_taken i32, opens_on date?, closes_on date?, first_day date?, last_day date?, material text, version i32, published_at time?, approval bool, offer_days i32, offer_hours i32, certificate_share i32, series SeminarId?
SELECT id, programme_id, budget_year_id, topic_id, state, title, summary, about, lang, interpretation, childcare,
       step_free, capacity, minimum, seats_each, seats_taken, opens_on, closes_on, first_day, last_day, material,
       version, published_at, approval, offer_days, offer_hours, certificate_share, series_id
  FROM seminar WHERE id = :id;

-- seminar_scope_find :maybe
-- param id SeminarId
-- row programme ProgrammeId, is_public bool
SELECT programme_id, published_at IS NOT NULL FROM seminar WHERE id = :id;

-- session_scope_find :maybe
-- param id SessionId
-- row programme ProgrammeId, seminar SeminarId, is_public bool
SELECT s.programme_id, s.id, s.published_at IS NOT NULL
  FROM seminar_session e JOIN seminar s ON s.id = e.seminar_id WHERE e.id = :id;

-- seminar_insert :insert
-- param programme ProgrammeId
-- param year BudgetYearId
-- param topic TopicId
-- param title text
-- param summary text
-- param about text
-- param lang enum Lang
-- param interpretation text
-- param childcare bool
-- param step_free bool
-- param capacity i32
-- param minimum i32
-- param each i32
-- param opens_on date?
-- param closes_on date?
-- param material text
-- param approval bool
-- param offer_days i32
-- param offer_hours i32
-- param certificate_share i32
-- param now time
-- row id SeminarId
INSERT INTO seminar (programme_id, budget_year_id, topic_id, state, title, summary, about, lang, interpretation,
                     childcare, step_free, capacity, minimum, seats_each, seats_taken, opens_on, closes_on, material,
                     approval, offer_days, offer_hours, certificate_share, version, created_at)
VALUES (:programme, :year, :topic, 2, :title, :summary, :about, :lang, :interpretation, :childcare, :step_free,
        :capacity, :minimum, :each, 0, :opens_on, :closes_on, :material, :approval, :offer_days, :offer_hours,
        :certificate_share, 1, :now) RETURNING id;

-- seminar_set :exec
-- param id SeminarId
-- param topic TopicId
-- param title text
-- param summary text
-- param about text
-- param lang enum Lang
-- param interpretation text
-- param childcare bool
-- param step_free bool
-- param opens_on date?
-- param closes_on date?
-- param material text
-- param approval bool
-- param offer_days i32
-- param offer_hours i32
-- param certificate_share i32
UPDATE seminar SET topic_id = :topic, title = :title, summary = :summary, about = :about, lang = :lang,
       interpretation = :interpretation, childcare = :childcare, step_free = :step_free, opens_on = :opens_on,
       closes_on = :closes_on, material = :material, approval = :approval, offer_days = :offer_days,
       offer_hours = :offer_hours, certificate_share = :certificate_share, version = version + 1
 WHERE id = :id;

-- seminar_set_series :exec
-- param id SeminarId
-- param series SeminarId?
UPDATE seminar SET series_id = :series WHERE id = :id;

-- seminar_dates_of_series :many  The equal dates of a series that are published, the earliest first.
-- param series SeminarId
-- row id SeminarId, first_day date?, last_day date?, seats_left i32, state enum SeminarState, opens_on date?, closes_on date?
SELECT id, first_day, last_day, capacity - seats_taken, state, opens_on, closes_on FROM seminar
 WHERE series_id = :series AND state = 3 ORDER BY first_day, id;

-- seminar_choice :many         What may be another date of the same seminar.
-- param programme ProgrammeId
-- row id SeminarId, title text, first_day date?, series SeminarId?
SELECT id, title, first_day, series_id FROM seminar
 WHERE programme_id = :programme AND state <= 3 ORDER BY first_day IS NULL, first_day, id;

-- seminar_set_state :exec    No row when it is not in the state it was seen in.
-- param id SeminarId
-- param from enum SeminarState
-- param to enum SeminarState
UPDATE seminar SET state = :to WHERE id = :id AND state = :from;

-- seminar_set_published :exec
-- param id SeminarId
-- param now time
UPDATE seminar SET published_at = :now WHERE id = :id;

-- seminar_set_days :exec     First and last day, from the sessions as they are.
-- param id SeminarId
UPDATE seminar SET first_day = (SELECT MIN(day) FROM seminar_session WHERE seminar_id = :id),
                   last_day = (SELECT MAX(day) FROM seminar_session WHERE seminar_id = :id)
 WHERE id = :id;

-- seminar_texts :many
-- param seminar SeminarId
-- row lang enum Lang, title text, summary text, about text
SELECT lang, title, summary, about FROM seminar_text WHERE seminar_id = :seminar ORDER BY lang;

-- seminar_text_in :maybe
-- param seminar SeminarId
-- param lang enum Lang
-- row like seminar_texts
SELECT lang, title, summary, about FROM seminar_text WHERE seminar_id = :seminar AND lang = :lang;

-- seminar_text_put :exec
-- param seminar SeminarId
-- param lang enum Lang
-- param title text
-- param summary text
-- param about text
INSERT INTO seminar_text (seminar_id, lang, title, summary, about) VALUES (:seminar, :lang, :title, :summary, :about)
ON CONFLICT (seminar_id, lang) DO UPDATE SET title = excluded.title, summary = excluded.summary, about = excluded.about;

-- seminar_text_remove :exec
-- param seminar SeminarId
-- param lang enum Lang
DELETE FROM seminar_text WHERE seminar_id = :seminar AND lang = :lang;

-- session_list :many
-- param seminar SeminarId
-- row id SessionId, seminar SeminarId, day date, starts_min i32, ends_min i32, room text, address text, room_id RoomId?
SELECT e.id, e.seminar_id, e.day, e.starts_min, e.ends_min, coalesce(r.name, e.room), coalesce(r.address, e.address),
       e.room_id
  FROM seminar_session e LEFT JOIN room r ON r.id = e.room_id
 WHERE e.seminar_id = :seminar ORDER BY e.day, e.starts_min, e.id;

-- session_find :maybe
-- param id SessionId
-- row like session_list
SELECT e.id, e.seminar_id, e.day, e.starts_min, e.ends_min, coalesce(r.name, e.room), coalesce(r.address, e.address),
       e.room_id
  FROM seminar_session e LEFT JOIN room r ON r.id = e.room_id
 WHERE e.id = :id;

-- session_insert :insert
-- param seminar SeminarId
-- param day date
-- param starts_min i32
-- param ends_min i32
-- param room_id RoomId?
-- param room text
-- param address text
-- row id SessionId
INSERT INTO seminar_session (seminar_id, day, starts_min, ends_min, room_id, room, address)
VALUES (:seminar, :day, :starts_min, :ends_min, :room_id, :room, :address) RETURNING id;

-- session_set :exec
-- param id SessionId
-- param day date
-- param starts_min i32
-- param ends_min i32
-- param room_id RoomId?
-- param room text
-- param address text
UPDATE seminar_session SET day = :day, starts_min = :starts_min, ends_min = :ends_min, room_id = :room_id, room = :room,
       address = :address
 WHERE id = :id;

-- session_delete :exec
-- param id SessionId
DELETE FROM seminar_session WHERE id = :id;

-- session_longest_minutes :one   The most that is recorded of anybody.
-- param id SessionId
-- row minutes i64
SELECT CAST(COALESCE(MAX(minutes), 0) AS BIGINT) AS minutes FROM attendance WHERE session_id = :id;

-- session_cap_minutes :exec  Nobody was there for longer than the session lasted.
-- param id SessionId
-- param most i32
UPDATE attendance SET minutes = :most WHERE session_id = :id AND minutes > :most;

-- session_attendance_count :one
-- param id SessionId
-- row n i64
SELECT COUNT(*) FROM attendance WHERE session_id = :id;

-- session_news_add :exec    For the people of a published seminar; see schema.
-- param seminar SeminarId
-- param session SessionId
-- param old_day date?
-- param old_starts_min i32?
-- param old_ends_min i32?
-- param old_place text
-- param new_day date?
-- param new_starts_min i32?
-- param new_ends_min i32?
-- param new_place text
-- param now time
INSERT INTO session_news (seminar_id, session_id, old_day, old_starts_min, old_ends_min, old_place, new_day,
                          new_starts_min, new_ends_min, new_place, created_at)
VALUES (:seminar, :session, :old_day, :old_starts_min, :old_ends_min, :old_place, :new_day, :new_starts_min,
        :new_ends_min, :new_place, :now);

-- seminar_consultants :many  Who gives it.
-- param seminar SeminarId
-- row id ConsultantId, name text
SELECT c.id, c.name FROM seminar_consultant x JOIN consultant c ON c.id = x.consultant_id
 WHERE x.seminar_id = :seminar ORDER BY c.name_folded, c.id;

-- consultant_choice :many
-- param programme ProgrammeId
-- row id ConsultantId, name text
SELECT id, name FROM consultant WHERE programme_id = :programme ORDER BY name_folded, id;

-- seminar_consultants_clear :exec
-- param seminar SeminarId
DELETE FROM seminar_consultant WHERE seminar_id = :seminar;

-- seminar_consultant_add :exec   Nothing for a consultant of another programme.
-- param seminar SeminarId
-- param consultant ConsultantId
-- param programme ProgrammeId
INSERT INTO seminar_consultant (seminar_id, consultant_id)
SELECT :seminar, id FROM consultant WHERE id = :consultant AND programme_id = :programme;

-- seminar_results :maybe       Its evaluation, once it is closed (EvaluationState 2).
-- param seminar SeminarId
-- row id EvaluationId
SELECT id FROM evaluation WHERE seminar_id = :seminar AND state = 2;

-- topic_of_programme :maybe
-- param id TopicId
-- param programme ProgrammeId
-- row name text
SELECT name FROM topic WHERE id = :id AND programme_id = :programme;

-- programme_main_lang :one
-- param id ProgrammeId
-- row lang enum Lang
SELECT main_lang FROM programme WHERE id = :id;
