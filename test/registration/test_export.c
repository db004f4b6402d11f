/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registrations as CSV, read again with the program's own reader: what was typed comes back byte by byte. */
#include "../year.h"

#include <string.h>

#include "output/csv.h"
#include "registration/registration_export.h"

static const char *const names[] = {
    "=1+1", "@SUM(A1)", "Käthe \"K\" Özdemir; B, C", "'quoted'", "-5", "جمعية الجسر", "007", "+49 211 1234"};

static void registers(Year *y, SeminarId seminar, const char *name, int number)
{
    Registrant who = {.name = name,
                      .email = arena_printf(&y->arena, "export%d@example.org", number),
                      .phone = "",
                      .organisation = "=HYPERLINK(\"x\")",
                      .access_needs = "Rampe\nund Tür",
                      .childcare = "3 7",
                      .interpretation = ""};
    RegistrationAnswer answer;
    assert_ok(registration_request(&y->cx, seminar, &who, CHANNEL_WEB, &answer));
}

static CsvTable exported(Year *y, const RegistrationExport *what)
{
    Buf out = buf_make(&y->arena);
    assert_ok(registration_export(&y->cx, what, &out));
    CsvTable table;
    assert_int_equal(memcmp(out.data, "\xef\xbb\xbf", 3), 0); /* text_decode takes the mark off */
    assert_ok(csv_read(&y->cx, out.data + 3, out.n - 3, (CsvReadOptions){0}, &table));
    assert_int_equal(table.problems.n, 0);
    return table;
}

static int column(const CsvTable *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i], name) == 0)
            return (int)i;
    return -1;
}

static bool has_name(const CsvTable *table, const char *name)
{
    for (size_t i = 0; i < table->rows.n; i++)
        if (strcmp(table->rows.at[i].cells[column(table, "Name")], name) == 0)
            return true;
    return false;
}

static void what_was_typed_comes_back(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "=Titel;\"", date_make(2026, 6, 15), 20, 0);
    SeminarId other = year_published(y, "Anderes", date_make(2026, 6, 16), 20, 0);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        registers(y, id, names[i], (int)i);
    registers(y, other, "Woanders", 99);
    CsvTable table = exported(y, &(RegistrationExport){.seminar = id, .contact = true, .needs = true});
    assert_int_equal(table.rows.n, ARRAY_LENGTH(names));
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        assert_true(has_name(&table, names[i]));
    const char **first = table.rows.at[0].cells;
    assert_string_equal(first[column(&table, "Seminar")], "=Titel;\"");
    assert_string_equal(first[column(&table, "Verein")], "=HYPERLINK(\"x\")");
    assert_string_equal(first[column(&table, "Erster Tag")], "2026-06-15");
    assert_string_equal(first[column(&table, "Barrierefreiheit")], "Rampe\nund Tür");
    assert_string_equal(first[column(&table, "Status")], "bestätigt");
    assert_string_equal(first[column(&table, "Minuten teilgenommen")], "0");
    table = exported(y, &(RegistrationExport){.contact = true});
    assert_int_equal(table.rows.n, ARRAY_LENGTH(names) + 1);
    assert_true(has_name(&table, "Woanders"));
}

static void needs_and_addresses_only_where_asked_for(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Bedarf", date_make(2026, 6, 15), 20, 0);
    registers(y, id, "Nora", 1);
    CsvTable table = exported(y, &(RegistrationExport){.seminar = id});
    assert_int_equal(column(&table, "Barrierefreiheit"), -1);
    assert_int_equal(column(&table, "E-Mail-Adresse"), -1);
    assert_int_equal(column(&table, "Telefonnummer"), -1);
    assert_true(column(&table, "Name") >= 0);
    table = exported(y, &(RegistrationExport){.seminar = id, .contact = true});
    assert_int_equal(column(&table, "Barrierefreiheit"), -1);
    assert_string_equal(table.rows.at[0].cells[column(&table, "E-Mail-Adresse")], "export1@example.org");
    y->cx.programme.v += 100000;
    Buf out = buf_make(&y->arena);
    assert_err(registration_export(&y->cx, &(RegistrationExport){.seminar = id}, &out), ERR_NOT_FOUND);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, year_open, year_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_was_typed_comes_back),
        CASE(needs_and_addresses_only_where_asked_for),
    };
    return cmocka_run_group_tests_name("registration export", tests, NULL, NULL);
}
