-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries for the tests of src/db.
-- include "test_db.h"

-- kind_add :insert   One value of each type.
-- param number i64
-- param ratio f64
-- param name text
-- param bytes blob
-- param maybe_number i64?
-- param maybe_ratio f64?
-- param maybe_name text?
-- param maybe_bytes blob?
-- row id TopicId
INSERT INTO kind (number, ratio, name, bytes, maybe_number, maybe_ratio, maybe_name, maybe_bytes)
VALUES (:number, :ratio, :name, :bytes, :maybe_number, :maybe_ratio, :maybe_name, :maybe_bytes)
RETURNING id;

-- kind_find :one
-- param id TopicId
-- row id TopicId, number i64, ratio f64, name text, bytes blob,
--     maybe_number i64?, maybe_ratio f64?, maybe_name text?, maybe_bytes blob?
SELECT id, number, ratio, name, bytes, maybe_number, maybe_ratio, maybe_name, maybe_bytes
  FROM kind WHERE id = :id;

-- kind_by_name :maybe
-- param name text
-- row like kind_find
SELECT id, number, ratio, name, bytes, maybe_number, maybe_ratio, maybe_name, maybe_bytes
  FROM kind WHERE name = :name;

-- kind_list :many    All, or those of a name.
-- param name text?
-- row like kind_find
SELECT id, number, ratio, name, bytes, maybe_number, maybe_ratio, maybe_name, maybe_bytes
  FROM kind WHERE :name IS NULL OR name = :name ORDER BY id;

-- kind_typed :one    The small C types over the same columns.
-- param id TopicId
-- row day date, at time, amount cents, truth bool, colour enum Colour, small i32, maybe_day date?, maybe_truth bool?
SELECT number AS day, number AS at, number AS amount, number AS truth, number AS colour, number AS small,
       maybe_number AS maybe_day, maybe_number AS maybe_truth
  FROM kind WHERE id = :id;

-- kind_of_types :maybe   Every small type as a parameter.
-- param day date
-- param at time
-- param amount cents
-- param truth bool
-- param colour enum Colour
-- param small i32
-- param maybe_day date?
-- param maybe_colour enum Colour?
-- param maybe_topic TopicId?
-- row id TopicId
SELECT id FROM kind
 WHERE number = :day AND number = :at AND number = :amount AND number = :truth AND number = :colour AND number = :small
   AND (:maybe_day IS NULL OR number = :maybe_day) AND (:maybe_colour IS NULL OR number = :maybe_colour)
   AND (:maybe_topic IS NULL OR id = :maybe_topic);

-- kind_remove :exec
-- param id TopicId
DELETE FROM kind WHERE id = :id;

-- child_add :insert
-- param kind TopicId
-- row id SeminarId
INSERT INTO child (kind_id) VALUES (:kind) RETURNING id;

-- child_notes :many
-- row id SeminarId, note text
SELECT id, note FROM child ORDER BY id;

-- counter_put :exec
-- param name text
-- param value i64
INSERT INTO counter (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- counter_raise :exec
-- param name text
UPDATE counter SET value = value + step WHERE name = :name;

-- counter_value :one
-- param name text
-- row value i64
SELECT value FROM counter WHERE name = :name;

-- counter_sum :one   Differs between the engines in its spelling only.
-- row total i64, n i64
-- sqlite
SELECT coalesce(sum(value), 0) AS total, count(*) AS n FROM counter;
-- postgres
SELECT CAST(coalesce(sum(value), 0) AS BIGINT) AS total, count(*) AS n FROM counter;

-- counter_all :many
-- row name text, value i64
SELECT name, value FROM counter ORDER BY name;
