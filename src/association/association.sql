-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of the register of associations. What a merge moves of later capabilities stands at the end.

-- association_add :insert
-- param programme ProgrammeId
-- param name text
-- param search_text text
-- param name_key text
-- param legal_form text
-- param register_court text
-- param register_number text
-- param email text
-- param phone text
-- param website text
-- param serves text
-- param about text
-- param languages text
-- param partner_since date?
-- param ended_on date?
-- param may_publish bool
-- param now time
-- row id AssociationId
INSERT INTO association (programme_id, name, search_text, name_key, legal_form, register_court, register_number,
                         email, phone, website, serves, about, languages, partner_since, ended_on, may_publish,
                         version, created_at, changed_at)
VALUES (:programme, :name, :search_text, :name_key, :legal_form, :register_court, :register_number,
        :email, :phone, :website, :serves, :about, :languages, :partner_since, :ended_on, :may_publish,
        1, :now, :now)
RETURNING id;

-- association_set :exec      Only if nobody else has changed it since version :version was read.
-- param programme ProgrammeId
-- param id AssociationId
-- param version i64
-- param name text
-- param search_text text
-- param name_key text
-- param legal_form text
-- param register_court text
-- param register_number text
-- param email text
-- param phone text
-- param website text
-- param serves text
-- param about text
-- param languages text
-- param partner_since date?
-- param ended_on date?
-- param may_publish bool
-- param now time
UPDATE association
   SET name = :name, search_text = :search_text, name_key = :name_key, legal_form = :legal_form,
       register_court = :register_court, register_number = :register_number, email = :email, phone = :phone,
       website = :website, serves = :serves, about = :about, languages = :languages,
       partner_since = :partner_since, ended_on = :ended_on, may_publish = :may_publish,
       version = version + 1, changed_at = :now
 WHERE programme_id = :programme AND id = :id AND version = :version;

-- association_card :one      One association, without what hangs on it.
-- param programme ProgrammeId
-- param id AssociationId
-- row id AssociationId, name text, legal_form text, register_court text, register_number text, email text, phone text, website text, serves text, about text, languages text, partner_since date?, ended_on date?, may_publish bool, version i64, created_at time, changed_at time
SELECT id, name, legal_form, register_court, register_number, email, phone, website, serves, about, languages,
       partner_since, ended_on, may_publish, version, created_at, changed_at
  FROM association WHERE programme_id = :programme AND id = :id;

-- association_all :many      Every association of a programme, for import and export.
-- param programme ProgrammeId
-- row like association_card
SELECT id, name, legal_form, register_court, register_number, email, phone, website, serves, about, languages,
       partner_since, ended_on, may_publish, version, created_at, changed_at
  FROM association WHERE programme_id = :programme ORDER BY id;

-- association_scope_row :maybe
-- param id i64
-- row programme ProgrammeId, may_publish bool
SELECT programme_id, may_publish FROM association WHERE id = :id;

-- association_list :many     What a filter leaves, in no order that a reader would know; see association_find.
-- param programme ProgrammeId
-- param published bool
-- param district DistrictId?
-- param lang text
-- param active_on date?
-- param ended_before date?
-- row id AssociationId, name text, search_text text, register_number text, languages text, partner_since date?, ended_on date?, may_publish bool, place text?, places i32
SELECT a.id, a.name, a.search_text, a.register_number, a.languages, a.partner_since, a.ended_on, a.may_publish,
       (SELECT MIN(p.postcode || ' ' || p.city) FROM association_place p WHERE p.association_id = a.id),
       (SELECT COUNT(*) FROM association_place p WHERE p.association_id = a.id)
  FROM association a
 WHERE a.programme_id = :programme
   AND a.may_publish >= :published
   AND (:district IS NULL OR EXISTS (SELECT 1 FROM association_district d
                                      WHERE d.association_id = a.id AND d.district_id = :district))
   AND (:lang = '' OR ' ' || a.languages || ' ' LIKE '% ' || :lang || ' %')
   AND (:active_on IS NULL OR a.ended_on IS NULL OR a.ended_on >= :active_on)
   AND (:ended_before IS NULL OR a.ended_on < :ended_before)
 ORDER BY a.name_key, a.id;

-- association_places :many
-- param association AssociationId
-- row street text, postcode text, city text
SELECT street, postcode, city FROM association_place WHERE association_id = :association ORDER BY id;

-- association_contacts :many
-- param association AssociationId
-- row name text, function text, email text, phone text
SELECT name, function, email, phone FROM association_contact WHERE association_id = :association ORDER BY id;

-- association_former_names :many
-- param association AssociationId
-- row name text
SELECT name FROM association_former_name WHERE association_id = :association ORDER BY name;

-- association_districts :many
-- param association AssociationId
-- row id DistrictId, name text
SELECT d.id, d.name FROM association_district ad JOIN district d ON d.id = ad.district_id
 WHERE ad.association_id = :association ORDER BY d.id;

-- association_place_add :exec
-- param association AssociationId
-- param street text
-- param postcode text
-- param city text
INSERT INTO association_place (association_id, street, postcode, city)
VALUES (:association, :street, :postcode, :city);

-- association_contact_add :exec
-- param association AssociationId
-- param name text
-- param function text
-- param email text
-- param phone text
INSERT INTO association_contact (association_id, name, function, email, phone)
VALUES (:association, :name, :function, :email, :phone);

-- association_former_name_add :exec
-- param association AssociationId
-- param name text
INSERT INTO association_former_name (association_id, name) VALUES (:association, :name)
ON CONFLICT (association_id, name) DO NOTHING;

-- association_district_add :exec   Only a district of the same programme.
-- param programme ProgrammeId
-- param association AssociationId
-- param district DistrictId
INSERT INTO association_district (association_id, district_id)
SELECT a.id, d.id FROM association a JOIN district d ON d.programme_id = a.programme_id
 WHERE a.id = :association AND d.id = :district AND d.programme_id = :programme
ON CONFLICT (association_id, district_id) DO NOTHING;

-- association_places_clear :exec
-- param association AssociationId
DELETE FROM association_place WHERE association_id = :association;

-- association_contacts_clear :exec
-- param association AssociationId
DELETE FROM association_contact WHERE association_id = :association;

-- association_former_names_clear :exec
-- param association AssociationId
DELETE FROM association_former_name WHERE association_id = :association;

-- association_districts_clear :exec
-- param association AssociationId
DELETE FROM association_district WHERE association_id = :association;

-- association_remove :exec   After a merge, when nothing refers to it any more.
-- param programme ProgrammeId
-- param id AssociationId
DELETE FROM association WHERE programme_id = :programme AND id = :id;

-- association_names :many    Every present and former name, with what tells duplicates.
-- param programme ProgrammeId
-- row id AssociationId, name text, present bool, register_number text
SELECT a.id, a.name, 1, a.register_number FROM association a WHERE a.programme_id = :programme
UNION ALL
SELECT a.id, f.name, 0, a.register_number
  FROM association_former_name f JOIN association a ON a.id = f.association_id WHERE a.programme_id = :programme
 ORDER BY 1, 3 DESC, 2;

-- association_all_places :many
-- param programme ProgrammeId
-- row association AssociationId, street text, postcode text, city text
SELECT p.association_id, p.street, p.postcode, p.city
  FROM association_place p JOIN association a ON a.id = p.association_id
 WHERE a.programme_id = :programme ORDER BY p.association_id, p.id;

-- association_move_registrations :exec
-- param from_id AssociationId
-- param to_id AssociationId
UPDATE registration SET association_id = :to_id WHERE association_id = :from_id;

-- association_move_grants :exec    A person who manages both keeps one role.
-- param from_id AssociationId
-- param to_id AssociationId
UPDATE role_grant SET association_id = :to_id
 WHERE association_id = :from_id
   AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = role_grant.person_id
                      AND g.role = role_grant.role AND g.association_id = :to_id);

-- association_remove_grants :exec
-- param association AssociationId
DELETE FROM role_grant WHERE association_id = :association;

-- association_seats_together :many   Seminars where both together hold more seats than one association may.
--                            States 3 and 4 of a registration are offered and confirmed (registration.h).
-- param a AssociationId
-- param b AssociationId
-- row title text
SELECT s.title FROM seminar s
 WHERE s.seats_each > 0
   AND s.seats_each < (SELECT COUNT(*) FROM registration r WHERE r.seminar_id = s.id AND r.state IN (3, 4)
                          AND (r.association_id = :a OR r.association_id = :b))
 ORDER BY s.title;
