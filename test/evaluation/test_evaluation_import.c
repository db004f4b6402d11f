/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Responses from files: mappings good and bad, slipped columns, encodings, and what is stored. */
#include "../year.h"

#include <string.h>

#include "evaluation/evaluation_import.h"
#include "evaluation/results.h"

static const char map_text[] =
    "{\"title\": \"Probe\", \"questions\": ["
    "{\"column\": \"useful\", \"kind\": \"scale\", \"dimension\": \"relevance\", \"cant_say\": [\"6\", "
    "\"–\"]},"
    "{\"column\": \"clear\", \"kind\": \"scale\", \"dimension\": \"method\", \"values\": {\"Nein\": 1, "
    "\"Teils\": 2, \"Ja\": 3}},"
    "{\"column\": \"missing\", \"kind\": \"text\", \"dimension\": \"topics\"}]}";

static EvaluationMap map_of(Year *y, const char *json)
{
    EvaluationMap map;
    assert_ok(evaluation_map_read(&y->cx, json, strlen(json), &map));
    return map;
}

static CsvTable table_of(Year *y, const char *bytes, size_t n)
{
    CsvTable table;
    TextEncoding encoding;
    assert_ok(evaluation_table_read(&y->cx, bytes, n, &table, &encoding));
    return table;
}

static EvaluationImport check(Year *y, const char *csv)
{
    EvaluationMap map = map_of(y, map_text);
    CsvTable table = table_of(y, csv, strlen(csv));
    EvaluationImport import;
    assert_ok(evaluation_import_check(&y->cx, &map, &table, &import));
    return import;
}

static void cells_become_answers(void **state)
{
    Year *y = *state;
    EvaluationImport import =
        check(y, "useful;clear;missing;name\n5;ja;Buchhaltung;Anna\n4.0;NEIN;;\n6;Teils;;\n"
                 "–;;;\n;;;Berta\n9;vielleicht;;\n3;Ja;;\n2;Ja;;\n");
    assert_int_equal(import.responses, 6);
    assert_int_equal(import.empty, 2);
    assert_int_equal(import.n_problems, 2);
    assert_int_equal(import.problems.at[0].line, 7);
    assert_string_equal(import.problems.at[0].value, "9");
    assert_int_equal(import.columns.at[0].answers, 4);
    assert_int_equal(import.columns.at[0].cant_say, 2);
    assert_int_equal(import.columns.at[0].unknown, 1);
    assert_int_equal(import.columns.at[1].answers, 5);
    assert_int_equal(import.columns.at[2].answers, 1);
    assert_null(import.refused);
}

static void slipped_columns_are_refused(void **state)
{
    Year *y = *state;
    EvaluationImport import = check(y, "useful,clear,missing\nja,5,\nnein,4,\nja,3,\n");
    assert_non_null(import.refused);
    assert_int_equal(import.n_problems, 6);
    EvaluationMap map = map_of(y, map_text);
    const char csv[] = "useful,clear,missing\nja,5,\n";
    CsvTable table = table_of(y, csv, strlen(csv));
    EvaluationId id;
    assert_err(evaluation_import_run(&y->cx, &map, &table, "x.csv", &import, &id), ERR_INPUT);
    /* one row too long is left out, the others count */
    import = check(y, "useful,clear,missing\n5,Ja,x\n5,4,Ja,x\n3,Nein\n");
    assert_int_equal(import.shifted, 1);
    assert_int_equal(import.responses, 2);
    assert_int_equal(import.n_problems, 2);
}

static void a_missing_or_doubled_column_is_named(void **state)
{
    Year *y = *state;
    static const char *const files[] = {"useful,missing\n5,x\n", "useful,clear,clear,missing\n5,Ja,Ja,x\n"};
    EvaluationMap map = map_of(y, map_text);
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        CsvTable table = table_of(y, files[i], strlen(files[i]));
        EvaluationImport import;
        const Err *err = evaluation_import_check(&y->cx, &map, &table, &import);
        assert_non_null(err);
        assert_int_equal(err->kind, ERR_INPUT);
        assert_string_equal(err->args[1], "“clear”");
    }
}

static void files_that_are_none_are_refused(void **state)
{
    Year *y = *state;
    CsvTable table;
    TextEncoding encoding;
    assert_err(evaluation_table_read(&y->cx, "", 0, &table, &encoding), ERR_INPUT);
    assert_err(evaluation_table_read(&y->cx, "a,b\n", 4, &table, &encoding), ERR_INPUT);
    assert_err(evaluation_table_read(&y->cx, "a,b\n\"1,2\n", 9, &table, &encoding), ERR_INPUT);
    size_t n = (size_t)50 << 20;
    char *large = malloc(n);
    memset(large, 'x', n);
    assert_err(evaluation_table_read(&y->cx, large, n, &table, &encoding), ERR_TOO_LARGE);
    free(large);
    static const char utf16[] = "\xff\xfe"
                                "a\0;\0b\0\n\0"
                                "1\0;\0\xe4\0\n\0";
    table = table_of(y, utf16, sizeof utf16 - 1);
    assert_string_equal(table.rows.at[0].cells[1], "ä");
}

static void mappings_that_are_none_are_refused(void **state)
{
    Year *y = *state;
#define MAPPED(question) "{\"title\": \"x\", \"questions\": [" question "]}"
#define QUESTION(more)   MAPPED("{\"column\": \"a\", \"kind\": \"scale\", \"dimension\": \"method\"" more "}")
    static const char *const bad[] = {
        "",
        "{",
        "[]",
        "null",
        "{\"title\": \"x\"}",
        "{\"title\": \"x\", \"questions\": {}}",
        "{\"title\": 5, \"questions\": [{}]}",
        MAPPED(""),
        MAPPED("5"),
        MAPPED("{}"),
        MAPPED("{\"column\": \"a\", \"kind\": \"stars\", \"dimension\": \"method\"}"),
        MAPPED("{\"column\": \"a\", \"kind\": \"scale\", \"dimension\": \"Methode\"}"),
        MAPPED("{\"column\": 7, \"kind\": \"scale\", \"dimension\": \"method\"}"),
        QUESTION(", \"low\": 5, \"high\": 5"),
        QUESTION(", \"low\": \"1\""),
        QUESTION(", \"low\": -2147483648, \"high\": 2147483647"),
        QUESTION(", \"high\": 99999999999999999999"),
        QUESTION(", \"low\": 0, \"high\": 250"),
        QUESTION(", \"high\": 4.5"),
        QUESTION(", \"values\": {}"),
        QUESTION(", \"values\": {\"a\": \"b\"}"),
        QUESTION(", \"values\": {\"a\": 1}"),
        QUESTION(", \"cant_say\": \"6\""),
        QUESTION(", \"cant_say\": [6]"),
        QUESTION("}, {\"column\": \"a\", \"kind\": \"text\", \"dimension\": \"other\""),
        "{\"title\": \"x\", \"title\": \"y\", \"questions\": []}",
        "{\"title\": \"\xff\", \"questions\": []}",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        EvaluationMap map;
        const Err *err = evaluation_map_read(&y->cx, bad[i], strlen(bad[i]), &map);
        if (!err || err->kind != ERR_INPUT)
            fail_msg("taken: %s", bad[i]);
    }
}

/* Every prefix, and every byte replaced by a few others: an answer or a sentence, never a crash. */
static void mangled_mappings_end_in_a_sentence(void **state)
{
    Year *y = *state;
    size_t n = strlen(map_text), refused = 0;
    char text[sizeof map_text];
    static const char others[] = "\"{}[],:0-\\\x01\xff";
    EvaluationMap map;
    for (size_t i = 0; i < n; i++) {
        refused += evaluation_map_read(&y->cx, map_text, i, &map) != NULL;
        for (size_t k = 0; k < sizeof others; k++) {
            memcpy(text, map_text, sizeof text);
            text[i] = others[k];
            const Err *err = evaluation_map_read(&y->cx, text, n, &map);
            assert_true(!err || err->kind == ERR_INPUT);
        }
    }
    assert_int_equal(refused, n); /* no prefix is a mapping */
}

static void a_mapping_survives_being_written(void **state)
{
    Year *y = *state;
    EvaluationMap map = map_of(y, map_text);
    const char *written = evaluation_map_write(&y->cx, &map);
    EvaluationMap again = map_of(y, written);
    assert_string_equal(evaluation_map_write(&y->cx, &again), written);
    assert_int_equal(again.questions.n, 3);
    assert_string_equal(again.questions.at[0].cant_say[1], "–");
    assert_int_equal(again.questions.at[1].question.high, 3);
}

static void a_guess_finds_scales_and_leaves_out_people(void **state)
{
    Year *y = *state;
    const char csv[] = "Name,Datum,Nutzen,Klar,nps\nAnna Arslan,2026-03-01,5,Stimme zu,10\n"
                       "Berta,2026-03-02,4,stimme voll zu,0\nCem,2026-03-03,1,Strongly Agree,7\n";
    CsvTable table = table_of(y, csv, strlen(csv));
    EvaluationMap map = evaluation_map_guess(&y->cx, &table, "Probe");
    assert_int_equal(map.questions.n, 3);
    assert_string_equal(map.questions.at[0].column, "Nutzen");
    assert_int_equal(map.questions.at[0].question.kind, QUESTION_SCALE);
    assert_int_equal(map.questions.at[1].n_values, 3);
    assert_int_equal(map.questions.at[1].question.high, 5);
    assert_int_equal(map.questions.at[2].question.kind, QUESTION_NUMBER);
    assert_int_equal(map.questions.at[2].question.high, 10);
}

static void an_import_is_a_closed_round(void **state)
{
    Year *y = *state;
    EvaluationMap map = map_of(y, map_text);
    const char csv[] = "useful,clear,missing\n5,Ja,Recht\n4,Ja,\n4,Nein,\n3,Teils,\n5,Ja,\n";
    CsvTable table = table_of(y, csv, strlen(csv));
    EvaluationImport import;
    EvaluationId id;
    Tx tx;
    assert_ok(tx_begin(&y->cx, &tx));
    assert_ok(evaluation_import_run(&y->cx, &map, &table, "probe.csv", &import, &id));
    assert_ok(tx_commit(&y->cx, &tx));
    Results results;
    assert_ok(evaluation_results(&y->cx, id, true, &results));
    assert_int_equal(results.n, 5);
    assert_true(results.questions.at[0].mean == 4.2);
    assert_int_equal(results.questions.at[1].counts[2], 3);
    assert_int_equal(results.texts.n, 1);
    assert_string_equal(results.texts.at[0].wording, "Recht");
}

/* An imported questionnaire of the same title must not become the one that seminars are asked with. */
static void the_standard_questionnaire_is_never_an_imported_one(void **state)
{
    Year *y = *state;
    EvaluationMap map = map_of(y, map_text);
    map.title = "Standard questionnaire";
    const char csv[] = "useful,clear,missing\n5,Ja,\n";
    CsvTable table = table_of(y, csv, strlen(csv));
    EvaluationImport import;
    EvaluationId imported, round;
    Tx tx;
    assert_ok(tx_begin(&y->cx, &tx));
    assert_ok(evaluation_import_run(&y->cx, &map, &table, "x.csv", &import, &imported));
    assert_ok(tx_commit(&y->cx, &tx));
    SeminarId seminar = year_published(y, "Seminar", date_make(2026, 3, 9), 12, 0);
    year_move_to(y, date_make(2026, 3, 9));
    assert_ok(evaluation_open(&y->cx, seminar, &round));
    Evaluation a, b;
    assert_ok(evaluation_find(&y->cx, imported, &a));
    assert_ok(evaluation_find(&y->cx, round, &b));
    assert_int_not_equal(a.questionnaire.v, b.questionnaire.v);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, year_open, year_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(cells_become_answers),
        CASE(slipped_columns_are_refused),
        CASE(a_missing_or_doubled_column_is_named),
        CASE(files_that_are_none_are_refused),
        CASE(mappings_that_are_none_are_refused),
        CASE(mangled_mappings_end_in_a_sentence),
        CASE(a_mapping_survives_being_written),
        CASE(a_guess_finds_scales_and_leaves_out_people),
        CASE(an_import_is_a_closed_round),
        CASE(the_standard_questionnaire_is_never_an_imported_one),
    };
    return cmocka_run_group_tests_name("evaluation_import", tests, NULL, NULL);
}
