/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A list as offices keep it: 281 lines from Berlin's grant database, the same association several times. The
 * totals are compared with what can be counted without the importer: different register numbers, postcodes
 * that are none. */
#include "../shared_file.h"
#include "register.h"

#include <ctype.h>
#include <string.h>

#include "association/association_import.h"

enum { MOST = 1000, MOST_BYTES = 1 << 17 };

typedef struct List {
    char bytes[MOST_BYTES];
    size_t n_bytes, n_lines, n_numbers, n_bad_postcodes;
    char numbers[MOST][32]; /* "vr9034": kind and number without zeros, each once */
} List;

static void add_number(List *list, const char *kind, const char *number)
{
    char text[32];
    while (*number == ' ' || *number == '0')
        number++;
    if (!isdigit((unsigned char)*number))
        return;
    snprintf(text, sizeof text, "%s%s", kind, number);
    for (size_t i = 0; i < list->n_numbers; i++)
        if (strcmp(list->numbers[i], text) == 0)
            return;
    strcpy(list->numbers[list->n_numbers++], text);
}

/* The last three cells are never quoted: cut from the end, no CSV reader of ours. */
static List *count_by_hand(void)
{
    List *list = calloc(1, sizeof *list);
    FILE *file = shared_file("data/associations/berlin_migrant_related_names.csv");
    list->n_bytes = fread(list->bytes, 1, sizeof list->bytes, file);
    fclose(file);
    char *copy = strndup(list->bytes, list->n_bytes), *rest = copy;
    strsep(&rest, "\n");
    for (char *line = strsep(&rest, "\n"); line && *line; line = strsep(&rest, "\n")) {
        char *end = line + strcspn(line, "\r");
        *end = '\0';
        char *postcode = strrchr(line, ',');
        *postcode++ = '\0';
        char *number = strrchr(line, ',');
        *number++ = '\0';
        char *kind = strrchr(line, ',');
        *kind++ = '\0';
        bool bad = strlen(postcode) != 5;
        list->n_bad_postcodes += bad;
        list->n_lines++;
        if (!bad)
            add_number(list, kind, number);
    }
    free(copy);
    return list;
}

static ImportPlan plan_of(Register *r, const List *list)
{
    CsvTable table;
    ImportPlan plan;
    assert_ok(import_read(&r->cx, list->bytes, list->n_bytes, &table));
    ImportMapping mapping = import_guess(&r->cx, &table);
    assert_ok(import_plan(&r->cx, &table, &mapping, (ImportDecisions){0}, &plan));
    return plan;
}

/* Every register number belongs to one line that is new, or stands in a doubtful one. */
static size_t numbers_met(const ImportPlan *plan, ImportVerdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->lines.n; i++) {
        const ImportLine *line = &plan->lines.at[i];
        bool first = line->verdict == verdict && *line->number;
        for (size_t k = 0; k < i && first; k++)
            first =
                strcmp(plan->lines.at[k].number, line->number) != 0 || plan->lines.at[k].verdict != verdict;
        n += first;
    }
    return n;
}

static void test_the_real_list(void **state)
{
    Register *r = *state;
    List *list = count_by_hand();
    ImportPlan plan = plan_of(r, list);
    print_message("new %zu, merged %zu, unchanged %zu, doubtful %zu, refused %zu\n", plan.totals[IMPORT_NEW],
                  plan.totals[IMPORT_MERGED], plan.totals[IMPORT_UNCHANGED], plan.totals[IMPORT_DOUBTFUL],
                  plan.totals[IMPORT_REFUSED]);
    assert_int_equal(list->n_lines, 281);
    assert_int_equal(plan.lines.n, list->n_lines);
    assert_int_equal(plan.totals[IMPORT_REFUSED], list->n_bad_postcodes);
    assert_ok(import_apply(&r->cx, &plan));
    assert_int_equal(register_count(r), plan.totals[IMPORT_NEW]);

    /* No number twice in the register; numbers taken in and numbers in doubt are all there are. */
    AssociationNamesRows names;
    assert_ok(q_association_names(&r->cx, r->cx.programme, &names));
    size_t numbered = 0;
    for (size_t i = 0; i < names.n; i++)
        numbered += names.at[i].present && *names.at[i].register_number;
    AssociationTwins twins;
    assert_ok(association_twins(&r->cx, (AssociationId){0}, &twins));
    assert_true(twins.n == 0 || !twins.at[0].same_number);
    assert_int_equal(numbered + numbers_met(&plan, IMPORT_DOUBTFUL), list->n_numbers);

    plan = plan_of(r, list);
    assert_int_equal(plan.totals[IMPORT_NEW], 0);
    assert_int_equal(plan.totals[IMPORT_MERGED], 0);
    assert_int_equal(plan.totals[IMPORT_REFUSED], list->n_bad_postcodes);
    free(list);
}

/* Lines of Max Woolf's list of naughty strings as names: refused or kept as they are, never a failure. */
static void test_naughty_names(void **state)
{
    Register *r = *state;
    Buf csv = buf_make(&r->arena);
    buf_str(&csv, "name\n");
    FILE *file = shared_file("data/text/blns.txt");
    char line[8192];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        buf_char(&csv, '"');
        for (const char *c = line; *c; c++)
            buf_str(&csv, *c == '"' ? "\"\"" : (char[]){*c, '\0'});
        buf_str(&csv, "\"\n");
    }
    fclose(file);
    CsvTable table;
    ImportPlan plan;
    assert_ok(import_read(&r->cx, csv.data, csv.n, &table));
    ImportMapping mapping = import_guess(&r->cx, &table);
    assert_ok(import_plan(&r->cx, &table, &mapping, (ImportDecisions){0}, &plan));
    assert_true(plan.totals[IMPORT_NEW] > 200 && plan.totals[IMPORT_REFUSED] > 20);
    assert_ok(import_apply(&r->cx, &plan));
    for (size_t i = 0; i < plan.lines.n; i++)
        if (plan.lines.at[i].verdict == IMPORT_NEW) {
            Association a;
            assert_ok(
                association_load(&r->cx, plan.targets[plan.lines.at[i].target].association.card.id, &a));
            assert_string_equal(a.card.name, plan.lines.at[i].name);
        }
    assert_ok(import_plan(&r->cx, &table, &mapping, (ImportDecisions){0}, &plan));
    assert_int_equal(plan.totals[IMPORT_NEW] + plan.totals[IMPORT_MERGED], 0);
}

#define REGISTER_TEST(test) cmocka_unit_test_setup_teardown(test, register_open, register_close)

int main(void)
{
    if (!shared_is_here())
        return 0;
    const struct CMUnitTest tests[] = {
        REGISTER_TEST(test_the_real_list),
        REGISTER_TEST(test_naughty_names),
    };
    return cmocka_run_group_tests_name("import_real", tests, NULL, NULL);
}
