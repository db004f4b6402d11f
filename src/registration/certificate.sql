-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of certificates. Registration states 4 to 6 held a seat to the end.
-- include "registration/registration.h"

-- certificates_due :many     Minutes of everybody who held a seat, what the sessions last, and the certificate there is.
-- param seminar SeminarId
-- row registration RegistrationId, minutes i64, all_minutes i64, share i32, id CertificateId?, certified i32?, revoked_on date?
SELECT r.id, CAST(COALESCE((SELECT SUM(t.minutes) FROM attendance t WHERE t.registration_id = r.id), 0) AS BIGINT),
       CAST(COALESCE((SELECT SUM(e.ends_min - e.starts_min) FROM seminar_session e WHERE e.seminar_id = s.id), 0) AS BIGINT),
       s.certificate_share, c.id, c.minutes AS certified, c.revoked_on
  FROM registration r JOIN seminar s ON s.id = r.seminar_id JOIN person p ON p.id = r.person_id
  LEFT JOIN certificate c ON c.registration_id = r.id
 WHERE r.seminar_id = :seminar AND r.state BETWEEN 4 AND 6 AND p.erased_at IS NULL ORDER BY r.id;

-- certificate_add :exec
-- param registration RegistrationId
-- param code text
-- param holder text
-- param minutes i32
-- param issued_on date
INSERT INTO certificate (registration_id, code, holder, minutes, issued_on, revoked_on)
VALUES (:registration, :code, :holder, :minutes, :issued_on, NULL)
ON CONFLICT (registration_id) DO UPDATE SET code = excluded.code, holder = excluded.holder, minutes = excluded.minutes,
       issued_on = excluded.issued_on, revoked_on = NULL;

-- certificate_set_minutes :exec
-- param id CertificateId
-- param minutes i32
UPDATE certificate SET minutes = :minutes WHERE id = :id;

-- certificate_revoke :exec
-- param id CertificateId
-- param day date
UPDATE certificate SET revoked_on = :day WHERE id = :id AND revoked_on IS NULL;

-- certificate_card :many         Valid ones of a seminar, or (registration given) of one person.
-- param programme ProgrammeId
-- param seminar SeminarId
-- param only RegistrationId?
-- row registration RegistrationId, seminar SeminarId, name text, lang enum Lang, code text, holder text, minutes i32, issued_on date
SELECT r.id, r.seminar_id, p.name, r.lang, c.code, c.holder, c.minutes, c.issued_on
  FROM registration r JOIN certificate c ON c.registration_id = r.id JOIN person p ON p.id = r.person_id
 WHERE r.seminar_id = :seminar AND r.programme_id = :programme AND c.revoked_on IS NULL
   AND (:only IS NULL OR r.id = :only)
 ORDER BY p.name_folded, r.id;

-- certificate_by_code :maybe     Valid ones only.
-- param programme ProgrammeId
-- param code text
-- row like certificate_card
SELECT r.id, r.seminar_id, p.name, r.lang, c.code, c.holder, c.minutes, c.issued_on
  FROM certificate c JOIN registration r ON r.id = c.registration_id JOIN person p ON p.id = r.person_id
 WHERE c.code = :code AND c.revoked_on IS NULL AND r.programme_id = :programme;
