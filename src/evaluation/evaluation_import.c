/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Importing responses; see evaluation_import.h. */
#include "evaluation/evaluation_import.h"

#include "evaluation.sql.h"
#include "evaluation/release.h"
#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "i18n/format.h"
#include "programme/audit.h"
#include "seminar/seminar.h"

#include <stdlib.h>

enum { WORD_MAX = 200 /* bytes: a longer cell is no word of a scale */ };

/* ---- reading ---- */

const Err *evaluation_table_read(Cx *cx, const char *bytes, size_t n, CsvTable *ret_table,
                                 TextEncoding *ret_encoding)
{
    DecodedText text;
    CsvTable table;
    TRY(text_decode(cx, bytes, n, &text));
    TRY(csv_read(cx, text.text, text.n, (CsvReadOptions){0}, &table));
    if (table.rows.n == 0)
        return FAIL(cx, ERR_INPUT, "The file has no row below the names of the columns.");
    *ret_table = table;
    *ret_encoding = text.encoding;
    return NULL;
}

/* How often the column stands in the table, and where it does first. */
static size_t find_column(const CsvTable *table, const char *name, size_t *ret_place)
{
    size_t n = 0;
    for (size_t k = table->n_columns; k-- > 0;)
        if (strcmp(table->columns[k], name) == 0) {
            *ret_place = k;
            n++;
        }
    return n;
}

/* Where each mapped column stands in the table. */
static const Err *find_columns(Cx *cx, const EvaluationMap *map, const CsvTable *table, size_t **ret_places)
{
    size_t *places = NEW_ARRAY(cx->arena, size_t, map->questions.n);
    Buf bad = buf_make(cx->arena);
    for (size_t i = 0; i < map->questions.n; i++)
        if (find_column(table, map->questions.at[i].column, &places[i]) != 1)
            buf_printf(&bad, "%s“%s”", bad.n ? ", " : "", map->questions.at[i].column);
    if (bad.n > 0)
        return FAIL(cx, ERR_INPUT,
                    "These columns of the mapping are missing in the file, or stand there twice: {columns}. "
                    "Please check both.",
                    "columns", buf_text(&bad));
    *ret_places = places;
    return NULL;
}

/* A whole number as tables have it: "4", "4.0", "4,00". */
static bool read_whole(const char *cell, long *ret_value)
{
    char *end;
    long value = strtol(cell, &end, 10);
    if (end == cell)
        return false;
    if (*end == '.' || *end == ',')
        end += 1 + strspn(end + 1, "0");
    *ret_value = value;
    return *end == '\0';
}

/* A question with its words folded once. */
typedef struct Reader {
    const MappedQuestion *question;
    size_t place, n_cant_say;
    const char **cant_say, **values;
} Reader;

static Reader make_reader(Cx *cx, const MappedQuestion *q, size_t place)
{
    Reader r = {.question = q, .place = place, .values = NEW_ARRAY(cx->arena, const char *, q->n_values)};
    while (q->cant_say && q->cant_say[r.n_cant_say])
        r.n_cant_say++;
    r.cant_say = NEW_ARRAY(cx->arena, const char *, r.n_cant_say);
    for (size_t i = 0; i < r.n_cant_say; i++)
        r.cant_say[i] = text_fold(cx->arena, q->cant_say[i]);
    for (size_t i = 0; i < q->n_values; i++)
        r.values[i] = text_fold(cx->arena, q->value_names[i]);
    return r;
}

/* The place of the cell among the words; n when it is none of them. What folds to nothing (“–”) is compared
 * as it stands. */
static size_t find_word(const char *const *words, const char *const *folded_words, size_t n, const char *cell,
                        const char *folded)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], cell) == 0 || (*folded && strcmp(folded_words[i], folded) == 0))
            return i;
    return n;
}

/* The packed answer of a cell; false when it is no answer to this question. */
static bool read_answer(Cx *cx, const Reader *r, const char *cell, unsigned char *ret_answer)
{
    const MappedQuestion *q = r->question;
    *ret_answer = ANSWER_NONE;
    if (!*cell)
        return true;
    if (strlen(cell) > WORD_MAX)
        return false;
    const char *folded = r->n_cant_say + q->n_values > 0 ? text_fold(cx->arena, cell) : "";
    if (find_word(q->cant_say, (const char *const *)r->cant_say, r->n_cant_say, cell, folded) <
        r->n_cant_say) {
        *ret_answer = ANSWER_CANT_SAY;
        return true;
    }
    long value;
    if (q->n_values > 0) {
        size_t i = find_word((const char *const *)q->value_names, (const char *const *)r->values, q->n_values,
                             cell, folded);
        if (i == q->n_values)
            return false;
        value = q->values[i];
    } else if (!read_whole(cell, &value)) {
        return false;
    }
    if (value < q->question.low || value > q->question.high)
        return false;
    *ret_answer = (unsigned char)(value - q->question.low + ANSWER_FIRST);
    return true;
}

static void add_problem(EvaluationImport *import, int line, const char *column, const char *value,
                        const char *reason)
{
    import->n_problems++;
    if (import->problems.n < IMPORT_PROBLEMS_SHOWN)
        import->problems.at[import->problems.n++] = (ImportProblem){line, column, value, reason};
}

static void read_cell(Cx *cx, const Reader *r, const CsvRow *row, Response *response, size_t i,
                      EvaluationImport *import)
{
    AnswerColumn *column = &import->columns.at[i];
    const char *cell = row->cells[r->place];
    bool is_text = r->question->question.kind == QUESTION_TEXT;
    if (is_text)
        response->texts[i] = cell;
    if (!*cell) {
        column->empty++;
    } else if (!is_text && !read_answer(cx, r, cell, &response->answers[i])) {
        column->unknown++;
        add_problem(import, row->line, r->question->column, cell,
                    t(cx, "no answer to this question; counted as not answered"));
    } else if (response->answers[i] == ANSWER_CANT_SAY) {
        column->cant_say++;
    } else {
        column->answers++;
    }
}

/* One row as a response; false when nothing in it is an answer. */
static bool read_row(Cx *cx, const Reader *readers, size_t n, const CsvRow *row, Response *response,
                     EvaluationImport *import)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        read_cell(cx, &readers[i], row, response, i, import);
        any = any || response->answers[i] != ANSWER_NONE || (response->texts[i] && *response->texts[i]);
    }
    return any;
}

typedef struct Responses {
    size_t n;
    Response *at;
} Responses;

/* A file whose columns have slipped, or whose mapping is another's, would import as nonsense. */
static void refuse_misfit(Cx *cx, EvaluationImport *import)
{
    for (size_t i = 0; i < import->columns.n && !import->refused; i++) {
        const AnswerColumn *c = &import->columns.at[i];
        if (c->unknown > c->answers + c->cant_say)
            import->refused = t(cx,
                                "More than half of the values in column “{column}” are no answers to its "
                                "question. Have the columns slipped, or is the mapping another file's? "
                                "Please correct one of them.",
                                "column", c->question->column);
    }
    if (!import->refused && import->responses == 0)
        import->refused = t(cx, "No row of the file has an answer. Please check the mapping.");
}

static void read_rows(Cx *cx, const Reader *readers, size_t n, const CsvTable *table, Responses *responses,
                      EvaluationImport *import)
{
    for (size_t i = 0; i < table->rows.n; i++) {
        const CsvRow *row = &table->rows.at[i];
        Response *r = &responses->at[responses->n];
        *r = (Response){arena_alloc(cx->arena, n), NEW_ARRAY(cx->arena, const char *, n)};
        if (row->n_cells > table->n_columns)
            import->shifted++;
        else if (read_row(cx, readers, n, row, r, import))
            responses->n++;
        else
            import->empty++;
    }
}

static const Err *read_all(Cx *cx, const EvaluationMap *map, const CsvTable *table, Responses *ret_responses,
                           EvaluationImport *ret_import)
{
    size_t *places, n = map->questions.n;
    if (table->rows.n > IMPORT_RESPONSES_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "A file may have {most} rows at most. Please divide it.", "most",
                    format_i64(cx, IMPORT_RESPONSES_MAX));
    TRY(find_columns(cx, map, table, &places));
    EvaluationImport import = {.problems = {.at = NEW_ARRAY(cx->arena, ImportProblem, IMPORT_PROBLEMS_SHOWN)},
                               .columns = {n, NEW_ARRAY(cx->arena, AnswerColumn, n)}};
    Reader *readers = NEW_ARRAY(cx->arena, Reader, n);
    for (size_t i = 0; i < n; i++) {
        readers[i] = make_reader(cx, &map->questions.at[i], places[i]);
        import.columns.at[i].question = &map->questions.at[i];
    }
    for (size_t i = 0; i < table->problems.n; i++)
        add_problem(&import, table->problems.at[i].line, "", "",
                    csv_problem_text(cx, table, &table->problems.at[i]));
    Responses responses = {.at = NEW_ARRAY(cx->arena, Response, table->rows.n + 1)};
    read_rows(cx, readers, n, table, &responses, &import);
    import.responses = (int64_t)responses.n;
    refuse_misfit(cx, &import);
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

/* ---- storing ---- */

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
    if (ret_import->refused)
        return FAIL(cx, ERR_INPUT, ret_import->refused);
    Questions questions;
    QuestionnaireId questionnaire;
    EvaluationId id;
    Date today = local_today(cx);
    TRY(add_questionnaire(cx, map, &questions, &questionnaire));
    TRY(q_evaluation_add(cx, cx->programme, NULL, questionnaire, map->title, EVALUATION_CLOSED, 0, &today,
                         *source ? source : "-", &id));
    for (size_t i = 0; i < responses.n; i++)
        TRY(evaluation_store(cx, id, &questions, &responses.at[i]));
    TRY(evaluation_shuffle(cx, id));
    TRY(release_make(cx, id, &questions));
    TRY(audit_add(cx, "evaluation.import", "evaluation", id.v, source));
    *ret_id = id;
    return NULL;
}
