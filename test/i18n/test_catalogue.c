/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages, placeholders and the plural forms of each language. The expected form numbers are those of CLDR's
 * plural rules (cldr/common/supplemental/plurals.xml), sample values included. */
#include "../unit.h"
#include "i18n/catalogue.h"
#include "i18n/catalogue_table.h"

static Cx cx_of(Arena *arena, Lang lang)
{
    return (Cx){.arena = arena, .lang = lang};
}

static void unknown_message_is_shown_in_english(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Cx cx = cx_of(&arena, lang);
        assert_string_equal(t(&cx, "no such message"), "no such message");
        assert_string_equal(t(&cx, ""), "");
    }
}

static void placeholders_are_filled(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_EN);
    assert_string_equal(t(&cx, "a {x} b {y} c {x}", "x", "{y}", "y", "2"), "a {y} b 2 c {y}");
    assert_string_equal(t(&cx, "a {missing} {", "x", "1"), "a {missing} {");
    assert_string_equal(t(&cx, "{x}", "xy", "1", "x", ""), "");
}

static void english_has_two_forms(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_EN);
    assert_string_equal(tn(&cx, 1, "{n} x of {of}", "{n} xs of {of}", "of", "9"), "1 x of 9");
    assert_string_equal(tn(&cx, 0, "{n} x", "{n} xs"), "0 xs");
    assert_string_equal(tn(&cx, -1, "{n} x", "{n} xs"), "-1 x");
    assert_string_equal(tn(&cx, 1234, "{n} x", "{n} xs"), "1,234 xs");
}

static void plural_forms_are_cldrs(void **state)
{
    (void)state;
    static const struct {
        Lang lang;
        uint64_t n;
        unsigned form;
    } cases[] = {
        {LANG_DE, 0, 1},   {LANG_DE, 1, 0},   {LANG_DE, 2, 1},   {LANG_TR, 1, 0},   {LANG_TR, 0, 1},
        {LANG_FR, 0, 0},   {LANG_FR, 1, 0},   {LANG_FR, 2, 1},   {LANG_AR, 0, 0},   {LANG_AR, 1, 1},
        {LANG_AR, 2, 2},   {LANG_AR, 3, 3},   {LANG_AR, 10, 3},  {LANG_AR, 103, 3}, {LANG_AR, 11, 4},
        {LANG_AR, 99, 4},  {LANG_AR, 111, 4}, {LANG_AR, 100, 5}, {LANG_AR, 102, 5}, {LANG_AR, 202, 5},
        {LANG_UK, 1, 0},   {LANG_UK, 21, 0},  {LANG_UK, 101, 0}, {LANG_UK, 2, 1},   {LANG_UK, 4, 1},
        {LANG_UK, 22, 1},  {LANG_UK, 0, 2},   {LANG_UK, 5, 2},   {LANG_UK, 11, 2},  {LANG_UK, 12, 2},
        {LANG_UK, 111, 2},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(catalogue_plural[cases[i].lang](cases[i].n), cases[i].form);
    assert_null(catalogue_plural[LANG_EN]);
}

/* A page in Turkish whose messages stand in no Turkish catalogue says that it is English. */
static void what_is_said_has_the_language_it_really_has(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_TR), german = cx_of(&arena, LANG_DE);
    assert_int_equal(message_lang(&cx), LANG_TR);
    int n = 0;
    for (uint32_t i = 0; i < catalogue_table.n_rows; i++) {
        const CatalogueRow *row = &catalogue_table.rows[i];
        const char *msgid = catalogue_table.text + row->msgid;
        if (!row->text[LANG_TR] && n++ < 5) {
            t(&cx, msgid);
            t(&cx, msgid); /* a table says it in each row */
            t(&german, msgid);
        }
    }
    assert_true(n >= 5);
    assert_int_equal(message_lang(&cx), LANG_EN);
    assert_int_equal(message_lang(&german), LANG_DE);
    t(&cx, "Vereinsfest"); /* typed by somebody: in nobody's catalogue */
    for (uint32_t i = 0; i < catalogue_table.n_rows; i++)
        if (catalogue_table.rows[i].text[LANG_TR])
            t(&cx, catalogue_table.text + catalogue_table.rows[i].msgid);
    assert_int_equal(message_lang(&cx), LANG_TR);
}

/* Every message of the table is found again, and in German no form of it is empty. */
static void every_message_is_found(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_DE);
    size_t found = 0, translated, all;
    for (uint32_t i = 0; i < catalogue_table.n_rows; i++) {
        const CatalogueRow *row = &catalogue_table.rows[i];
        const char *text = t(&cx, catalogue_table.text + row->msgid);
        assert_true(*text);
        if (row->text[LANG_DE]) {
            assert_ptr_equal(text, catalogue_table.text + row->text[LANG_DE]);
            found++;
        }
    }
    catalogue_count(LANG_DE, &translated, &all);
    assert_int_equal(translated, found);
    assert_int_equal(all, catalogue_table.n_rows);
    catalogue_count(LANG_EN, &translated, &all);
    assert_int_equal(translated, all);
}

static void error_speaks_the_readers_language(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_DE);
    const Err *err = FAIL(&cx, ERR_NOT_FOUND, "There is no programme “{slug}” here.", "slug", "köln");
    assert_string_equal(message_of_error(&cx, err), "Ein Programm „köln“ gibt es hier nicht.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_message_is_shown_in_english),
        cmocka_unit_test(placeholders_are_filled),
        cmocka_unit_test(english_has_two_forms),
        cmocka_unit_test(plural_forms_are_cldrs),
        cmocka_unit_test(what_is_said_has_the_language_it_really_has),
        cmocka_unit_test(every_message_is_found),
        cmocka_unit_test(error_speaks_the_readers_language),
    };
    return cmocka_run_group_tests_name("catalogue", tests, NULL, NULL);
}
