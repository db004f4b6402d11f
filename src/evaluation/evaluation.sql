-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of questionnaires, slips and anonymous answers.

-- include "evaluation/evaluation.h"
-- include "seminar/seminar.h"

-- evaluation_card :one       Its title as the seminar has it in this language, where it is translated.
-- param id EvaluationId
-- param lang enum Lang
-- row id EvaluationId, programme ProgrammeId, seminar SeminarId?, questionnaire QuestionnaireId, title text, state i32, invited i32, source text
SELECT e.id, e.programme_id, e.seminar_id, e.questionnaire_id, COALESCE(x.title, e.title), e.state, e.invited, e.source
  FROM evaluation e LEFT JOIN seminar_text x ON x.seminar_id = e.seminar_id AND x.lang = :lang WHERE e.id = :id;

-- evaluation_counts :one     For the office alone: who answers need not count all who did.
-- param id EvaluationId
-- row slips i64, slips_used i64, responses i64
SELECT (SELECT COUNT(*) FROM slip WHERE evaluation_id = :id),
       (SELECT COUNT(*) FROM slip WHERE evaluation_id = :id AND used = 1),
       (SELECT COUNT(*) FROM response WHERE evaluation_id = :id);

-- evaluation_scope_row :maybe
-- param id i64
-- row programme ProgrammeId, seminar SeminarId?, state i32
SELECT programme_id, seminar_id, state FROM evaluation WHERE id = :id;

-- evaluation_list :many      All rounds, open ones first.
-- param programme ProgrammeId
-- row id EvaluationId, title text, state i32, source text, invited i32, closed_on date?, responses i64
SELECT e.id, e.title, e.state, e.source, e.invited, e.closed_on,
       (SELECT COUNT(*) FROM response r WHERE r.evaluation_id = e.id)
  FROM evaluation e WHERE e.programme_id = :programme ORDER BY e.state, e.id DESC;

-- evaluation_to_open :many   Seminars that have begun and have no round yet.
-- param programme ProgrammeId
-- param today date
-- row id SeminarId, title text, first_day date?
SELECT s.id, s.title, s.first_day FROM seminar s
 WHERE s.programme_id = :programme AND s.state IN (3, 4, 5, 6) AND s.first_day <= :today
   AND NOT EXISTS (SELECT 1 FROM evaluation e WHERE e.seminar_id = s.id)
 ORDER BY s.first_day DESC, s.id DESC;

-- evaluation_of_seminar :maybe
-- param seminar SeminarId
-- row id EvaluationId, state i32
SELECT id, state FROM evaluation WHERE seminar_id = :seminar;

-- evaluation_seminar :one    What a round needs to know of its seminar; seated: could answer.
-- param programme ProgrammeId
-- param id SeminarId
-- row title text, state enum SeminarState, first_day date?, seated i32
SELECT s.title, s.state, s.first_day,
       (SELECT CAST(COUNT(*) AS INTEGER) FROM registration r WHERE r.seminar_id = s.id AND r.state IN (4, 5))
  FROM seminar s WHERE s.id = :id AND s.programme_id = :programme;

-- evaluation_add :insert
-- param programme ProgrammeId
-- param seminar SeminarId?
-- param questionnaire QuestionnaireId
-- param title text
-- param state i32
-- param invited i32
-- param closed_on date?
-- param source text
-- row id EvaluationId
INSERT INTO evaluation (programme_id, seminar_id, questionnaire_id, title, state, invited, closed_on, source)
VALUES (:programme, :seminar, :questionnaire, :title, :state, :invited, :closed_on, :source) RETURNING id;

-- evaluation_set_closed :exec
-- param id EvaluationId
-- param invited i32
-- param today date
UPDATE evaluation SET state = 2, invited = :invited, closed_on = :today WHERE id = :id AND state = 1;

-- questionnaire_standard :maybe   The newest of that title that was not imported.
-- param programme ProgrammeId
-- param title text
-- row id QuestionnaireId
SELECT id FROM questionnaire q
 WHERE programme_id = :programme AND title = :title
   AND NOT EXISTS (SELECT 1 FROM evaluation e WHERE e.questionnaire_id = q.id AND e.source <> '')
 ORDER BY version DESC LIMIT 1;

-- questionnaire_add :insert
-- param programme ProgrammeId
-- param title text
-- row id QuestionnaireId
INSERT INTO questionnaire (programme_id, title, version, frozen)
VALUES (:programme, :title,
        (SELECT COUNT(*) + 1 FROM questionnaire WHERE programme_id = :programme AND title = :title), 1)
RETURNING id;

-- question_add :insert
-- param questionnaire QuestionnaireId
-- param position i32
-- param kind i32
-- param dimension i32
-- param low i32
-- param high i32
-- param wording text
-- row id QuestionId
INSERT INTO question (questionnaire_id, position, kind, dimension, low, high, wording)
VALUES (:questionnaire, :position, :kind, :dimension, :low, :high, :wording) RETURNING id;

-- question_translate :exec
-- param question QuestionId
-- param lang i32
-- param wording text
INSERT INTO question_text (question_id, lang, wording) VALUES (:question, :lang, :wording);

-- question_list :many
-- param questionnaire QuestionnaireId
-- param lang i32
-- row id QuestionId, kind i32, dimension i32, low i32, high i32, wording text
SELECT q.id, q.kind, q.dimension, q.low, q.high, COALESCE(tr.wording, q.wording)
  FROM question q LEFT JOIN question_text tr ON tr.question_id = q.id AND tr.lang = :lang
 WHERE q.questionnaire_id = :questionnaire ORDER BY q.position;

-- slip_add :exec
-- param token_hash blob
-- param evaluation EvaluationId
INSERT INTO slip (token_hash, evaluation_id, used) VALUES (:token_hash, :evaluation, 0);

-- slip_find :maybe
-- param token_hash blob
-- row evaluation EvaluationId, used bool, programme ProgrammeId, state i32
SELECT s.evaluation_id, s.used, e.programme_id, e.state
  FROM slip s JOIN evaluation e ON e.id = s.evaluation_id WHERE s.token_hash = :token_hash;

-- slip_spend :exec
-- param token_hash blob
UPDATE slip SET used = 1 WHERE token_hash = :token_hash AND used = 0;

-- response_add :exec
-- param evaluation EvaluationId
-- param key blob
-- param answers blob
INSERT INTO response (evaluation_id, key, answers) VALUES (:evaluation, :key, :answers);

-- response_list :many
-- param evaluation EvaluationId
-- row key blob, answers blob
SELECT key, answers FROM response WHERE evaluation_id = :evaluation ORDER BY key;

-- response_remove_all :exec
-- param evaluation EvaluationId
DELETE FROM response WHERE evaluation_id = :evaluation;

-- response_text_add :exec
-- param key blob
-- param question QuestionId
-- param evaluation EvaluationId
-- param wording text
INSERT INTO response_text (key, question_id, evaluation_id, wording) VALUES (:key, :question, :evaluation, :wording);

-- response_text_list :many
-- param evaluation EvaluationId
-- row question QuestionId, wording text
SELECT question_id, wording FROM response_text WHERE evaluation_id = :evaluation ORDER BY question_id, key;

-- response_text_remove_all :exec
-- param evaluation EvaluationId
DELETE FROM response_text WHERE evaluation_id = :evaluation;

-- evaluations_of_year :many   Closed rounds of the seminars of a budget year.
-- param year BudgetYearId
-- row id EvaluationId, questionnaire QuestionnaireId
SELECT e.id, e.questionnaire_id FROM evaluation e JOIN seminar s ON s.id = e.seminar_id
 WHERE s.budget_year_id = :year AND e.state = 2 ORDER BY e.id;

-- released_round_add :exec
-- param evaluation EvaluationId
-- param responses i64
-- param scales i64
-- param alike i64
INSERT INTO released_round (evaluation_id, responses, scales, alike) VALUES (:evaluation, :responses, :scales, :alike);

-- released_round_find :maybe
-- param evaluation EvaluationId
-- row responses i64, scales i64, alike i64
SELECT responses, scales, alike FROM released_round WHERE evaluation_id = :evaluation;

-- released_result_add :exec
-- param evaluation EvaluationId
-- param question QuestionId
-- param verdict i32
-- param answers i64
-- param cant_say i64
-- param counts blob
INSERT INTO released_result (evaluation_id, question_id, verdict, answers, cant_say, counts)
VALUES (:evaluation, :question, :verdict, :answers, :cant_say, :counts);

-- released_result_list :many
-- param evaluation EvaluationId
-- row question QuestionId, verdict i32, answers i64, cant_say i64, counts blob
SELECT question_id, verdict, answers, cant_say, counts FROM released_result WHERE evaluation_id = :evaluation;

-- released_elsewhere :many   What was released of the questions of a questionnaire in the rounds of seminars, this one or another.
-- param questionnaire QuestionnaireId
-- row evaluation EvaluationId, question QuestionId, year i32, counts blob
SELECT r.evaluation_id, r.question_id, b.year, r.counts
  FROM question q JOIN released_result r ON r.question_id = q.id
       JOIN evaluation e ON e.id = r.evaluation_id
       JOIN seminar s ON s.id = e.seminar_id JOIN budget_year b ON b.id = s.budget_year_id
 WHERE q.questionnaire_id = :questionnaire AND r.verdict = 0
 ORDER BY r.question_id, r.evaluation_id;

-- evaluation_budget_year :maybe   The year whose budget paid for the round's seminar.
-- param id EvaluationId
-- row year i32
SELECT b.year FROM evaluation e JOIN seminar s ON s.id = e.seminar_id JOIN budget_year b ON b.id = s.budget_year_id
 WHERE e.id = :id;
