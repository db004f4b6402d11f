/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Consultants: entering, finding, changing, two people at once, whose entry it is. */
#include "../association/register.h"

#include <string.h>

#include "audit.sql.h"
#include "consultant/consultant.h"
#include "programme.sql.h"
#include "programme/session.h"

static Consultant draft(Register *r, const char *name, const char *languages)
{
    TopicListRows topics;
    assert_ok(q_topic_list(&r->cx, r->cx.programme, &topics));
    ConsultantTopics *first = NEW(&r->arena, ConsultantTopics);
    first->id = topics.at[0].id;
    return (Consultant){.card = {.name = name,
                                 .email = "",
                                 .phone = "",
                                 .languages = languages,
                                 .experience_associations = "seit 2015",
                                 .experience_councils = "",
                                 .day_fee = {45000}},
                        .topics = {1, first}};
}

static ConsultantId add(Register *r, const char *name, const char *languages)
{
    Consultant c = draft(r, name, languages);
    ConsultantId id;
    assert_ok(consultant_create(&r->cx, &c, &id));
    return id;
}

static void test_found_by_name_and_language(void **state)
{
    Register *r = *state;
    add(r, "Özlem Probe", "de tr");
    add(r, "Anna Beispiel", "ar de");
    ConsultantListRows rows;
    assert_ok(consultant_find(&r->cx, "ozlem", NULL, &rows));
    assert_int_equal(rows.n, 1);
    assert_ok(consultant_find(&r->cx, NULL, "ar", &rows));
    assert_int_equal(rows.n, 1);
    assert_string_equal(rows.at[0].name, "Anna Beispiel");
    assert_ok(consultant_find(&r->cx, "", "a", &rows));
    assert_int_equal(rows.n, 0);
    assert_ok(consultant_find(&r->cx, "", "", &rows));
    assert_int_equal(rows.n, 2);
    assert_string_equal(rows.at[0].name, "Anna Beispiel");
}

static void test_changes_are_kept_in_the_history(void **state)
{
    Register *r = *state;
    ConsultantId id = add(r, "Anna Beispiel", "de");
    Consultant mine, theirs;
    assert_ok(consultant_load(&r->cx, id, &mine));
    assert_int_equal(mine.topics.n, 1);
    assert_int_equal(mine.card.day_fee.v, 45000);
    theirs = mine;
    theirs.card.day_fee.v = 50000;
    theirs.topics.n = 0;
    assert_ok(consultant_change(&r->cx, &theirs));
    mine.card.phone = "0211 1";
    assert_err(consultant_change(&r->cx, &mine), ERR_CONFLICT);
    assert_ok(consultant_load(&r->cx, id, &mine));
    assert_int_equal(mine.card.version, 2);
    assert_int_equal(mine.topics.n, 0);
    assert_ok(consultant_change(&r->cx, &mine)); /* nothing to change */
    AuditOfObjectRows history;
    assert_ok(q_audit_of_object(&r->cx, r->cx.programme, "consultant", id.v, &history));
    assert_int_equal(history.n, 2);
    assert_non_null(strstr(history.at[0].detail, "Day fee in cents: 45000 → 50000"));
}

static void test_the_entry_is_its_consultants_own(void **state)
{
    Register *r = *state;
    ConsultantId id = add(r, "Anna Beispiel", "de"), other = add(r, "Özlem Probe", "de");
    ObjectScope scope;
    Session session = {.grants = {1, &(Grant){.role = ROLE_CONSULTANT, .consultant = id}}};
    bool may;
    assert_ok(consultant_scope(&r->cx, id.v, &scope));
    assert_true(scope.exists && !scope.is_public && scope.programme.v == r->first.v);
    assert_ok(session_may(&r->cx, &session, PERM_CONSULTANT_READ, &scope, &may));
    assert_true(may);
    assert_ok(session_may(&r->cx, &session, PERM_CONSULTANT_WRITE, &scope, &may));
    assert_false(may);
    assert_ok(consultant_scope(&r->cx, other.v, &scope));
    assert_ok(session_may(&r->cx, &session, PERM_CONSULTANT_READ, &scope, &may));
    assert_false(may);
    assert_ok(consultant_scope(&r->cx, 99, &scope));
    assert_false(scope.exists);
    r->cx.programme = r->second;
    Consultant c;
    assert_err(consultant_load(&r->cx, id, &c), ERR_NOT_FOUND);
}

#define REGISTER_TEST(test) cmocka_unit_test_setup_teardown(test, register_open, register_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REGISTER_TEST(test_found_by_name_and_language),
        REGISTER_TEST(test_changes_are_kept_in_the_history),
        REGISTER_TEST(test_the_entry_is_its_consultants_own),
    };
    return cmocka_run_group_tests_name("consultant", tests, NULL, NULL);
}
