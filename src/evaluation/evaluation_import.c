/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Importing responses; see evaluation_import.h. */
#include "evaluation/evaluation_import.h"

#include "evaluation.sql.h"
#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "i18n/format.h"
#include "programme/audit.h"

#include <stdlib.h>

enum { PROBLEMS_MAX = 500 };

/* Where each mapped column stands in the table; INPUT naming all that are missing. */
static const Err *find_columns(Cx *cx, const EvaluationMap *map, const CsvTable *table, size_t **ret_places)
{
    size_t *places = NEW_ARRAY(cx->arena, size_t, map->questions.n);
    Buf missing = buf_make(cx->arena);
    for (size_t i = 0; i < map->questions.n; i++) {
        size_t k = 0;
        while (k < table->n_columns && strcmp(table->columns[k], map->questions.at[i].column) != 0)
            k++;
        if (k == table->n_columns)
            buf_printf(&missing, "%s“%s”", missing.n ? ", " : "", map->questions.at[i].column);
        places[i] = k;
    }
    if (missing.n > 0)
        return FAIL(cx, ERR_INPUT, "The file has no column {missing}. Please check the mapping.", "missing",
                    buf_text(&missing));
    *ret_places = places;
    return NULL;
}

static bool same_word(Cx *cx, const char *a, const char *b)
{
    return strcmp(a, b) == 0 || strcmp(text_fold(cx->arena, a), text_fold(cx->arena, b)) == 0;
}

/* The packed answer of a cell; false when it is no answer to this question. */
static bool read_answer(Cx *cx, const MappedQuestion *q, const char *cell, unsigned char *ret_answer)
{
    *ret_answer = ANSWER_NONE;
    if (!*cell)
        return true;
    for (size_t i = 0; q->cant_say && q->cant_say[i]; i++)
        if (same_word(cx, q->cant_say[i], cell)) {
            *ret_answer = ANSWER_CANT_SAY;
            return true;
        }
    char *end;
    long value = strtol(cell, &end, 10);
    bool known = end != cell && *end == '\0' && q->n_values == 0;
    for (size_t i = 0; i < q->n_values && !known; i++)
        if (same_word(cx, q->value_names[i], cell)) {
            value = q->values[i];
            known = true;
        }
    if (!known || value < q->question.low || value > q->question.high)
        return false;
    *ret_answer = (unsigned char)(value - q->question.low + ANSWER_FIRST);
    return true;
}

static void add_problem(EvaluationImport *import, int line, const char *column, const char *value,
                        const char *reason)
{
    if (import->problems.n < PROBLEMS_MAX)
        import->problems.at[import->problems.n++] = (ImportLine){line, column, value, reason};
}

/* One row as a response; false when nothing in it is an answer. */
static bool read_row(Cx *cx, const EvaluationMap *map, const size_t *places, const CsvRow *row,
                     Response *response, EvaluationImport *import)
{
    bool any = false;
    for (size_t i = 0; i < map->questions.n; i++) {
        const MappedQuestion *q = &map->questions.at[i];
        const char *cell = row->cells[places[i]];
        response->answers[i] = ANSWER_NONE;
        response->texts[i] = NULL;
        if (q->question.kind == QUESTION_TEXT)
            response->texts[i] = cell;
        else if (!read_answer(cx, q, cell, &response->answers[i]))
            add_problem(import, row->line, q->column, cell,
                        t(cx, "no answer to this question; counted as not answered"));
        any = any || response->answers[i] != ANSWER_NONE || (response->texts[i] && *cell);
    }
    return any;
}

typedef struct Responses {
    size_t n;
    Response *at;
} Responses;

static const Err *read_all(Cx *cx, const EvaluationMap *map, const CsvTable *table, Responses *ret_responses,
                           EvaluationImport *ret_import)
{
    size_t *places, n_questions = map->questions.n;
    TRY(find_columns(cx, map, table, &places));
    EvaluationImport import = {.problems = {.at = NEW_ARRAY(cx->arena, ImportLine, PROBLEMS_MAX)}};
    Responses responses = {.at = NEW_ARRAY(cx->arena, Response, table->rows.n)};
    for (size_t i = 0; i < table->problems.n; i++)
        add_problem(&import, table->problems.at[i].line, "", "",
                    csv_problem_text(cx, table, &table->problems.at[i]));
    for (size_t i = 0; i < table->rows.n; i++) {
        Response *r = &responses.at[responses.n];
        *r = (Response){arena_alloc(cx->arena, n_questions), NEW_ARRAY(cx->arena, const char *, n_questions)};
        if (read_row(cx, map, places, &table->rows.at[i], r, &import))
            responses.n++;
        else
            import.empty++;
    }
    import.responses = (int64_t)responses.n;
    *ret_responses = responses;
    *ret_import = import;
    return NULL;
}

const Err *evaluation_import_check(Cx *cx, const EvaluationMap *map, const CsvTable *table,
                                   EvaluationImport *ret_import)
{
    Responses responses;
    return read_all(cx, map, table, &responses, ret_import);
}

static const Err *add_questionnaire(Cx *cx, const EvaluationMap *map, Questions *ret_questions,
                                    QuestionnaireId *ret_id)
{
    Questions questions = {map->questions.n, NEW_ARRAY(cx->arena, Question, map->questions.n)};
    for (size_t i = 0; i < questions.n; i++)
        questions.at[i] = map->questions.at[i].question;
    TRY(questionnaire_store(cx, map->title, &questions, ret_id));
    TRY(evaluation_questions(cx, *ret_id, &questions));
    for (size_t i = 0; i < questions.n; i++)
        for (Lang lang = 0; lang < LANG_COUNT; lang++)
            if (map->questions.at[i].translations[lang])
                TRY(q_question_translate(cx, questions.at[i].id, (int32_t)lang,
                                         map->questions.at[i].translations[lang], NULL));
    *ret_questions = questions;
    return NULL;
}

const Err *evaluation_import_run(Cx *cx, const EvaluationMap *map, const CsvTable *table, const char *source,
                                 EvaluationImport *ret_import, EvaluationId *ret_id)
{
    Responses responses;
    TRY(read_all(cx, map, table, &responses, ret_import));
    if (responses.n == 0)
        return FAIL(cx, ERR_INPUT, "No row of the file has an answer. Please check the mapping.");
    Questions questions;
    QuestionnaireId questionnaire;
    EvaluationId id;
    int minutes;
    Date today = local_date(cx, cx_now(cx), &minutes);
    TRY(add_questionnaire(cx, map, &questions, &questionnaire));
    TRY(q_evaluation_add(cx, cx->programme, NULL, questionnaire, map->title, EVALUATION_CLOSED, 0, &today,
                         source, &id));
    for (size_t i = 0; i < responses.n; i++)
        TRY(evaluation_store(cx, id, &questions, &responses.at[i]));
    TRY(audit_add(cx, "evaluation.import", "evaluation", id.v, source));
    *ret_id = id;
    return NULL;
}
