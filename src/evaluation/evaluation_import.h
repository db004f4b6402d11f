/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Evaluations that were collected elsewhere: a table with a row per response, and a mapping that says which
 * column is which question.
 *
 * A mapping is JSON, so that it can stand in a file beside the data:
 *     {"title": "CarpentryCon at home 2020",
 *      "questions": [
 *        {"column": "presenters_clear", "kind": "scale", "dimension": "method", "low": 1, "high": 5,
 *         "cant_say": ["6"], "wording": {"en": "The presenters were clear.", "de": "Die …"}},
 *        {"column": "Material", "kind": "scale", "dimension": "method",
 *         "values": {"Strongly Disagree": 1, "Disagree": 2, "Neutral": 3, "Agree": 4, "Strongly Agree": 5}},
 *        {"column": "nps", "kind": "number", "dimension": "other", "low": 0, "high": 10},
 *        {"column": "missing", "kind": "text", "dimension": "topics"}]}
 * kind: scale, number, text; dimension: relevance, topics, method, other. low and high default to 1 and 5, or
 * to the least and greatest of `values`. */
#pragma once

#include "evaluation/evaluation.h"
#include "output/csv.h"
#include "output/text_decode.h"

typedef struct MappedQuestion {
    Question question;
    const char *column;
    const char *const *cant_say; /* NULL-terminated */
    size_t n_values;
    const char **value_names; /* text scales: what stands in the file … */
    const int *values;        /* … and what it means */
    const char *translations[LANG_COUNT];
} MappedQuestion;
ROWS(MappedQuestions, MappedQuestion);

typedef struct EvaluationMap {
    const char *title;
    MappedQuestions questions;
} EvaluationMap;

/* Reads a mapping. INPUT, saying where, for anything that is not as above. */
MUST_USE const Err *evaluation_map_read(Cx *cx, const char *json, size_t n, EvaluationMap *ret_map);
/* The same for the mapping of a draft, which may have no question yet. */
MUST_USE const Err *evaluation_map_read_draft(Cx *cx, const char *json, EvaluationMap *ret_map);
/* And back, for the draft of an import. */
const char *evaluation_map_write(Cx *cx, const EvaluationMap *map);

/* A first mapping from the table itself: columns of few whole numbers are scales or numbers, columns of the
 * usual words of agreement are scales, longer text is text; columns that look like names, dates or keys
 * are left out. A person looks over it. */
EvaluationMap evaluation_map_guess(Cx *cx, const CsvTable *table, const char *title);

/* Can this column be mapped? Not when its name is empty, very long, or stands twice. */
bool evaluation_column_usable(const CsvTable *table, size_t column);

/* A file as it was sent, in whatever encoding, as a table. Fails as text_decode and csv_read do; INPUT also
 * when it has no row below the names. */
MUST_USE const Err *evaluation_table_read(Cx *cx, const char *bytes, size_t n, CsvTable *ret_table,
                                          TextEncoding *ret_encoding);

typedef struct ImportProblem {
    int line; /* of the file */
    const char *column;
    const char *value;
    const char *reason; /* in the reader's language */
} ImportProblem;
ROWS(ImportProblems, ImportProblem);

/* What was found in a mapped column. */
typedef struct AnswerColumn {
    const MappedQuestion *question;
    int64_t answers, cant_say, unknown, empty;
} AnswerColumn;
ROWS(AnswerColumns, AnswerColumn);

enum { IMPORT_PROBLEMS_SHOWN = 500, IMPORT_RESPONSES_MAX = 100000 };

typedef struct EvaluationImport {
    int64_t responses; /* rows with at least one answer */
    int64_t empty;     /* rows without any, left out */
    int64_t shifted;   /* rows with more cells than columns, left out: nobody knows which belongs where */
    AnswerColumns columns;
    ImportProblems problems; /* values that fit no answer (counted as not answered) and rows that don't fit;
                             the first IMPORT_PROBLEMS_SHOWN */
    int64_t n_problems;
    const char *refused; /* in the reader's language: why the import can't be carried out; NULL: it can */
} EvaluationImport;

/* What an import would do; changes nothing. INPUT when a mapped column is not in the table, or stands there
 * twice (all are named); TOO_LARGE beyond IMPORT_RESPONSES_MAX rows. */
MUST_USE const Err *evaluation_import_check(Cx *cx, const EvaluationMap *map, const CsvTable *table,
                                            EvaluationImport *ret_import);

/* Creates questionnaire and closed round, stores the responses in random order. Columns that are not mapped
 * are stored nowhere. Inside a transaction of its own. INPUT when `refused` is set. */
MUST_USE const Err *evaluation_import_run(Cx *cx, const EvaluationMap *map, const CsvTable *table,
                                          const char *source, EvaluationImport *ret_import,
                                          EvaluationId *ret_id);
