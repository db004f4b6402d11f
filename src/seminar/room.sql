-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of rooms, and of what takes place in them or with a consultant at which time. A cancelled seminar (state 7)
-- takes nobody's room or time.
-- include "seminar/seminar.h"

-- room_list :many            Those that can be used on `day` or later; all without it.
-- param programme ProgrammeId
-- param day date?
-- row id RoomId, name text, address text, seats i32, step_free bool, note text, ended_on date?
SELECT id, name, address, seats, step_free, note, ended_on FROM room
 WHERE programme_id = :programme AND (:day IS NULL OR ended_on IS NULL OR ended_on >= :day)
 ORDER BY ended_on IS NOT NULL, lower(name), id;

-- room_find :maybe           None of another programme.
-- param id RoomId
-- param programme ProgrammeId
-- row like room_list
SELECT id, name, address, seats, step_free, note, ended_on FROM room
 WHERE id = :id AND programme_id = :programme;

-- room_named :maybe
-- param programme ProgrammeId
-- param name text
-- param address text
-- row id RoomId
SELECT id FROM room WHERE programme_id = :programme AND name = :name AND address = :address;

-- room_scope_find :maybe
-- param id RoomId
-- row programme ProgrammeId
SELECT programme_id FROM room WHERE id = :id;

-- room_insert :insert
-- param programme ProgrammeId
-- param name text
-- param address text
-- param seats i32
-- param step_free bool
-- param note text
-- param ended_on date?
-- row id RoomId
INSERT INTO room (programme_id, name, address, seats, step_free, note, ended_on)
VALUES (:programme, :name, :address, :seats, :step_free, :note, :ended_on) RETURNING id;

-- room_set :exec
-- param id RoomId
-- param name text
-- param address text
-- param seats i32
-- param step_free bool
-- param note text
-- param ended_on date?
UPDATE room SET name = :name, address = :address, seats = :seats, step_free = :step_free, note = :note,
       ended_on = :ended_on
 WHERE id = :id;

-- booking_in_room :many      What takes place in a room from a day on.
-- param room RoomId
-- param since date
-- row seminar SeminarId, title text, state enum SeminarState, day date, starts_min i32, ends_min i32
SELECT s.id, s.title, s.state, e.day, e.starts_min, e.ends_min
  FROM seminar_session e JOIN seminar s ON s.id = e.seminar_id
 WHERE e.room_id = :room AND e.day >= :since AND s.state <> 7 ORDER BY e.day, e.starts_min, e.id;

-- booking_of_consultants :many   What else this seminar's consultants give from a day on.
-- param seminar SeminarId
-- param since date
-- row consultant text, seminar SeminarId, title text, day date, starts_min i32, ends_min i32, room text
SELECT c.name, s.id, s.title, e.day, e.starts_min, e.ends_min, coalesce(r.name, e.room)
  FROM seminar_consultant x JOIN seminar_consultant y ON y.consultant_id = x.consultant_id
  JOIN seminar s ON s.id = y.seminar_id JOIN seminar_session e ON e.seminar_id = s.id
  JOIN consultant c ON c.id = x.consultant_id LEFT JOIN room r ON r.id = e.room_id
 WHERE x.seminar_id = :seminar AND y.seminar_id <> :seminar AND s.state <> 7 AND e.day >= :since
 ORDER BY e.day, e.starts_min, e.id, c.name;

-- clash_of_room :maybe       The first other session in the room that overlaps with this time; also of the same seminar.
-- param room RoomId
-- param but SessionId
-- param day date
-- param starts_min i32
-- param ends_min i32
-- row seminar SeminarId, title text, day date, starts_min i32, ends_min i32, name text
SELECT s.id, s.title, e.day, e.starts_min, e.ends_min, r.name
  FROM seminar_session e JOIN seminar s ON s.id = e.seminar_id JOIN room r ON r.id = e.room_id
 WHERE e.room_id = :room AND e.day = :day AND e.starts_min < :ends_min AND e.ends_min > :starts_min AND e.id <> :but
   AND s.state <> 7
 ORDER BY e.starts_min, e.id LIMIT 1;

-- clash_of_consultant :maybe   The first session of another seminar that one of this seminar's consultants gives then.
-- param seminar SeminarId
-- param day date
-- param starts_min i32
-- param ends_min i32
-- row like clash_of_room
SELECT s.id, s.title, e.day, e.starts_min, e.ends_min, c.name
  FROM seminar_consultant x JOIN seminar_consultant y ON y.consultant_id = x.consultant_id
  JOIN seminar_session e ON e.seminar_id = y.seminar_id JOIN seminar s ON s.id = y.seminar_id
  JOIN consultant c ON c.id = x.consultant_id
 WHERE x.seminar_id = :seminar AND y.seminar_id <> :seminar AND e.day = :day AND e.starts_min < :ends_min
   AND e.ends_min > :starts_min AND s.state <> 7
 ORDER BY e.starts_min, e.id, c.name LIMIT 1;

-- sessions_between :many     All sessions of these days, both included, with their rooms; not of cancelled seminars.
-- param programme ProgrammeId
-- param first date
-- param last date
-- row day date, starts_min i32, ends_min i32, seminar SeminarId, title text, state enum SeminarState, room text, room_id RoomId?
SELECT e.day, e.starts_min, e.ends_min, s.id, s.title, s.state, coalesce(r.name, e.room), e.room_id
  FROM seminar_session e JOIN seminar s ON s.id = e.seminar_id LEFT JOIN room r ON r.id = e.room_id
 WHERE e.day >= :first AND e.day <= :last AND s.programme_id = :programme AND s.state <> 7
 ORDER BY e.day, e.starts_min, e.id;
