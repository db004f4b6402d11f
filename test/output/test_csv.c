/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../unit.h"
#include "i18n/fold.h"
#include "output/csv.h"

#include <stdio.h>
#include <string.h>

static Cx cx_of(Arena *arena)
{
    return (Cx){.arena = arena, .lang = LANG_DE};
}

static CsvTable read_with(Cx *cx, const char *text, CsvReadOptions options)
{
    CsvTable table = {0};
    assert_null(csv_read(cx, text, strlen(text), options, &table));
    return table;
}

static CsvTable read_text(Cx *cx, const char *text)
{
    return read_with(cx, text, (CsvReadOptions){0});
}

static void finds_the_separator(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char separator;
        size_t n_columns;
    } cases[] = {
        {"a;b;c\n1;2;3\n", ';', 3},
        {"a,b\n1,2\n", ',', 2},
        {"a\tb\n1\t2\n", '\t', 2},
        {"a|b\n1|2\n", '|', 2},
        {"sep=,\r\na,b;c,d\r\n", ',', 3},
        {"sep=;\na\n", ';', 1},
        {"Name;Betrag\nA;1,50\nB;2,75\nC;3,00\n", ';', 2},
        {"Name;Ort, PLZ\nA;B, C\nD;E\n", ';', 2},
        {"Name,\"a;b;c\"\n\"x;y\",2\n", ',', 2},
        {"Name\nBrücke e.V.; Köln\n", ';', 1},
        {"one", ';', 1},
    };
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        CsvTable table = read_text(&cx, cases[i].text);
        assert_int_equal(table.separator, cases[i].separator);
        assert_int_equal(table.n_columns, cases[i].n_columns);
    }
}

static void reads_quotes_and_line_ends(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena);
    CsvTable table = read_text(&cx, "a;\"b\"\"c\";\"d\r\ne\"\r\"1\" tail;2\"3;\n\n4;5;\"\"");
    assert_int_equal(table.n_columns, 3);
    assert_string_equal(table.columns[1], "b\"c");
    assert_string_equal(table.columns[2], "d e"); /* a name is one line */
    assert_int_equal(table.rows.n, 2);
    assert_string_equal(table.rows.at[0].cells[0], "1 tail");
    assert_string_equal(table.rows.at[0].cells[1], "2\"3");
    assert_string_equal(table.rows.at[0].cells[2], "");
    assert_int_equal(table.rows.at[0].line, 3);
    assert_string_equal(table.rows.at[1].cells[1], "5");
    assert_int_equal(table.rows.at[1].line, 5);
    assert_int_equal(table.problems.n, 0);
}

static void cells_are_cleaned(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena);
    CsvTable table = read_text(&cx, "a;b\n  Tu\u0308rk \u00A0;\"x\r\ny\"\n");
    assert_string_equal(table.rows.at[0].cells[0], "Türk");
    assert_string_equal(table.rows.at[0].cells[1], "x\ny");
    table = read_with(&cx, "a;b\n  x ;'=1\n", (CsvReadOptions){.verbatim = true});
    assert_string_equal(table.rows.at[0].cells[0], "  x ");
    assert_string_equal(table.rows.at[0].cells[1], "'=1");
}

static void odd_rows_are_reported_and_kept(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena);
    CsvTable table = read_text(&cx, "a;b\n1\n1;2;3\n;;;\n4;5;;\n\nx;y\x01\n");
    static const CsvProblem expected[] = {
        {CSV_TOO_FEW_CELLS, 2, 1}, {CSV_TOO_MANY_CELLS, 3, 3}, {CSV_BAD_CHARACTER, 7, 2}};
    assert_int_equal(table.rows.n, 4); /* the row of empty cells is passed over */
    assert_string_equal(table.rows.at[0].cells[1], "");
    assert_string_equal(table.rows.at[1].cells[2], "3");
    assert_int_equal(table.rows.at[2].line, 5);
    assert_int_equal(table.problems.n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_memory_equal(&table.problems.at[i], &expected[i], sizeof *expected);
    assert_string_equal(
        csv_problem_text(&cx, &table, &table.problems.at[1]),
        "Zeile 3: 3 Zellen statt 2. Steht ein Trennzeichen in einem Text ohne Anführungszeichen?");
}

static void refuses_with_the_line(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena);
    CsvTable table = {.n_columns = 77};
    static const char open[] = "a;b\n1;\"x\ny\"\n2;\"never closed\n3;4\n";
    const Err *err = csv_read(&cx, open, strlen(open), (CsvReadOptions){0}, &table);
    assert_int_equal(err->kind, ERR_INPUT);
    assert_string_equal(err->args[1], "4");
    assert_int_equal(csv_read(&cx, "\r\n\n", 3, (CsvReadOptions){0}, &table)->kind, ERR_INPUT);
    assert_int_equal(csv_read(&cx, "", 0, (CsvReadOptions){0}, &table)->kind, ERR_INPUT);

    char *wide = arena_alloc(&arena, CSV_MOST_FIELD + 10);
    memset(wide, ';', CSV_MOST_COLUMNS);
    assert_int_equal(csv_read(&cx, wide, CSV_MOST_COLUMNS, (CsvReadOptions){0}, &table)->kind, ERR_TOO_LARGE);
    assert_null(csv_read(&cx, wide, CSV_MOST_COLUMNS - 1, (CsvReadOptions){0}, &(CsvTable){0}));
    memset(wide, 'x', CSV_MOST_FIELD + 1);
    assert_int_equal(csv_read(&cx, wide, CSV_MOST_FIELD + 1, (CsvReadOptions){0}, &table)->kind,
                     ERR_TOO_LARGE);
    assert_int_equal(table.n_columns, 77); /* untouched */
}

/* 16 MiB of the dearest kinds are refused with a sentence, and what is just not refused stays within the
 * memory that a request has. */
static void large_files_fit(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        size_t cells;
    } kinds[] = {{";;;;;;;\n", 8}, {"ü;ü;ü\n", 3}, {"x\n", 1}, {"\"\"\"\"\n", 1}};
    const size_t n = (size_t)16 << 20;
    char *text = malloc(n);
    assert_non_null(text);
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
        AUTO(arena_free)
        Arena arena = arena_make(0);
        Cx cx = cx_of(&arena);
        size_t length = strlen(kinds[i].row);
        for (size_t at = 0; at < n; at++)
            text[at] = kinds[i].row[at % length];
        CsvTable table;
        assert_int_equal(csv_read(&cx, text, n / length * length, (CsvReadOptions){0}, &table)->kind,
                         ERR_TOO_LARGE);
        size_t rows = 1000000 / kinds[i].cells;
        assert_null(csv_read(&cx, text, rows * length, (CsvReadOptions){.verbatim = i == 0}, &table));
        assert_int_equal(table.rows.n, rows - 1);
    }
    free(text);
}

static void writes_for_spreadsheets(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Buf out = buf_make(&arena);
    CsvWriter writer = csv_writer(&out, ';');
    csv_cell(&writer, "Name");
    csv_cell(&writer, "a \"b\"; c");
    csv_cell(&writer, NULL);
    csv_end_row(&writer);
    csv_cell(&writer, "");
    csv_cell_i64(&writer, -5);
    csv_cell_cents(&writer, (Cents){-400005}, ',');
    csv_cell_date(&writer, date_make(2026, 3, 14));
    csv_cell(&writer, "=1+1");
    csv_end_row(&writer);
    assert_string_equal(buf_text(&out),
                        "\uFEFFName;\"a \"\"b\"\"; c\";\r\n\"\";-5;-4000,05;2026-03-14;'=1+1\r\n");
}

/* No cell that we write begins as a formula, quoted or not. */
static void no_cell_begins_a_formula(void **state)
{
    (void)state;
    static const char *const evil[] = {"=1+1", "+49 211", "-1",  "@SUM(A1)", "\t=1", "\r=1", "\n=1",
                                       "＝1",  "＋1",     "－1", "＠x",      "'=1",  "''=1", "=\"x;y\""};
    AUTO(arena_free)
    Arena arena = arena_make(0);
    for (size_t i = 0; i < ARRAY_LENGTH(evil); i++) {
        Buf out = buf_make(&arena);
        CsvWriter writer = csv_writer(&out, ',');
        csv_cell(&writer, evil[i]);
        const char *cell = buf_text(&out) + strlen("\uFEFF");
        assert_true(cell[cell[0] == '"'] == '\'');
    }
}

/* What we export comes back as it was: random tables of clean texts, with every separator. */
static void our_own_files_come_back(void **state)
{
    (void)state;
    static const char *const pieces[] = {"=",  "+", "-", "@", "'",  "\"",   ";", ",", "\t", "|",
                                         "\n", " ", "a", "ü", "＝", "sep=", "ب", "1", "\\", "#"};
    enum { COLUMNS = 3, LINES = 4, ROUNDS = 3000 };
    Env env = env_fixed((Time){0}, 7);
    for (int round = 0; round < ROUNDS; round++) {
        AUTO(arena_free)
        Arena arena = arena_make(0);
        Cx cx = cx_of(&arena);
        Buf out = buf_make(&arena);
        const char *cells[LINES][COLUMNS];
        CsvWriter writer = csv_writer(&out, ";,\t|"[round % 4]);
        for (int i = 0; i < LINES * COLUMNS; i++) {
            char text[64] = "";
            unsigned char random[6];
            env.random(&env, random, sizeof random);
            for (int p = 0; p < random[0] % 6; p++)
                strcat(text, pieces[random[1 + p] % ARRAY_LENGTH(pieces)]);
            if (i % COLUMNS == 0) /* no row is all empty */
                strcat(text, "x");
            cells[i / COLUMNS][i % COLUMNS] = text_clean(&arena, text, strlen(text), true);
            csv_cell(&writer, cells[i / COLUMNS][i % COLUMNS]);
            if (i % COLUMNS == COLUMNS - 1)
                csv_end_row(&writer);
        }
        CsvTable table = read_text(&cx, buf_text(&out) + strlen("\uFEFF"));
        assert_int_equal(table.problems.n, 0);
        assert_int_equal(table.rows.n, LINES - 1);
        assert_int_equal(table.separator, ";,\t|"[round % 4]);
        for (int i = COLUMNS; i < LINES * COLUMNS; i++)
            assert_string_equal(table.rows.at[i / COLUMNS - 1].cells[i % COLUMNS],
                                cells[i / COLUMNS][i % COLUMNS]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_separator),     cmocka_unit_test(reads_quotes_and_line_ends),
        cmocka_unit_test(cells_are_cleaned),       cmocka_unit_test(odd_rows_are_reported_and_kept),
        cmocka_unit_test(refuses_with_the_line),   cmocka_unit_test(large_files_fit),
        cmocka_unit_test(writes_for_spreadsheets), cmocka_unit_test(no_cell_begins_a_formula),
        cmocka_unit_test(our_own_files_come_back),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
