/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mappings: reading and writing their JSON (the adapter to jansson), and guessing one from a table. */
#include "evaluation/evaluation_import.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"

#include <jansson.h>
#include <stdlib.h>

enum { QUESTIONS_MAX = 200, WORDING_MAX = 500 /* bytes */ };

static const char *const kind_codes[] = {
    [QUESTION_SCALE] = "scale", [QUESTION_NUMBER] = "number", [QUESTION_TEXT] = "text"};
static const char *const dimension_codes[] = {"other", "relevance", "topics", "method"};

static void free_json(json_t **json)
{
    json_decref(*json);
}

static void free_text(char **text)
{
    free(*text);
}

static const Err *bad_question(Cx *cx, size_t number, const char *what)
{
    return FAIL(cx, ERR_INPUT, "Question {number} of the mapping: {what}", "number",
                arena_printf(cx->arena, "%zu", number + 1), "what", t(cx, what));
}

/* The place of `code` in the list; -1 when it is not there. */
static int find_code(const char *const *codes, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (codes[i] && code && strcmp(codes[i], code) == 0)
            return (int)i;
    return -1;
}

/* ---- reading ---- */

/* Whole numbers that a questionnaire may have; false for anything else. */
static bool whole_within(const json_t *json, int *ret_value)
{
    json_int_t value = json_integer_value(json);
    if (!json_is_integer(json) || value < -1000 || value > 1000)
        return false;
    *ret_value = (int)value;
    return true;
}

/* A text of the mapping that people will read; NULL when it is none, too long or holds control characters. */
static const char *clean_text(Cx *cx, const json_t *json)
{
    const char *text = json_string_value(json);
    size_t n = text ? strlen(text) : 0;
    return n && n <= WORDING_MAX ? text_clean(cx->arena, text, n, false) : NULL;
}

static const Err *read_values(Cx *cx, json_t *values, size_t number, MappedQuestion *q)
{
    q->n_values = json_object_size(values);
    if (q->n_values > EVALUATION_VALUES_MAX)
        return bad_question(cx, number, N_("“high” must be greater than “low”, by less than 250."));
    q->value_names = NEW_ARRAY(cx->arena, const char *, q->n_values);
    int *numbers = NEW_ARRAY(cx->arena, int, q->n_values);
    q->values = numbers;
    const char *name;
    json_t *value;
    size_t i = 0;
    q->question.low = EVALUATION_VALUES_MAX;
    q->question.high = -EVALUATION_VALUES_MAX;
    json_object_foreach(values, name, value)
    {
        if (!whole_within(value, &numbers[i]))
            return bad_question(cx, number, N_("each of the “values” needs a whole number."));
        q->question.low = numbers[i] < q->question.low ? numbers[i] : q->question.low;
        q->question.high = numbers[i] > q->question.high ? numbers[i] : q->question.high;
        q->value_names[i++] = arena_text(cx->arena, name);
    }
    return NULL;
}

static const char cant_say_rule[] = N_("“cant_say” is a list of texts as they stand in the file.");

static const Err *read_cant_say(Cx *cx, json_t *list, size_t number, MappedQuestion *q)
{
    size_t n = json_array_size(list);
    if (list && !json_is_array(list))
        return bad_question(cx, number, cant_say_rule);
    const char **words = NEW_ARRAY(cx->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const char *word = json_string_value(json_array_get(list, i));
        if (!word)
            return bad_question(cx, number, cant_say_rule);
        words[i] = arena_text(cx->arena, word);
    }
    q->cant_say = words;
    return NULL;
}

static void read_wording(Cx *cx, json_t *wording, MappedQuestion *q)
{
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        const char *text = clean_text(cx, json_object_get(wording, lang_tag(lang)));
        if (!text)
            continue;
        q->translations[lang] = arena_text(cx->arena, text);
        if (lang == LANG_EN || strcmp(q->question.wording, q->column) == 0)
            q->question.wording = q->translations[lang];
    }
}

static const Err *read_question(Cx *cx, json_t *json, size_t number, MappedQuestion *ret_question)
{
    const char *column = json_string_value(json_object_get(json, "column"));
    int kind =
        find_code(kind_codes, ARRAY_LENGTH(kind_codes), json_string_value(json_object_get(json, "kind")));
    int dimension =
        find_code(dimension_codes, DIMENSION_COUNT, json_string_value(json_object_get(json, "dimension")));
    if (!column)
        return bad_question(cx, number, N_("“column” is missing."));
    if (kind < 0)
        return bad_question(cx, number, N_("“kind” is scale, number or text."));
    if (dimension < 0)
        return bad_question(cx, number, N_("“dimension” is relevance, topics, method or other."));
    if (strlen(column) > WORDING_MAX)
        return bad_question(cx, number, N_("“column” is too long."));
    MappedQuestion q = {.column = arena_text(cx->arena, column)};
    q.question = (Question){.kind = (QuestionKind)kind,
                            .dimension = (Dimension)dimension,
                            .low = 1,
                            .high = 5,
                            .wording = q.column};
    if (json_is_object(json_object_get(json, "values")))
        TRY(read_values(cx, json_object_get(json, "values"), number, &q));
    json_t *low = json_object_get(json, "low"), *high = json_object_get(json, "high");
    if ((low && !whole_within(low, &q.question.low)) || (high && !whole_within(high, &q.question.high)))
        return bad_question(cx, number, N_("“low” and “high” are whole numbers."));
    if (q.question.high <= q.question.low || q.question.high - q.question.low >= EVALUATION_VALUES_MAX)
        return bad_question(cx, number, N_("“high” must be greater than “low”, by less than 250."));
    if (kind == QUESTION_TEXT)
        q.question.low = q.question.high = 0;
    TRY(read_cant_say(cx, json_object_get(json, "cant_say"), number, &q));
    read_wording(cx, json_object_get(json, "wording"), &q);
    *ret_question = q;
    return NULL;
}

static const Err *check_columns_once(Cx *cx, const EvaluationMap *map)
{
    for (size_t i = 0; i < map->questions.n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(map->questions.at[i].column, map->questions.at[k].column) == 0)
                return bad_question(cx, i, N_("its “column” is mapped already."));
    return NULL;
}

static const Err *read_map(Cx *cx, const char *json, size_t n, size_t least, EvaluationMap *ret_map)
{
    json_error_t error;
    AUTO(free_json)
    json_t *root = json_loadb(json, n, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        return FAIL(cx, ERR_INPUT, "The mapping is no JSON: line {line}: {what}", "line",
                    arena_printf(cx->arena, "%d", error.line), "what", arena_text(cx->arena, error.text));
    json_t *questions = json_object_get(root, "questions");
    const char *title = clean_text(cx, json_object_get(root, "title"));
    size_t count = json_array_size(questions);
    if (!title || !*title || !json_is_array(questions) || count < least || count > QUESTIONS_MAX)
        return FAIL(cx, ERR_INPUT, "The mapping needs a “title” and a list of 1 to 200 “questions”.");
    EvaluationMap map = {.title = title, .questions = {count, NEW_ARRAY(cx->arena, MappedQuestion, count)}};
    for (size_t i = 0; i < count; i++)
        TRY(read_question(cx, json_array_get(questions, i), i, &map.questions.at[i]));
    TRY(check_columns_once(cx, &map));
    *ret_map = map;
    return NULL;
}

const Err *evaluation_map_read(Cx *cx, const char *json, size_t n, EvaluationMap *ret_map)
{
    return read_map(cx, json, n, 1, ret_map);
}

const Err *evaluation_map_read_draft(Cx *cx, const char *json, EvaluationMap *ret_map)
{
    return read_map(cx, json, strlen(json), 0, ret_map);
}

/* ---- writing ---- */

static json_t *write_question(const MappedQuestion *q)
{
    json_t *json = json_pack("{s:s, s:s, s:s}", "column", q->column, "kind", kind_codes[q->question.kind],
                             "dimension", dimension_codes[q->question.dimension]);
    if (q->question.kind != QUESTION_TEXT) {
        json_object_set_new(json, "low", json_integer(q->question.low));
        json_object_set_new(json, "high", json_integer(q->question.high));
    }
    json_t *cant_say = json_array();
    for (size_t i = 0; q->cant_say && q->cant_say[i]; i++)
        json_array_append_new(cant_say, json_string(q->cant_say[i]));
    json_object_set_new(json, "cant_say", cant_say);
    if (q->n_values > 0) {
        json_t *values = json_object();
        for (size_t i = 0; i < q->n_values; i++)
            json_object_set_new(values, q->value_names[i], json_integer(q->values[i]));
        json_object_set_new(json, "values", values);
    }
    json_t *wording = json_object();
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        if (q->translations[lang])
            json_object_set_new(wording, lang_tag(lang), json_string(q->translations[lang]));
    json_object_set_new(json, "wording", wording);
    return json;
}

const char *evaluation_map_write(Cx *cx, const EvaluationMap *map)
{
    AUTO(free_json)
    json_t *root = json_pack("{s:s, s:[]}", "title", map->title, "questions");
    for (size_t i = 0; i < map->questions.n; i++)
        json_array_append_new(json_object_get(root, "questions"), write_question(&map->questions.at[i]));
    AUTO(free_text)
    char *text = json_dumps(root, JSON_INDENT(2));
    return arena_text(cx->arena, text ? text : "{}");
}

/* ---- guessing ---- */

enum { GUESS_ROWS = 500, WORD_MAX = 60 /* bytes */ };

/* The usual words of agreement, folded; a column of these is a scale from 1 to 5. */
static const struct {
    const char *word;
    int value;
} agreement[] = {
    {"strongly disagree", 1},
    {"disagree", 2},
    {"neutral", 3},
    {"agree", 4},
    {"strongly agree", 5},
    {"stimme gar nicht zu", 1},
    {"stimme nicht zu", 2},
    {"teils teils", 3},
    {"stimme zu", 4},
    {"stimme voll zu", 5},
    {"trifft gar nicht zu", 1},
    {"trifft nicht zu", 1},
    {"trifft eher nicht zu", 2},
    {"trifft eher zu", 4},
    {"trifft zu", 5},
    {"trifft voll zu", 5},
};

typedef struct ColumnSeen {
    size_t filled, numbers, agreements, long_texts;
    int low, high;
} ColumnSeen;

static bool whole_number(const char *cell, int *ret_value)
{
    char *end;
    long value = strtol(cell, &end, 10);
    if (end == cell || *end || value < -1000 || value > 1000)
        return false;
    *ret_value = (int)value;
    return true;
}

static bool word_of_agreement(Cx *cx, const char *cell, int *ret_value)
{
    if (strlen(cell) > WORD_MAX)
        return false;
    const char *folded = text_fold(cx->arena, cell);
    for (size_t i = 0; i < ARRAY_LENGTH(agreement); i++)
        if (strcmp(folded, agreement[i].word) == 0) {
            *ret_value = agreement[i].value;
            return true;
        }
    return false;
}

static ColumnSeen look_at_column(Cx *cx, const CsvTable *table, size_t column)
{
    ColumnSeen seen = {.low = 1001, .high = -1001};
    for (size_t i = 0; i < table->rows.n && i < GUESS_ROWS; i++) {
        const char *cell = table->rows.at[i].cells[column];
        int value;
        if (!*cell)
            continue;
        seen.filled++;
        if (whole_number(cell, &value)) {
            seen.numbers++;
            seen.low = value < seen.low ? value : seen.low;
            seen.high = value > seen.high ? value : seen.high;
        } else if (word_of_agreement(cx, cell, &value)) {
            seen.agreements++;
        } else if (strchr(cell, ' ') && strlen(cell) > 60) {
            seen.long_texts++;
        }
    }
    return seen;
}

static void take_agreement(Cx *cx, const CsvTable *table, size_t column, MappedQuestion *q)
{
    q->value_names = NEW_ARRAY(cx->arena, const char *, ARRAY_LENGTH(agreement));
    int *values = NEW_ARRAY(cx->arena, int, ARRAY_LENGTH(agreement));
    q->values = values;
    for (size_t i = 0; i < table->rows.n && i < GUESS_ROWS; i++) {
        const char *cell = table->rows.at[i].cells[column];
        bool known = false;
        int value;
        for (size_t k = 0; k < q->n_values; k++)
            known = known || strcmp(q->value_names[k], cell) == 0;
        if (known || q->n_values == ARRAY_LENGTH(agreement) || !word_of_agreement(cx, cell, &value))
            continue;
        q->value_names[q->n_values] = cell;
        values[q->n_values++] = value;
    }
}

/* Half of the filled cells decide. */
static bool guess_question(Cx *cx, const CsvTable *table, size_t column, MappedQuestion *q)
{
    ColumnSeen seen = look_at_column(cx, table, column);
    *q = (MappedQuestion){.column = table->columns[column]};
    q->question = (Question){
        .dimension = DIMENSION_OTHER, .wording = q->column, .kind = QUESTION_SCALE, .low = 1, .high = 5};
    static const char *const none[] = {NULL};
    q->cant_say = none;
    if (seen.filled == 0 || !*q->column)
        return false;
    if (seen.agreements * 2 > seen.filled) {
        take_agreement(cx, table, column, q);
        return true;
    }
    if (seen.numbers * 2 > seen.filled && seen.high - seen.low <= 10 && seen.high > seen.low) {
        q->question.low = seen.low;
        q->question.high = seen.high;
        q->question.kind = seen.high - seen.low <= 6 ? QUESTION_SCALE : QUESTION_NUMBER;
        return true;
    }
    if (seen.long_texts * 2 > seen.filled) {
        q->question = (Question){.kind = QUESTION_TEXT, .dimension = DIMENSION_TOPICS, .wording = q->column};
        return true;
    }
    return false;
}

bool evaluation_column_usable(const CsvTable *table, size_t column)
{
    const char *name = table->columns[column];
    for (size_t i = 0; i < table->n_columns; i++)
        if (i != column && strcmp(table->columns[i], name) == 0)
            return false;
    return *name && strlen(name) <= WORDING_MAX;
}

EvaluationMap evaluation_map_guess(Cx *cx, const CsvTable *table, const char *title)
{
    EvaluationMap map = {.title = title,
                         .questions = {.at = NEW_ARRAY(cx->arena, MappedQuestion, table->n_columns)}};
    for (size_t i = 0; i < table->n_columns && map.questions.n < QUESTIONS_MAX; i++) {
        MappedQuestion q;
        if (evaluation_column_usable(table, i) && guess_question(cx, table, i, &q))
            map.questions.at[map.questions.n++] = q;
    }
    return map;
}
