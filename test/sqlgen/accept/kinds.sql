-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Every kind of query. This comment belongs to no query, and may say :id.

-- house_one :one        A house */ with /* marks.
-- Its second line, with :id in it.
-- param id ProgrammeId
-- row id ProgrammeId, name text, built_on date?
SELECT id, name, built_on FROM house WHERE id = :id;

-- house_maybe :maybe
-- param name text     (a remark, with a comma)
-- row like house_one
SELECT id, name, built_on FROM house WHERE name = :name;

-- house_many :many
-- row like later
SELECT name, street FROM house
 ORDER BY name;

-- later :many
-- row name text,
--     street text
SELECT name, /* a comment */ street -- and another
  FROM house WHERE name <> 'it''s; not -- the end' AND street <> '';

-- house_set :exec
-- param id ProgrammeId, name text, plan blob?, built_on date?
UPDATE house SET name = :name, plan = :plan, built_on = :built_on WHERE id = :id;

-- house_add :insert
-- param name text
-- row id ProgrammeId
INSERT INTO house (name, street, height, state) VALUES (:name, :name, 0.5, 0) RETURNING id;

-- house_drop :exec
DELETE FROM house;

-- room_sum :one
-- param house ProgrammeId?
-- row total i64, n i32
-- sqlite
SELECT sum(number) AS total, count(*) AS n FROM room WHERE :house IS NULL OR house_id = :house;
-- postgres
SELECT CAST(sum(number) AS BIGINT) AS total, count(*) AS n FROM room WHERE :house::bigint IS NULL OR house_id = :house;
