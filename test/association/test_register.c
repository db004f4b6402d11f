/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The register: search, changes and their history, two people at once, partnership, merging. */
#include "register.h"

#include <string.h>

#include "association/name_index.h"
#include "audit.sql.h"
#include "i18n/fold.h"
#include "person.sql.h"
#include "programme/audit.h"
#include "programme/person.h"

static size_t found_by(Register *r, const char *words)
{
    AssociationFound found;
    assert_ok(
        association_find(&r->cx, &(AssociationFilter){.words = words, .state = ASSOCIATION_ANY}, &found));
    return found.total;
}

static void test_search_finds_every_spelling(void **state)
{
    Register *r = *state;
    register_add(r, "Türkische Gemeinde Düsseldorf e. V.", "VR 1");
    register_add(r, "جمعية الصداقة العربية", "");
    assert_int_equal(found_by(r, "Türkische"), 1);
    assert_int_equal(found_by(r, "turkische"), 1);
    assert_int_equal(found_by(r, "TUERKISCHE"), 1);
    assert_int_equal(found_by(r, "dusseldorf turk"), 1);
    assert_int_equal(found_by(r, "gemeinde köln"), 0);
    assert_int_equal(found_by(r, "vr 1"), 1);
    assert_int_equal(found_by(r, "جمعيه"), 1); /* ta marbuta written as ha */
    assert_int_equal(found_by(r, "جَمعيّة"), 1); /* with vowel signs */
    assert_int_equal(found_by(r, ""), 2);
    assert_int_equal(found_by(r, "%"), 0);
}

static void test_list_is_in_order_and_in_pages(void **state)
{
    Register *r = *state;
    for (int i = 0; i < 52; i++)
        register_add(r, arena_printf(&r->arena, "Verein %02d", 51 - i), "");
    register_add(r, "Ärzte ohne Grenzen im Viertel", "");
    AssociationFound found;
    assert_ok(association_find(&r->cx, &(AssociationFilter){0}, &found));
    assert_int_equal(found.total, 53);
    assert_int_equal(found.pages, 2);
    assert_int_equal(found.n, ASSOCIATIONS_PER_PAGE);
    assert_string_equal(found.at[0].name, "Ärzte ohne Grenzen im Viertel");
    assert_string_equal(found.at[1].name, "Verein 00");
    assert_ok(association_find(&r->cx, &(AssociationFilter){.page = 99}, &found));
    assert_int_equal(found.page, 2);
    assert_int_equal(found.n, 3);
    assert_string_equal(found.at[2].name, "Verein 51");
}

static void test_filters(void **state)
{
    Register *r = *state;
    Association a = register_draft(r, "Sichtbar", "");
    a.card.languages = "ar de";
    a.card.may_publish = true;
    AssociationId shown, hidden = register_add(r, "Verborgen", "");
    assert_ok(association_create(&r->cx, &a, "association.create", &shown));
    AssociationFound found;
    assert_ok(association_find(&r->cx, &(AssociationFilter){.published_only = true}, &found));
    assert_int_equal(found.total, 1);
    assert_int_equal(found.at[0].id.v, shown.v);
    assert_ok(association_find(&r->cx, &(AssociationFilter){.lang = "ar"}, &found));
    assert_int_equal(found.total, 1);
    assert_ok(association_find(&r->cx, &(AssociationFilter){.lang = "a"}, &found));
    assert_int_equal(found.total, 0);
    assert_ok(association_end_partnership(&r->cx, hidden, date_make(2026, 3, 13)));
    assert_ok(association_find(&r->cx, &(AssociationFilter){.state = ASSOCIATION_ENDED}, &found));
    assert_int_equal(found.total, 1);
    assert_ok(association_find(&r->cx, &(AssociationFilter){.state = ASSOCIATION_ACTIVE}, &found));
    assert_int_equal(found.total, 1);
}

static size_t history_of(Register *r, AssociationId id, AuditOfObjectRows *ret_rows)
{
    assert_ok(q_audit_of_object(&r->cx, r->cx.programme, "association", id.v, ret_rows));
    return ret_rows->n;
}

static void test_a_new_name_keeps_the_old_one(void **state)
{
    Register *r = *state;
    AssociationId id = register_add(r, "Alter Name e. V.", "VR 5");
    Association a;
    assert_ok(association_load(&r->cx, id, &a));
    a.card.name = "Neuer Name e. V.";
    assert_ok(association_change(&r->cx, &a, "association.change", ""));
    assert_ok(association_load(&r->cx, id, &a));
    assert_int_equal(a.former_names.n, 1);
    assert_string_equal(a.former_names.at[0].name, "Alter Name e. V.");
    assert_int_equal(a.card.version, 2);
    assert_int_equal(found_by(r, "alter name"), 1);
    AuditOfObjectRows history;
    assert_int_equal(history_of(r, id, &history), 2);
    assert_string_equal(history.at[0].action, "association.change");
    assert_non_null(strstr(history.at[0].detail, "Name: Alter Name e. V. → Neuer Name e. V."));
    /* Nothing to change writes nothing. */
    assert_ok(association_change(&r->cx, &a, "association.change", ""));
    assert_int_equal(history_of(r, id, &history), 2);
    int64_t entries;
    const char *head;
    assert_ok(audit_verify(&r->cx, &entries, &head));
}

static void test_the_second_of_two_editors_is_told(void **state)
{
    Register *r = *state;
    AssociationId id = register_add(r, "Verein", "");
    Association mine, theirs;
    assert_ok(association_load(&r->cx, id, &mine));
    assert_ok(association_load(&r->cx, id, &theirs));
    theirs.card.phone = "0211 1";
    assert_ok(association_change(&r->cx, &theirs, "association.change", ""));
    mine.card.phone = "0211 2";
    assert_err(association_change(&r->cx, &mine, "association.change", ""), ERR_CONFLICT);
    assert_ok(association_load(&r->cx, id, &mine));
    assert_string_equal(mine.card.phone, "0211 1");
}

static void test_partnership_ends_and_is_taken_up_again(void **state)
{
    Register *r = *state;
    Association a = register_draft(r, "Verein", "");
    a.card.has_partner_since = true;
    a.card.partner_since = date_make(2020, 1, 1);
    AssociationId id;
    assert_ok(association_create(&r->cx, &a, "association.create", &id));
    assert_err(association_resume_partnership(&r->cx, id), ERR_CONFLICT);
    assert_err(association_end_partnership(&r->cx, id, date_make(2019, 12, 31)), ERR_INPUT);
    assert_ok(association_end_partnership(&r->cx, id, date_make(2026, 1, 31)));
    assert_err(association_end_partnership(&r->cx, id, date_make(2026, 2, 1)), ERR_CONFLICT);
    assert_ok(association_resume_partnership(&r->cx, id));
    assert_ok(association_load(&r->cx, id, &a));
    assert_false(a.card.has_ended_on);
}

static void test_faults_name_their_fields(void **state)
{
    Register *r = *state;
    Association a = {.card = {.name = "", .register_number = "x", .email = "a@b", .website = "javascript:1"}};
    AssociationPlaces place = {"", "", ""}, bad = {"Weg 1", "123", ""};
    AssociationContacts contact = {"", "Vorsitz", "nein", ""};
    a.places = (AssociationPlacesRows){2, (AssociationPlaces[]){place, bad}};
    a.contacts = (AssociationContactsRows){1, &contact};
    AssociationFaults faults = association_tidy(&r->cx, &a);
    static const char *const fields[] = {
        "name", "register_number", "email", "website", "place1_postcode", "contact0_name", "contact0_email"};
    assert_int_equal(faults.n, ARRAY_LENGTH(fields));
    for (size_t i = 0; i < faults.n; i++)
        assert_string_equal(faults.at[i].field, fields[i]);
    assert_int_equal(a.places.n, 1);
}

static void test_other_programmes_see_nothing(void **state)
{
    Register *r = *state;
    AssociationId id = register_add(r, "Verein", "");
    r->cx.programme = r->second;
    Association a;
    assert_err(association_load(&r->cx, id, &a), ERR_NOT_FOUND);
    assert_int_equal(found_by(r, ""), 0);
    ObjectScope scope;
    assert_ok(association_scope(&r->cx, id.v, &scope));
    assert_true(scope.exists && scope.programme.v == r->first.v && !scope.is_public);
    assert_int_equal(scope.association.v, id.v);
    assert_ok(association_scope(&r->cx, id.v + 1000, &scope));
    assert_false(scope.exists);
}

static Association with_place(Register *r, const char *name, const char *number, const char *postcode)
{
    Association a = register_draft(r, name, number);
    AssociationPlaces *place = NEW(&r->arena, AssociationPlaces);
    *place = (AssociationPlaces){"", postcode, "Musterstadt"};
    a.places = (AssociationPlacesRows){1, place};
    return a;
}

static const Err *manager_of_both(Cx *cx, void *arg)
{
    const AssociationId *both = arg;
    PersonId person;
    TRY(person_create(cx, &(NewPerson){.name = "Erika Muster", .email = "e@example.org"}, &person));
    TRY(person_grant(cx, person, ROLE_MANAGER, both[0], (ConsultantId){0}));
    return person_grant(cx, person, ROLE_MANAGER, both[1], (ConsultantId){0});
}

static void test_a_merge_keeps_everything_of_both(void **state)
{
    Register *r = *state;
    Association a = with_place(r, "Kulturverein e. V.", "VR 7", "40210"),
                b = with_place(r, "Kultur Verein e. V.", "", "40211");
    AssociationContacts contact = {"Max Muster", "Vorsitz", "max@example.org", ""};
    b.contacts = (AssociationContactsRows){1, &contact};
    b.card.email = "info@example.org";
    b.card.languages = "ar";
    AssociationId keep, other;
    assert_ok(association_create(&r->cx, &a, "association.create", &keep));
    assert_ok(association_create(&r->cx, &b, "association.create", &other));
    assert_ok(tx_run(&r->cx, manager_of_both, (AssociationId[]){keep, other}));
    AssociationTwins twins;
    assert_ok(association_twins(&r->cx, (AssociationId){0}, &twins));
    assert_int_equal(twins.n, 1);
    assert_true(twins.at[0].a.v == keep.v && twins.at[0].b.v == other.v);
    assert_err(association_merge(&r->cx, keep, 9, other, 1), ERR_CONFLICT);
    assert_err(association_merge(&r->cx, keep, 1, keep, 1), ERR_CONFLICT);
    assert_ok(association_merge(&r->cx, keep, 1, other, 1));
    assert_ok(association_load(&r->cx, keep, &a));
    assert_int_equal(a.places.n, 2);
    assert_int_equal(a.contacts.n, 1);
    assert_int_equal(a.former_names.n, 1);
    assert_string_equal(a.former_names.at[0].name, "Kultur Verein e. V.");
    assert_string_equal(a.card.email, "info@example.org");
    assert_string_equal(a.card.languages, "ar");
    assert_err(association_load(&r->cx, other, &b), ERR_NOT_FOUND);
    PersonListRows people; /* one role each: the manager of both keeps one */
    assert_ok(q_person_list(&r->cx, r->cx.programme, &people));
    assert_int_equal(people.n, 1);
    assert_string_equal(people.at[0].association, "Kulturverein e. V.");
    AuditOfObjectRows history;
    assert_true(history_of(r, keep, &history) == 2 &&
                strstr(history.at[0].detail, "merged with: Kultur Verein e. V."));
    assert_true(history_of(r, other, &history) == 2 && strstr(history.at[0].detail, "info@example.org"));
}

static void test_names_are_found_as_trigram_similarity_says(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    static const char *const names[] = {"arabisches kulturinstitut",
                                        "arabisches kulturinstitut aki",
                                        "polnischer sozialrat",
                                        "polska rada",
                                        "kultur",
                                        "ك",
                                        ""};
    NameIndex *index = name_index_make(&arena);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        name_index_add(index, names[i], i);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        NameMatches found = name_index_find(index, names[i], 0.05);
        size_t expected = 0;
        for (size_t k = 0; k < ARRAY_LENGTH(names); k++)
            expected += trigram_similarity(names[i], names[k]) >= 0.05;
        assert_int_equal(found.n, expected);
        for (size_t k = 0; k < found.n; k++)
            assert_true(found.at[k].similarity == trigram_similarity(names[i], names[found.at[k].number]));
    }
}

#define REGISTER_TEST(test) cmocka_unit_test_setup_teardown(test, register_open, register_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REGISTER_TEST(test_search_finds_every_spelling),
        REGISTER_TEST(test_list_is_in_order_and_in_pages),
        REGISTER_TEST(test_filters),
        REGISTER_TEST(test_a_new_name_keeps_the_old_one),
        REGISTER_TEST(test_the_second_of_two_editors_is_told),
        REGISTER_TEST(test_partnership_ends_and_is_taken_up_again),
        REGISTER_TEST(test_faults_name_their_fields),
        REGISTER_TEST(test_other_programmes_see_nothing),
        REGISTER_TEST(test_a_merge_keeps_everything_of_both),
        cmocka_unit_test(test_names_are_found_as_trigram_similarity_says),
    };
    return cmocka_run_group_tests_name("register", tests, NULL, NULL);
}
