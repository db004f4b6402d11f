-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of budget years, cost lines and the ledger. States 2 to 4 (committed, invoiced, paid) use the budget.
-- include "plan/budget.h"

-- budget_year_find :maybe
-- param id BudgetYearId
-- row id BudgetYearId, programme ProgrammeId, year i32, amount cents, used cents, closed_at time?
SELECT id, programme_id, year, amount_cents, used_cents, closed_at FROM budget_year WHERE id = :id;

-- budget_year_list :many     The newest first.
-- param programme ProgrammeId
-- row like budget_year_find
SELECT id, programme_id, year, amount_cents, used_cents, closed_at FROM budget_year
 WHERE programme_id = :programme ORDER BY year DESC;

-- budget_year_of :maybe
-- param programme ProgrammeId
-- param year i32
-- row like budget_year_find
SELECT id, programme_id, year, amount_cents, used_cents, closed_at FROM budget_year
 WHERE programme_id = :programme AND year = :year;

-- budget_year_insert :insert
-- param programme ProgrammeId
-- param year i32
-- param amount cents
-- row id BudgetYearId
INSERT INTO budget_year (programme_id, year, amount_cents, used_cents) VALUES (:programme, :year, :amount, 0)
RETURNING id;

-- budget_year_use :exec      Takes from the year, or gives back; no row when it is closed or too little is left.
-- param id BudgetYearId
-- param delta cents
UPDATE budget_year SET used_cents = used_cents + :delta
 WHERE id = :id AND closed_at IS NULL AND used_cents + :delta <= amount_cents;

-- budget_year_set_amount :exec
-- param id BudgetYearId
-- param amount cents
UPDATE budget_year SET amount_cents = :amount WHERE id = :id AND closed_at IS NULL AND used_cents <= :amount;

-- budget_year_lines_used :one   What the lines say; equal to used_cents after every transaction.
-- param id BudgetYearId
-- row used cents
SELECT CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) FROM cost_line WHERE budget_year_id = :id AND state BETWEEN 2 AND 4;

-- cost_line_find :maybe
-- param id CostLineId
-- row id CostLineId, programme ProgrammeId, year BudgetYearId, seminar SeminarId?, kind enum CostKind, state enum CostState, amount cents, note text, version i32
SELECT id, programme_id, budget_year_id, seminar_id, kind, state, amount_cents, note, version
  FROM cost_line WHERE id = :id;

-- cost_line_list :many       The lines of a year, by the days of their seminars; those of no seminar last.
-- param year BudgetYearId
-- row id CostLineId, seminar SeminarId?, seminar_title text?, kind enum CostKind, state enum CostState, amount cents, note text, version i32
SELECT l.id, l.seminar_id, s.title, l.kind, l.state, l.amount_cents, l.note, l.version
  FROM cost_line l LEFT JOIN seminar s ON s.id = l.seminar_id
 WHERE l.budget_year_id = :year
 ORDER BY l.seminar_id IS NULL, COALESCE(s.first_day, 2000000000), l.seminar_id, l.kind, l.id;

-- cost_line_of_seminar :many
-- param seminar SeminarId
-- row like cost_line_list
SELECT l.id, l.seminar_id, s.title, l.kind, l.state, l.amount_cents, l.note, l.version
  FROM cost_line l JOIN seminar s ON s.id = l.seminar_id
 WHERE l.seminar_id = :seminar ORDER BY l.kind, l.id;

-- cost_line_insert :insert
-- param programme ProgrammeId
-- param year BudgetYearId
-- param seminar SeminarId?
-- param kind enum CostKind
-- param amount cents
-- param note text
-- row id CostLineId
INSERT INTO cost_line (programme_id, budget_year_id, seminar_id, kind, state, amount_cents, note, version)
VALUES (:programme, :year, :seminar, :kind, 1, :amount, :note, 1) RETURNING id;

-- cost_line_set :exec        Of a planned line.
-- param id CostLineId
-- param kind enum CostKind
-- param amount cents
-- param note text
UPDATE cost_line SET kind = :kind, amount_cents = :amount, note = :note, version = version + 1
 WHERE id = :id AND state = 1;

-- cost_line_set_state :exec
-- param id CostLineId
-- param version i32
-- param state enum CostState
-- param amount cents
UPDATE cost_line SET state = :state, amount_cents = :amount, version = version + 1
 WHERE id = :id AND version = :version;

-- ledger_insert :insert
-- param line CostLineId
-- param state enum CostState
-- param amount cents
-- param at time
-- param person PersonId?
-- param note text
-- row id LedgerEntryId
INSERT INTO ledger_entry (cost_line_id, state, amount_cents, at, person_id, note)
VALUES (:line, :state, :amount, :at, :person, :note) RETURNING id;

-- ledger_of_line :many       The steps of a line, the first first.
-- param line CostLineId
-- row id LedgerEntryId, state enum CostState, amount cents, at time, who text?, note text
SELECT e.id, e.state, e.amount_cents, e.at, p.name, e.note
  FROM ledger_entry e LEFT JOIN person p ON p.id = e.person_id WHERE e.cost_line_id = :line ORDER BY e.id;

-- budget_seminar_choice :many   Seminars of a year that a line may belong to.
-- param year BudgetYearId
-- row id SeminarId, title text
SELECT id, title FROM seminar WHERE budget_year_id = :year AND state < 6 ORDER BY first_day, id;

-- budget_seminar_year :maybe    The year that pays for a seminar.
-- param seminar SeminarId
-- row year BudgetYearId, title text
SELECT budget_year_id, title FROM seminar WHERE id = :seminar;
