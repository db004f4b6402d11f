-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Figures of a programme year. States are those of SeminarState, RegistrationState and CostState.

-- report_years :many         The budget years there are, newest first.
-- param programme ProgrammeId
-- row id BudgetYearId, year i32, amount cents, used cents, planned cents, paid cents
SELECT y.id, y.year, y.amount_cents, y.used_cents,
       CAST(COALESCE(SUM(CASE WHEN l.state = 1 THEN l.amount_cents END), 0) AS BIGINT),
       CAST(COALESCE(SUM(CASE WHEN l.state = 4 THEN l.amount_cents END), 0) AS BIGINT)
  FROM budget_year y LEFT JOIN cost_line l ON l.budget_year_id = y.id
 WHERE y.programme_id = :programme
 GROUP BY y.id, y.year, y.amount_cents, y.used_cents ORDER BY y.year DESC;

-- report_cost_kinds :many    What the money went to: committed, invoiced and paid amounts by kind.
-- param year BudgetYearId
-- row kind i32, amount cents
SELECT kind, CAST(SUM(amount_cents) AS BIGINT) FROM cost_line
 WHERE budget_year_id = :year AND state IN (2, 3, 4) GROUP BY kind ORDER BY kind;

-- report_seminars :many      The year's seminars in the order of their days.
-- param year BudgetYearId
-- param lang i32
-- row id SeminarId, title text, state i32, first_day date?, capacity i32, registered i64, attended i64, associations i64, minutes i64, used cents
SELECT s.id, COALESCE(st.title, s.title), s.state, s.first_day, s.capacity,
       (SELECT COUNT(*) FROM registration r WHERE r.seminar_id = s.id AND r.state IN (3, 4, 5, 6)),
       (SELECT COUNT(*) FROM registration r WHERE r.seminar_id = s.id AND r.state = 5),
       (SELECT COUNT(DISTINCT r.association_id) FROM registration r WHERE r.seminar_id = s.id AND r.state = 5),
       (SELECT CAST(COALESCE(SUM(a.minutes), 0) AS BIGINT) FROM registration r JOIN attendance a ON a.registration_id = r.id
         WHERE r.seminar_id = s.id),
       (SELECT CAST(COALESCE(SUM(l.amount_cents), 0) AS BIGINT) FROM cost_line l WHERE l.seminar_id = s.id AND l.state IN (2, 3, 4))
  FROM seminar s LEFT JOIN seminar_text st ON st.seminar_id = s.id AND st.lang = :lang
 WHERE s.budget_year_id = :year AND s.published_at IS NOT NULL
 ORDER BY s.first_day, s.id;

-- report_reach :one          People and associations that attended in the year, each counted once.
-- param year BudgetYearId
-- param programme ProgrammeId
-- row people i64, associations i64, partners i64
SELECT (SELECT COUNT(DISTINCT r.person_id) FROM registration r JOIN seminar s ON s.id = r.seminar_id
         WHERE s.budget_year_id = :year AND r.state = 5),
       (SELECT COUNT(DISTINCT r.association_id) FROM registration r JOIN seminar s ON s.id = r.seminar_id
         WHERE s.budget_year_id = :year AND r.state = 5),
       (SELECT COUNT(*) FROM association a WHERE a.programme_id = :programme AND a.ended_on IS NULL);

-- report_next_seminars :many The next published seminars.
-- param programme ProgrammeId
-- param lang i32
-- param today date
-- row id SeminarId, title text, first_day date?, topic text, free i32
SELECT s.id, COALESCE(st.title, s.title), s.first_day, tp.name, s.capacity - s.seats_taken
  FROM seminar s JOIN topic tp ON tp.id = s.topic_id
  LEFT JOIN seminar_text st ON st.seminar_id = s.id AND st.lang = :lang
 WHERE s.programme_id = :programme AND s.state = 3 AND s.first_day >= :today
 ORDER BY s.first_day, s.id LIMIT 3;

-- report_evaluations :many   Closed written evaluations of the year's seminars.
-- param year BudgetYearId
-- row id EvaluationId, seminar SeminarId
SELECT e.id, s.id FROM evaluation e JOIN seminar s ON s.id = e.seminar_id
 WHERE s.budget_year_id = :year AND e.state = 2 ORDER BY s.first_day, s.id;

-- office_tasks_row :one          What waits for the officer.
-- param programme ProgrammeId
-- param today date
-- row to_publish i64, to_hold i64, waiting i64, to_evaluate i64, to_close i64, mail_trouble i64, to_approve i64
SELECT (SELECT COUNT(*) FROM seminar WHERE programme_id = :programme AND state = 2),
       (SELECT COUNT(*) FROM seminar WHERE programme_id = :programme AND state = 3 AND last_day < :today),
       (SELECT COUNT(*) FROM registration WHERE programme_id = :programme AND state = 2
           AND seminar_id IN (SELECT id FROM seminar WHERE programme_id = :programme AND state = 3)),
       (SELECT COUNT(*) FROM seminar s WHERE s.programme_id = :programme AND s.state = 4
           AND NOT EXISTS (SELECT 1 FROM evaluation e WHERE e.seminar_id = s.id)),
       (SELECT COUNT(*) FROM evaluation e JOIN seminar s ON s.id = e.seminar_id
         WHERE e.programme_id = :programme AND e.state = 1 AND s.last_day < :today),
       (SELECT COUNT(*) FROM outbox WHERE programme_id = :programme AND state IN (3, 4)),
       (SELECT COUNT(*) FROM registration r JOIN seminar s ON s.id = r.seminar_id
         WHERE r.programme_id = :programme AND r.state = 1 AND s.state = 3);

-- manager_tasks_row :one         What waits for an association's manager.
-- param person PersonId
-- row to_approve i64
SELECT COUNT(*) FROM registration r JOIN seminar s ON s.id = r.seminar_id
 WHERE r.state = 1 AND s.state = 3
   AND r.association_id IN (SELECT association_id FROM role_grant WHERE person_id = :person AND role = 3);
