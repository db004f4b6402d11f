/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of csv-spectrum, each against the JSON that says what is in it. */
#include "../shared_file.h"
#include "output/csv.h"
#include "output/text_decode.h"

#include <jansson.h>
#include <string.h>

static const char *read_all(Arena *arena, const char *name, size_t *ret_n)
{
    FILE *file = shared_file(name);
    char *bytes = arena_alloc(arena, 1 << 16);
    *ret_n = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    return bytes;
}

/* An array of rows. location_coordinates.json is a single row, and has another telephone number than its CSV:
 * an error of the collection, put right here by what stands in the CSV. */
static json_t *load_rows(const char *json, size_t n)
{
    json_t *rows = json_loadb(json, n, 0, NULL);
    assert_non_null(rows);
    if (json_is_array(rows))
        return rows;
    json_object_set_new(rows, "Contact Phone Number", json_string("2095257564"));
    json_t *one = json_array();
    json_array_append_new(one, rows);
    return one;
}

/* The copies we have of the files named …_crlf have lost their carriage returns, which the JSON still has. */
static const char *with_crlf(Arena *arena, const char *text, size_t *n)
{
    Buf out = buf_make(arena);
    for (size_t i = 0; i < *n; i++) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
            buf_char(&out, '\r');
        buf_char(&out, text[i]);
    }
    *n = out.n;
    return buf_text(&out);
}

static void check_file(const char *name)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena, .lang = LANG_EN};
    size_t n_csv, n_json;
    const char *csv =
        read_all(&arena, arena_printf(&arena, "data/text/csv-spectrum/csvs/%s.csv", name), &n_csv);
    const char *json =
        read_all(&arena, arena_printf(&arena, "data/text/csv-spectrum/json/%s.json", name), &n_json);
    if (strstr(name, "_crlf"))
        csv = with_crlf(&arena, csv, &n_csv);
    json_t *expected = load_rows(json, n_json);

    DecodedText text;
    CsvTable table;
    assert_null(text_decode(&cx, csv, n_csv, &text));
    assert_null(csv_read(&cx, text.text, text.n, (CsvReadOptions){.verbatim = true}, &table));
    assert_int_equal(table.rows.n, json_array_size(expected));
    assert_int_equal(table.problems.n, 0);
    for (size_t i = 0; i < table.rows.n; i++) {
        json_t *row = json_array_get(expected, i);
        assert_int_equal(table.n_columns, json_object_size(row));
        for (size_t k = 0; k < table.n_columns; k++) {
            const char *cell = json_string_value(json_object_get(row, table.columns[k]));
            assert_non_null(cell);
            assert_string_equal(table.rows.at[i].cells[k], cell);
        }
    }
    json_decref(expected);
}

static void every_file_is_read_as_expected(void **state)
{
    (void)state;
    static const char *const names[] = {
        "comma_in_quotes",      "empty",    "empty_crlf",    "escaped_quotes",      "json",
        "location_coordinates", "newlines", "newlines_crlf", "quotes_and_newlines", "simple",
        "simple_crlf",          "utf8",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        check_file(names[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_read_as_expected),
    };
    if (!shared_is_here())
        return 0;
    return cmocka_run_group_tests_name("csv_spectrum", tests, NULL, NULL);
}
