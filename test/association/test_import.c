/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Importing associations: what belongs together, whatever the order of the lines; deciding; doing it once;
 * and what spreadsheets really look like. */
#include "register.h"

#include <stdio.h>
#include <string.h>

#include "association/association_export.h"
#include "association/association_import.h"
#include "association/import_draft.h"
#include "association/import_parts.h"

/* ---- small helpers ---- */

static ImportPlan plan_of(Register *r, const char *csv, ImportDecisions decisions)
{
    CsvTable table;
    ImportPlan plan;
    assert_ok(import_read(&r->cx, csv, strlen(csv), &table));
    ImportMapping mapping = import_guess(&r->cx, &table);
    assert_ok(import_plan(&r->cx, &table, &mapping, decisions, &plan));
    return plan;
}

static ImportPlan import(Register *r, const char *csv, ImportDecisions decisions)
{
    ImportPlan plan = plan_of(r, csv, decisions);
    assert_ok(import_apply(&r->cx, &plan));
    return plan;
}

static const ImportDecisions undecided = {0};

/* The verdicts line by line: n new, m merged, u unchanged, d doubtful, r refused. */
static const char *verdicts(Register *r, const ImportPlan *plan)
{
    char *text = arena_alloc(&r->arena, plan->lines.n + 1);
    for (size_t i = 0; i < plan->lines.n; i++)
        text[i] = "nmudr"[plan->lines.at[i].verdict];
    return text;
}

static ImportChoice always(void *arg, const ImportLine *line)
{
    (void)line;
    return *(ImportChoice *)arg;
}

/* ---- rules ---- */

typedef struct RuleCase {
    const char *about, *csv, *verdicts;
} RuleCase;

static const RuleCase rule_cases[] = {
    {"the same number adds places and spellings",
     "name,registerart,registernummer,plz\nAfrika Haus e. V.,vr,0012,40210\nAfrika-Haus "
     "e.V.,vr,12,40211\nAfrika Haus "
     "Düsseldorf,vr,12,40210\n",
     "nmm"},
    {"the same line twice adds nothing", "Verein,PLZ\nA-Klub,40210\nA Klub e.V.,40210\n", "nu"},
    {"the same name, once without a number", "name,registernummer\nHaus Anadolu,\nHaus Anadolu e.V.,VR 3\n",
     "nm"},
    {"the same number of another kind of register is another",
     "name,registerart,registernummer\nLotus,vr,7\nPiranha,hrb,7\n", "nn"},
    {"the same name with two numbers is doubtful", "name,registernummer\nSonne,VR 1\nSonne,VR 2\n", "nd"},
    {"a line without a number between two with", "name,registernummer\nSonne,VR 1\nSonne,VR 2\nSonne,\n",
     "ndd"},
    {"the same number and a very different name",
     "name,registernummer\nSonne,VR 1\nPolnischer Sozialrat,VR 1\n", "dn"},
    {"a similar name", "name\nPolnischer Sozialrat e. V.\nPolnischer Sozialrat PSR\n", "nd"},
    {"similar names with a number each are two associations",
     "name,registernummer\nAlevitische Gemeinde zu Berlin,VR 6056\nJüdische Gemeinde zu Berlin,VR 100062\n",
     "nn"},
    {"no name, bad postcodes, bad number, letters that are none",
     "name,registernummer,plz\n,VR 1,40210\nMond,,4021\nMond,,0\nMond,Nr. eins,\n---,,\n", "rrrrr"},
    {"no number by any other word", "name,registerart,registernummer\nMond,',undefined\nMond e. V.,-,-\n",
     "nu"},
};

static void test_rules(void **state)
{
    Register *r = *state;
    for (size_t i = 0; i < ARRAY_LENGTH(rule_cases); i++) {
        ImportPlan plan = plan_of(r, rule_cases[i].csv, undecided);
        if (strcmp(verdicts(r, &plan), rule_cases[i].verdicts) != 0)
            fail_msg("%s: %s", rule_cases[i].about, verdicts(r, &plan));
    }
    assert_int_equal(register_count(r), 0); /* a plan changes nothing */
}

static void test_what_is_known_is_never_overwritten(void **state)
{
    Register *r = *state;
    Association a = register_draft(r, "Haus Anadolu e. V.", "VR 3");
    a.card.email = "alt@example.org";
    AssociationId id;
    assert_ok(association_create(&r->cx, &a, "association.create", &id));
    import(r,
           "Name;Registernummer;E-Mail;Telefon;Ort;PLZ;Veröffentlichen\n"
           "Haus Anadolu;VR 003;neu@example.org;0211 1;Musterstadt;40210;ja\n",
           undecided);
    assert_ok(association_load(&r->cx, id, &a));
    assert_string_equal(a.card.email, "alt@example.org");
    assert_string_equal(a.card.phone, "0211 1");
    assert_int_equal(a.places.n, 1);
    assert_string_equal(a.places.at[0].postcode, "40210");
    assert_false(a.card.may_publish);
    assert_int_equal(a.former_names.n, 0); /* the same name but for the legal form */
    assert_int_equal(register_count(r), 1);
}

/* ---- decisions ---- */

static const char *const doubtful_csv =
    "name,plz\nPolnischer Sozialrat e. V.,40210\nPolnischer Sozialrat PSR,40211\n"
    "Polnischer Sozialrat PSR,40212\n";

static void test_a_person_decides(void **state)
{
    Register *r = *state;
    ImportPlan plan = plan_of(r, doubtful_csv, undecided);
    /* Three lines, two groups: the one that stands more often is accepted first. */
    assert_string_equal(verdicts(r, &plan), "dnm");
    assert_true(plan.lines.at[0].asks);
    assert_int_equal(plan.lines.at[0].n_candidates, 1);
    assert_int_equal(plan.lines.at[0].candidates[0].line, 3);
    plan = plan_of(r, doubtful_csv, (ImportDecisions){always, &(ImportChoice){IMPORT_ADD}});
    assert_string_equal(verdicts(r, &plan), "nnm");
    plan = import(r, doubtful_csv, (ImportDecisions){always, &(ImportChoice){IMPORT_JOIN_0}});
    assert_string_equal(verdicts(r, &plan), "mnm");
    assert_int_equal(register_count(r), 1);
    Association a;
    assert_ok(association_load(&r->cx, plan.targets[plan.lines.at[0].target].association.card.id, &a));
    assert_int_equal(a.places.n, 3);
    plan = plan_of(r, doubtful_csv, undecided);
    assert_string_equal(verdicts(r, &plan), "uuu");
}

static void test_lines_of_one_association_follow_one_decision(void **state)
{
    Register *r = *state;
    register_add(r, "Polnischer Sozialrat e. V.", "VR 1");
    ImportPlan plan = plan_of(r, doubtful_csv, undecided);
    assert_string_equal(verdicts(r, &plan), "mdd");
    assert_true(plan.lines.at[1].asks && !plan.lines.at[2].asks);
    assert_int_equal(plan.lines.at[2].follows, plan.lines.at[1].line);
}

/* ---- order ---- */

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

typedef struct Totals {
    size_t new, merged, doubtful, refused;
} Totals;

static Totals totals_of(const ImportPlan *plan)
{
    return (Totals){plan->totals[IMPORT_NEW], plan->totals[IMPORT_MERGED] + plan->totals[IMPORT_UNCHANGED],
                    plan->totals[IMPORT_DOUBTFUL], plan->totals[IMPORT_REFUSED]};
}

static const char *random_file(Register *r, uint64_t *seed, size_t n)
{
    static const char *const names[] = {"Polnischer Sozialrat",
                                        "Polnischer Sozialrat PSR",
                                        "Polska Rada Polnischer Sozialrat",
                                        "Kurdischer Elternverein",
                                        "Türkischer Elternverein",
                                        "Türkischer Elternverein in Berlin",
                                        "Mama Afrika",
                                        "Pro Afrika",
                                        "Arabisches Kulturinstitut AKI",
                                        ""};
    static const char *const numbers[] = {"", "", "", "VR 1", "VR 2", "VR 3", "HRB 1"};
    Buf csv = buf_make(&r->arena);
    for (size_t i = 0; i < n; i++)
        buf_printf(&csv, "%s,%s,%s\n", names[next_random(seed) % ARRAY_LENGTH(names)],
                   numbers[next_random(seed) % ARRAY_LENGTH(numbers)], next_random(seed) % 9 ? "40210" : "x");
    return buf_text(&csv);
}

static const char *shuffled(Register *r, const char *lines, uint64_t *seed)
{
    char *text = arena_text(&r->arena, lines), *rest = text;
    const char **at = NEW_ARRAY(&r->arena, const char *, strlen(lines) + 1);
    size_t n = 0;
    for (char *line = strsep(&rest, "\n"); line && rest; line = strsep(&rest, "\n"))
        at[n++] = line;
    Buf out = buf_make(&r->arena);
    for (size_t i = n; i > 0; i--) {
        size_t pick = next_random(seed) % i;
        buf_printf(&out, "%s\n", at[pick]);
        at[pick] = at[i - 1];
    }
    return buf_text(&out);
}

static void test_the_order_of_lines_changes_no_totals(void **state)
{
    Register *r = *state;
    register_add(r, "Türkischer Elternverein in Berlin e. V.", "VR 2");
    register_add(r, "Mama Afrika", "");
    uint64_t seed = 20260314;
    for (int round = 0; round < 150; round++) {
        const char *lines = random_file(r, &seed, 1 + next_random(&seed) % 24);
        ImportPlan plan =
            plan_of(r, arena_printf(&r->arena, "name,registernummer,plz\n%s", lines), undecided);
        Totals first = totals_of(&plan);
        assert_int_equal(first.new + first.merged + first.doubtful + first.refused, plan.lines.n);
        for (int again = 0; again < 4; again++) {
            plan =
                plan_of(r, arena_printf(&r->arena, "name,registernummer,plz\n%s", shuffled(r, lines, &seed)),
                        undecided);
            Totals other = totals_of(&plan);
            if (memcmp(&first, &other, sizeof first) != 0)
                fail_msg("%s\n%zu %zu %zu %zu, shuffled %zu %zu %zu %zu", lines, first.new, first.merged,
                         first.doubtful, first.refused, other.new, other.merged, other.doubtful,
                         other.refused);
        }
    }
}

/* Whatever is in the file, the second time nothing is new. */
static void test_the_same_file_again_changes_nothing(void **state)
{
    Register *r = *state;
    uint64_t seed = 4711;
    for (int round = 0; round < 20; round++) {
        const char *csv = arena_printf(&r->arena, "name,registernummer,plz\n%s", random_file(r, &seed, 12));
        ImportPlan plan = import(r, csv, undecided);
        size_t associations = register_count(r), doubtful = plan.totals[IMPORT_DOUBTFUL];
        plan = plan_of(r, csv, undecided);
        assert_int_equal(plan.totals[IMPORT_NEW], 0);
        assert_int_equal(plan.totals[IMPORT_MERGED], 0);
        assert_true(plan.totals[IMPORT_DOUBTFUL] <= doubtful);
        assert_int_equal(register_count(r), associations);
    }
}

/* ---- once ---- */

static ImportId draft_of(Register *r, const char *csv)
{
    CsvTable table;
    ImportId id;
    assert_ok(import_read(&r->cx, csv, strlen(csv), &table));
    ImportMapping mapping = import_guess(&r->cx, &table);
    assert_ok(draft_add(&r->cx, DRAFT_ASSOCIATIONS, "liste.csv",
                        (Blob){(const unsigned char *)csv, strlen(csv)},
                        import_mapping_text(&r->cx, &mapping), &id));
    return id;
}

static const char *const small_csv = "name,registernummer\nSonne,VR 1\nMond,\nMond,VR 2\n";

static void test_confirming_twice_is_confirming_once(void **state)
{
    Register *r = *state;
    ImportId id = draft_of(r, small_csv);
    ImportPlan plan = plan_of(r, small_csv, undecided);
    assert_int_equal(register_count(r), 0);
    assert_ok(import_confirm(&r->cx, id, plan.fingerprint, undecided));
    assert_int_equal(register_count(r), 2);
    assert_ok(import_confirm(&r->cx, id, plan.fingerprint, undecided));
    assert_int_equal(register_count(r), 2);
    Draft draft;
    assert_ok(draft_load(&r->cx, DRAFT_ASSOCIATIONS, id, &draft));
    assert_true(draft.is_confirmed);
    assert_int_equal(draft.bytes.n, 0); /* the file is forgotten, the report stays */
    ImportReport report = import_report_parse(&r->cx, draft.report);
    assert_int_equal(report.n, 3);
    assert_int_equal(report.totals[IMPORT_NEW], 2);
    assert_int_equal(report.totals[IMPORT_MERGED], 1);
    assert_string_equal(report.at[2].name, "Mond");
    assert_true(report.at[2].association.v == report.at[1].association.v && report.at[1].association.v > 0);
    assert_err(draft_load(&r->cx, DRAFT_EVALUATION, id, &draft), ERR_NOT_FOUND);
}

static void test_a_stale_preview_is_not_carried_out(void **state)
{
    Register *r = *state;
    ImportId id = draft_of(r, small_csv);
    ImportPlan plan = plan_of(r, small_csv, undecided);
    register_add(r, "Sonne", "VR 1");
    assert_err(import_confirm(&r->cx, id, plan.fingerprint, undecided), ERR_CONFLICT);
    assert_int_equal(register_count(r), 1);
    plan = plan_of(r, small_csv, undecided);
    assert_ok(import_confirm(&r->cx, id, plan.fingerprint, undecided)); /* the claim was taken back */
    assert_int_equal(register_count(r), 2);
}

/* ---- export ---- */

static void test_an_export_comes_back_unchanged(void **state)
{
    Register *r = *state;
    Association a = register_draft(r, "=cmd|' /C calc'!A0 e. V.", "HRB 82422 B");
    a.card.serves = "Familien;\n\"Jugendliche\"";
    a.card.languages = "ar de tr";
    a.card.email = "a@example.org";
    a.card.has_partner_since = true;
    a.card.partner_since = date_make(2019, 5, 1);
    AssociationPlaces places[] = {{"Weg 1", "40210", "Musterstadt"}, {"", "01067", ""}};
    AssociationContacts contacts[] = {{"Max Muster", "Vorsitz", "m@example.org", "+49 211 1"}};
    AssociationFormerNames names[] = {{"Alter; Name"}, {"Älterer \"Name\""}};
    a.places = (AssociationPlacesRows){2, places};
    a.contacts = (AssociationContactsRows){1, contacts};
    a.former_names = (AssociationFormerNamesRows){2, names};
    AssociationId id;
    assert_ok(association_create(&r->cx, &a, "association.create", &id));
    register_add(r, "جمعية الصداقة العربية", "");
    for (int lang = LANG_DE; lang <= LANG_EN; lang++) {
        r->cx.lang = (Lang)lang;
        Buf csv = buf_make(&r->arena);
        assert_ok(association_export_csv(&r->cx, &csv));
        ImportPlan plan = plan_of(r, buf_text(&csv), undecided);
        assert_string_equal(verdicts(r, &plan), "uuu");
    }
}

/* ---- what spreadsheets look like ---- */

static const Err *read_bytes(Register *r, const char *bytes, size_t n, ImportPlan *ret_plan)
{
    CsvTable table;
    TRY(import_read(&r->cx, bytes, n, &table));
    ImportMapping mapping = import_guess(&r->cx, &table);
    return import_plan(&r->cx, &table, &mapping, undecided, ret_plan);
}

static void test_encodings_and_separators(void **state)
{
    Register *r = *state;
    ImportPlan plan;
    static const char windows[] = "Vereinsname;Postleitzahl\r\nT\xFCrkische Gemeinde;40210\r\n";
    assert_ok(read_bytes(r, windows, sizeof windows - 1, &plan));
    assert_string_equal(plan.lines.at[0].name, "Türkische Gemeinde");
    static const char utf16[] =
        "\xFF\xFEV\0e\0r\0e\0i\0n\0\t\0P\0L\0Z\0\n\0\xC4\0r\0z\0t\0e\0\t\0004\0000\0002\0001\0000\0\n\0";
    assert_ok(read_bytes(r, utf16, sizeof utf16 - 1, &plan));
    assert_string_equal(plan.lines.at[0].name, "Ärzte");
    assert_string_equal(verdicts(r, &plan), "n");
}

static void test_files_that_are_none(void **state)
{
    Register *r = *state;
    ImportPlan plan;
    static const char no_name[] = "plz,ort\n40210,Musterstadt\n", nuls[] = "name\nA\0B\0\0C\n",
                      quote[] = "name,plz\n\"Verein,40210\nNoch einer,40211\n";
    assert_err(read_bytes(r, no_name, sizeof no_name - 1, &plan), ERR_INPUT);
    assert_err(read_bytes(r, nuls, sizeof nuls - 1, &plan), ERR_INPUT);
    assert_err(read_bytes(r, quote, sizeof quote - 1, &plan), ERR_INPUT);
    assert_err(read_bytes(r, "", 0, &plan), ERR_INPUT);
    size_t large = 50 << 20;
    char *bytes = malloc(large);
    memset(bytes, 'a', large);
    assert_err(read_bytes(r, bytes, large, &plan), ERR_TOO_LARGE);
    free(bytes);
    Buf many = buf_make(&r->arena);
    buf_str(&many, "name\n");
    for (int i = 0; i <= IMPORT_MOST_LINES; i++)
        buf_printf(&many, "Verein %d\n", i);
    assert_err(read_bytes(r, many.data, many.n, &plan), ERR_TOO_LARGE);
}

static void test_columns_are_mapped(void **state)
{
    Register *r = *state;
    CsvTable table;
    static const char csv[] = "Nr,Wer,Wo\n1,Sonne,40210\n";
    assert_ok(import_read(&r->cx, csv, sizeof csv - 1, &table));
    ImportMapping mapping = import_guess(&r->cx, &table);
    assert_int_equal(mapping.column[IMPORT_NAME], -1);
    assert_ok(import_map(&r->cx, &table, "name=Wer,postcode=Wo", &mapping));
    assert_int_equal(mapping.column[IMPORT_NAME], 1);
    assert_int_equal(mapping.column[IMPORT_POSTCODE], 2);
    assert_string_equal(import_mapping_text(&r->cx, &mapping), "name=1,postcode=2");
    ImportMapping back = import_mapping_parse("name=1,postcode=2,city=7", table.n_columns);
    assert_memory_equal(&back, &mapping, sizeof back);
    assert_err(import_map(&r->cx, &table, "name=Keine", &mapping), ERR_INPUT);
    assert_err(import_map(&r->cx, &table, "unsinn=Wer", &mapping), ERR_INPUT);
    assert_err(import_map(&r->cx, &table, "name", &mapping), ERR_INPUT);
}

#define REGISTER_TEST(test) cmocka_unit_test_setup_teardown(test, register_open, register_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REGISTER_TEST(test_rules),
        REGISTER_TEST(test_what_is_known_is_never_overwritten),
        REGISTER_TEST(test_a_person_decides),
        REGISTER_TEST(test_lines_of_one_association_follow_one_decision),
        REGISTER_TEST(test_the_order_of_lines_changes_no_totals),
        REGISTER_TEST(test_the_same_file_again_changes_nothing),
        REGISTER_TEST(test_confirming_twice_is_confirming_once),
        REGISTER_TEST(test_a_stale_preview_is_not_carried_out),
        REGISTER_TEST(test_an_export_comes_back_unchanged),
        REGISTER_TEST(test_encodings_and_separators),
        REGISTER_TEST(test_files_that_are_none),
        REGISTER_TEST(test_columns_are_mapped),
    };
    return cmocka_run_group_tests_name("import", tests, NULL, NULL);
}
