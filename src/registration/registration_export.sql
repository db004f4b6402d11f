-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Registrations for spreadsheets.
-- include "registration/registration.h"

-- export_registrations :many     Those of a seminar, or (0) of the whole programme.
-- param programme ProgrammeId
-- param seminar i64
-- row id RegistrationId, title text, first_day date?, name text, email text?, phone text, association text?, organisation text, state enum RegistrationState, channel enum Channel, lang enum Lang, created_at time, minutes i64, access_needs text?, childcare text?, interpretation text?
SELECT r.id, s.title, s.first_day, p.name, p.email, p.phone, a.name, r.organisation, r.state, r.channel, r.lang,
       r.created_at,
       (SELECT CAST(COALESCE(SUM(t.minutes), 0) AS BIGINT) FROM attendance t WHERE t.registration_id = r.id) AS minutes,
       n.access_needs, n.childcare, n.interpretation
  FROM registration r JOIN seminar s ON s.id = r.seminar_id JOIN person p ON p.id = r.person_id
  LEFT JOIN association a ON a.id = r.association_id LEFT JOIN registration_needs n ON n.registration_id = r.id
 WHERE r.programme_id = :programme AND (:seminar = 0 OR r.seminar_id = :seminar)
 ORDER BY s.first_day, s.id, r.state = 7, p.name_folded, r.id;
