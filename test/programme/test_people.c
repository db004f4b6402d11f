/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People, their roles, and the ways in. */
#include "../year.h"

#include <string.h>

#include "mail/mail.h"
#include "person.sql.h"
#include "programme/audit.h"
#include "programme/person.h"
#include "programme/session.h"

static PersonId add_person(Year *y, const char *name, const char *email)
{
    PersonId id;
    bool is_new;
    assert_ok(person_find_or_create(&y->cx, &(NewPerson){.name = name, .email = email}, &id, &is_new));
    return id;
}

static GrantListRows grants_of(Year *y, PersonId person)
{
    GrantListRows rows;
    assert_ok(q_grant_list(&y->cx, person, &rows));
    return rows;
}

static void a_manager_of_two_associations_loses_one(void **state)
{
    Year *y = *state;
    PersonId person = add_person(y, "Aylin Demir", "aylin@example.org");
    for (int i = 0; i < 2; i++)
        assert_ok(person_grant(&y->cx, person, ROLE_MANAGER, y->associations[i], (ConsultantId){0}));
    OwnAssociationsRows own;
    assert_ok(q_own_associations(&y->cx, person, &own));
    assert_int_equal(own.n, 2);
    GrantListRows grants = grants_of(y, person);
    assert_int_equal(grants.n, 2);
    assert_ok(person_revoke(&y->cx, person, grants.at[0].id));
    assert_ok(person_revoke(&y->cx, person, grants.at[0].id)); /* a second tab */
    GrantListRows left = grants_of(y, person);
    assert_int_equal(left.n, 1);
    assert_int_equal(left.at[0].association.v, grants.at[1].association.v);
    PersonId other = add_person(y, "Cem Kaya", "cem@example.org");
    assert_ok(person_revoke(&y->cx, other, left.at[0].id)); /* somebody else's grant */
    assert_int_equal(grants_of(y, person).n, 1);
}

static void the_last_officer_stays(void **state)
{
    Year *y = *state;
    PersonId person = add_person(y, "Petra Muster", "petra@example.org");
    assert_ok(person_grant(&y->cx, person, ROLE_OFFICER, (AssociationId){0}, (ConsultantId){0}));
    PersonId other = add_person(y, "Olga Beispiel", "olga@example.org");
    assert_ok(person_grant(&y->cx, other, ROLE_OFFICER, (AssociationId){0}, (ConsultantId){0}));
    assert_ok(person_revoke(&y->cx, other, grants_of(y, other).at[0].id));
    assert_err(person_revoke(&y->cx, person, grants_of(y, person).at[0].id), ERR_CONFLICT);
}

static void a_mailbox_may_have_several_people(void **state)
{
    Year *y = *state;
    PersonId aylin = add_person(y, "Aylin Demir", "buero@example.org");
    PersonId cem = add_person(y, "Cem Kaya", "buero@example.org");
    assert_int_not_equal(aylin.v, cem.v);
    assert_int_equal(add_person(y, "AYLIN  Demir", "buero@example.org").v, aylin.v);
    PersonCard card;
    assert_ok(q_person_card(&y->cx, aylin, &card));
    assert_string_equal(card.name, "Aylin Demir"); /* nobody is renamed */
    PersonId again;
    assert_err(
        person_create(&y->cx, &(NewPerson){.name = "aylin demir", .email = "buero@example.org"}, &again),
        ERR_CONFLICT);

    const char *others;
    assert_ok(person_others(&y->cx, "Cem Kaya", "buero@example.org", &others));
    assert_null(others);
    assert_ok(person_others(&y->cx, "C. Kaya", "buero@example.org", &others));
    assert_string_equal(others, "Aylin Demir, Cem Kaya");
    assert_ok(person_others(&y->cx, "Neu", "neu@example.org", &others));
    assert_null(others);
}

static void one_of_them_has_the_password(void **state)
{
    Year *y = *state;
    PersonId first = add_person(y, "Aylin Demir", "buero@example.org");
    PersonId second = add_person(y, "Cem Kaya", "buero@example.org");
    assert_ok(person_set_password(&y->cx, second, "ein langes Wort"));
    assert_ok(person_set_password(&y->cx, second, "ein anderes Wort"));
    assert_err(person_set_password(&y->cx, first, "noch ein Wort"), ERR_CONFLICT);
    PersonId who, third;
    assert_ok(sign_in_by_password(&y->cx, "buero@example.org", "ein anderes Wort", &who));
    assert_int_equal(who.v, second.v);
    assert_err(sign_in_by_password(&y->cx, "buero@example.org", "noch ein Wort", &who), ERR_FORBIDDEN);
    NewPerson other = {.name = "Dritte", .email = "buero@example.org", .password_hash = "x"};
    assert_err(person_create(&y->cx, &other, &third), ERR_CONFLICT);
}

/* The nth link's token in the newest mail to a person. */
static const char *token_of_mail(Year *y, PersonId person, int nth)
{
    OutboxOfPersonRows mails;
    assert_ok(q_outbox_of_person(&y->cx, person, &mails));
    assert_true(mails.n > 0);
    const char *at = mails.at[0].body;
    for (int i = 0; i <= nth; i++) {
        at = strstr(at, "/sign-in/link/");
        assert_non_null(at);
        at += strlen("/sign-in/link/");
    }
    return arena_text_n(&y->arena, at, strcspn(at, "\n"));
}

static void each_of_a_mailbox_gets_a_link(void **state)
{
    Year *y = *state;
    PersonId first = add_person(y, "Aylin Demir", "buero@example.org");
    PersonId second = add_person(y, "Cem Kaya", "buero@example.org"), who;
    assert_ok(sign_in_send_link(&y->cx, "buero@example.org"));
    assert_ok(sign_in_by_link(&y->cx, token_of_mail(y, first, 1), &who));
    assert_int_equal(who.v, second.v);
    assert_ok(sign_in_by_link(&y->cx, token_of_mail(y, first, 0), &who));
    assert_int_equal(who.v, first.v);
    assert_err(sign_in_by_link(&y->cx, token_of_mail(y, first, 0), &who), ERR_GONE);
}

static void a_new_password_makes_old_links_void(void **state)
{
    Year *y = *state;
    PersonId person = add_person(y, "Petra Muster", "petra@example.org"), who;
    assert_ok(sign_in_send_link(&y->cx, "petra@example.org"));
    const char *token = token_of_mail(y, person, 0), *cookie;
    assert_ok(session_open(&y->cx, person, &cookie));
    Session *session;
    assert_ok(session_find(&y->cx, cookie, &session));
    assert_non_null(session);
    assert_ok(person_set_password(&y->cx, person, "ein langes Wort"));
    assert_err(sign_in_by_link(&y->cx, token, &who), ERR_GONE);
    assert_ok(session_find(&y->cx, cookie, &session));
    assert_null(session);
}

/* Each case is one transaction, as each request is. */
static Tx transaction;

static int open_year(void **state)
{
    int status = year_open(state);
    transaction = (Tx){0};
    assert_ok(tx_begin(&((Year *)*state)->cx, &transaction));
    return status;
}

static int close_year(void **state)
{
    tx_rollback(&transaction);
    return year_close(state);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, open_year, close_year)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_manager_of_two_associations_loses_one), CASE(the_last_officer_stays),
        CASE(a_mailbox_may_have_several_people),       CASE(one_of_them_has_the_password),
        CASE(each_of_a_mailbox_gets_a_link),           CASE(a_new_password_makes_old_links_void),
    };
    return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
