-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of programmes, settings and topics.

-- programme_by_slug :maybe   The programme whose addresses begin with the slug.
-- param slug text
-- row id ProgrammeId, slug text, name text, city text, office text, contact_email text, contact_phone text, postal text, currency text, time_zone text, main_lang i32, languages i32, is_demo bool
SELECT id, slug, name, city, office, contact_email, contact_phone, postal, currency, time_zone, main_lang, languages, is_demo
  FROM programme WHERE slug = :slug;

-- programme_list :many       All programmes of this installation.
-- row like programme_by_slug
SELECT id, slug, name, city, office, contact_email, contact_phone, postal, currency, time_zone, main_lang, languages, is_demo
  FROM programme ORDER BY city, name;

-- programme_add :insert
-- param slug text
-- param name text
-- param city text
-- param office text
-- param contact_email text
-- param contact_phone text
-- param postal text
-- param time_zone text
-- param main_lang i32
-- param languages i32
-- param is_demo bool
-- row id ProgrammeId
INSERT INTO programme (slug, name, city, office, contact_email, contact_phone, postal, currency, time_zone, main_lang, languages, is_demo)
VALUES (:slug, :name, :city, :office, :contact_email, :contact_phone, :postal, 'EUR', :time_zone, :main_lang, :languages, :is_demo)
RETURNING id;

-- programme_set :exec
-- param id ProgrammeId
-- param name text
-- param city text
-- param office text
-- param contact_email text
-- param contact_phone text
-- param postal text
-- param languages i32
UPDATE programme SET name = :name, city = :city, office = :office, contact_email = :contact_email,
       contact_phone = :contact_phone, postal = :postal, languages = :languages
 WHERE id = :id;

-- setting_find :maybe
-- param name text
-- row value text
SELECT value FROM setting WHERE name = :name;

-- setting_put :exec
-- param name text
-- param value text
INSERT INTO setting (name, value) VALUES (:name, :value)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- topic_list :many           Topics in the programme's order; names of built-in ones are messages.
-- param programme ProgrammeId
-- row id TopicId, name text
SELECT id, name FROM topic WHERE programme_id = :programme ORDER BY position, id;

-- topic_add :insert
-- param programme ProgrammeId
-- param name text
-- row id TopicId
INSERT INTO topic (programme_id, name, position)
VALUES (:programme, :name, (SELECT COUNT(*) FROM topic WHERE programme_id = :programme)) RETURNING id;

-- district_list :many
-- param programme ProgrammeId
-- row id DistrictId, number i32, city_district i32, name text, postcodes text
SELECT id, number, city_district, name, postcodes FROM district
 WHERE programme_id = :programme ORDER BY number;

-- district_add :insert
-- param programme ProgrammeId
-- param number i32
-- param city_district i32
-- param name text
-- param postcodes text
-- row id DistrictId
INSERT INTO district (programme_id, number, city_district, name, postcodes)
VALUES (:programme, :number, :city_district, :name, :postcodes) RETURNING id;
