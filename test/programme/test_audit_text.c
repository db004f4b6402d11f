/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit log as the office reads it, and whether the table knows all that the sources write into the log.
 */
#include "../unit.h"

#include <ftw.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "programme/audit_text.h"

static Arena arena;

static Cx german(void)
{
    return (Cx){.arena = &arena, .lang = LANG_DE, .time_zone = "Europe/Berlin"};
}

static void codes_money_and_days_are_translated(void **state)
{
    (void)state;
    Cx cx = german();
    static const struct {
        const char *action, *stored, *shown;
    } cases[] = {
        {"cost_line.create", "kind: → x\namount_cents: 0 → 50000\nnote:  → Saal\n",
         "Art: → x\nBetrag: 0,00\u00a0€ → 500,00\u00a0€\nAnmerkung: Saal\n"},
        {"seminar.change", "childcare: 0 → 1\nopens_on: 2026-03-14 → \ntitle: A: b → C: d\n",
         "Kinderbetreuung: nein → ja\nAnmeldung möglich ab: 14.03.2026 → –\nTitel: A: b → C: d\n"},
        {"seminar.change", "about: eins\nzwei → drei\n", "Worum es geht: eins\nzwei → drei\n"},
        {"seminar.session_change", "session: 2026-03-20 18:00–21:00 R 1,  → 2026-03-21 09:00–10:00 R 2, \n",
         "Termin: 20.03.2026 18:00–21:00 R 1,  → 21.03.2026 09:00–10:00 R 2, \n"},
        {"registration.step", "state: on the waiting list → confirmed\n",
         "Status: auf der Warteliste → bestätigt\n"},
        {"seminar.translate", "ar:  → قالب\n", "العربية: قالب\n"},
        {"association.change", "Languages: de → ar de\nPartner since:  → 2020-01-31\n",
         "Sprachen: Deutsch → Arabisch, Deutsch\nPartner seit: 31.01.2020\n"},
        {"attendance.record", "registration 17: 90 min\n", "Anmeldung Nr. 17: 90 min\n"},
        {"person.grant", "manager association 7", "Vereinsvertretung, Verein Nr. 7"},
        {"person.revoke", "officer 0", "Programmverantwortliche"},
        {"seminar.create", "Fördermittel: → wie geht das?", "Fördermittel: → wie geht das?"},
        {"seminar.step", "", ""},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(audit_detail_text(&cx, cases[i].action, cases[i].stored), cases[i].shown);
    assert_string_equal(audit_action_text(&cx, "seminar.step"), "Seminar weitergeführt");
    assert_string_equal(audit_action_text(&cx, "from.the.future"), "from.the.future");
    assert_string_equal(audit_object_text(&cx, "cost_line"), "Kostenzeile");
}

/* ---- the table against the sources ---- */

static const struct {
    const char *pattern;
    bool (*known)(const char *code);
} promises[] = {
    {"audit_add\\(cx,[[:space:]]*\"([^\"]+)\"", audit_action_known},
    {"association_(create|change)\\([^;\"]*\"(association\\.[a-z_]+)\"", audit_action_known},
    {"audit_add\\(cx,[^,]+,[[:space:]]*\"([^\"]+)\"", audit_object_known},
    {"#define OBJECT \"([^\"]+)\"", audit_object_known},
    {"audit_change(_i64)?\\([^,]*,[[:space:]]*\"([^\"]+)\"", audit_field_known},
};
static int n_found, n_unknown;

static bool action_or_file_known(const char *code)
{
    static const char *const files[] = {".csv", ".pdf", ".ics", ".xlsx", ".html", ".json"};
    for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
        if (strcmp(strrchr(code, '.'), files[i]) == 0)
            return true;
    return audit_action_known(code);
}

/* In a file that writes into the log everything that looks like an action is one, by whichever way it goes.
 */
static const char *const any_action = "\"([a-z_]+\\.[a-z_]{3,})\"";

static void check(const char *file, const char *text, const char *pattern, bool (*known)(const char *code))
{
    regex_t regex;
    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED), 0);
    regmatch_t match[3];
    for (const char *at = text; regexec(&regex, at, 3, match, 0) == 0; at += match[0].rm_eo) {
        const regmatch_t *m = match[2].rm_so >= 0 ? &match[2] : &match[1];
        const char *code = arena_text_n(&arena, at + m->rm_so, (size_t)(m->rm_eo - m->rm_so));
        n_found++;
        if (known(code))
            continue;
        n_unknown++;
        print_error("%s: “%s” is missing in src/programme/audit_text.c\n", file, code);
    }
    regfree(&regex);
}

static int visit(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)where;
    size_t n = strlen(path);
    if (type != FTW_F || strcmp(path + n - 2, ".c") != 0)
        return 0;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = arena_alloc(&arena, (size_t)info->st_size + 1);
    assert_int_equal(fread(text, 1, (size_t)info->st_size, file), info->st_size);
    fclose(file);
    for (size_t i = 0; i < ARRAY_LENGTH(promises); i++)
        check(path, text, promises[i].pattern, promises[i].known);
    if (strstr(text, "audit_add("))
        check(path, text, any_action, action_or_file_known);
    return 0;
}

static void the_table_knows_all_that_the_sources_write(void **state)
{
    (void)state;
    assert_int_equal(nftw(SOURCE_ROOT "/src", visit, 16, FTW_PHYS), 0);
    assert_true(n_found > 60);
    assert_int_equal(n_unknown, 0);
}

int main(void)
{
    arena = arena_make(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_money_and_days_are_translated),
        cmocka_unit_test(the_table_knows_all_that_the_sources_write),
    };
    int failed = cmocka_run_group_tests_name("audit text", tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
