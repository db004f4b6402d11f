/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* All of a person in one file, and all of it gone; figures and the audit log's chain stay true. */
#include "../year.h"

#include <string.h>

#include "mail/mail.h"
#include "personal_data.sql.h"
#include "programme/audit.h"
#include "programme/person.h"
#include "programme/session.h"
#include "registration.sql.h"
#include "registration/attendance.h"
#include "registration/personal_data.h"
#include "registration/registration_rules.h"

#define NAME  "Zarife Öztürk-Beispiel"
#define EMAIL "zarife@example.org"
#define PHONE "+4921155512"

static Registrant zarife(void)
{
    return (Registrant){.name = NAME,
                        .email = EMAIL,
                        .phone = PHONE,
                        .organisation = "Zarifes Nähkreis",
                        .access_needs = "Rollstuhl \"E\"\n",
                        .childcare = "3 7",
                        .interpretation = ""};
}

typedef struct Life {
    PersonId person;
    RegistrationId past, coming, waiting;
    SeminarId held, future;
    const char *cookie;
} Life;

static const Err *grow(Cx *cx, void *arg)
{
    Life *life = arg;
    TRY(session_open(cx, life->person, &life->cookie));
    TRY(sign_in_send_link(cx, EMAIL));
    TRY(audit_add(cx, "association.change", "association", 1, "Contact people:  → " NAME " <" EMAIL ">\n"));
    return audit_add(cx, "association.change", "association", 1, "Name: Zarife → Zarifeverein\n");
}

/* Somebody with a past and a future in the programme. */
static Life live(Year *y)
{
    Life life = {0};
    Date day = date_make(2026, 3, 20);
    life.held = year_published(y, "Vergangen", day, 3, 0);
    life.future = year_published(y, "Kommt", date_make(2026, 6, 15), 1, 0);
    Registrant who = zarife(), next = zarife();
    next.name = "Omar";
    next.email = "omar@example.org";
    RegistrationAnswer answer;
    assert_ok(registration_request(&y->cx, life.held, &who, CHANNEL_WEB, &answer));
    life.past = answer.id;
    assert_ok(registration_request(&y->cx, life.future, &who, CHANNEL_WEB, &answer));
    life.coming = answer.id;
    assert_ok(registration_request(&y->cx, life.future, &next, CHANNEL_WEB, &answer));
    life.waiting = answer.id;
    SessionListRows sessions;
    assert_ok(q_session_list(&y->cx, life.held, &sessions));
    year_move_to(y, day);
    assert_ok(attendance_record(&y->cx, sessions.at[0].id, &(AttendanceMark){life.past, 90}, 1));
    assert_ok(registration_hold_seminar(&y->cx, life.held));
    RegistrationFind row;
    assert_ok(registration_get(&y->cx, life.past, &row));
    life.person = row.person;
    assert_ok(tx_run(&y->cx, grow, &life));
    return life;
}

static const char *export_of(Year *y, PersonId person)
{
    Buf out = buf_make(&y->arena);
    assert_ok(person_export(&y->cx, person, &out));
    return buf_text(&out);
}

static void holds(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("“%s” is missing in\n%s", part, text);
}

static void the_export_holds_all_of_it(void **state)
{
    Year *y = *state;
    Life life = live(y);
    const char *json = export_of(y, life.person);
    static const char *const parts[] = {
        "\"name\": \"" NAME "\"",        "\"email\": \"" EMAIL "\"",
        "\"phone\": \"" PHONE "\"",      "\"seminar\": \"Vergangen\"",
        "\"seminar\": \"Kommt\"",        "\"access_needs\": \"Rollstuhl \\\"E\\\"",
        "\"childcare\": \"3 7\"",        "\"minutes\": 90",
        "\"day\": \"2026-03-20\"",       "\"kind\": \"sign_in_link\"",
        "\"action\": \"person.create\"", "\"sign_in_sessions\": [\n    {",
    };
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++)
        holds(json, parts[i]);
    assert_null(strstr(json, "Omar"));
}

static const Err *verify(Cx *cx, void *arg)
{
    int64_t *entries = arg;
    const char *head;
    TRY(audit_seal(cx));
    return audit_verify(cx, entries, &head);
}

static void nothing_is_left_but_numbers(void **state)
{
    Year *y = *state;
    Life life = live(y);
    PersonErased erased;
    int64_t before, after;
    assert_ok(tx_run(&y->cx, verify, &before));
    assert_ok(person_erase(&y->cx, life.person, &erased));
    assert_int_equal(erased.given_back, 1);
    assert_int_equal(erased.kept, 1);
    assert_int_equal(erased.details, 1); /* the one that names her, not the one of “Zarifeverein” */

    const char *json = export_of(y, life.person);
    static const char *const gone[] = {NAME, EMAIL, PHONE, "Rollstuhl", "Nähkreis", "sign_in_link"};
    for (size_t i = 0; i < ARRAY_LENGTH(gone); i++)
        assert_null(strstr(json, gone[i]));
    holds(json, "\"minutes\": 90"); /* the figures stay true */
    RegistrationFind row;
    assert_ok(registration_get(&y->cx, life.past, &row));
    assert_int_equal(row.state, REG_ATTENDED);
    assert_ok(registration_get(&y->cx, life.coming, &row));
    assert_int_equal(row.state, REG_CANCELLED);
    assert_ok(registration_get(&y->cx, life.waiting, &row)); /* the seat went on */
    assert_int_equal(row.state, REG_CONFIRMED);

    Session *session;
    assert_ok(session_find(&y->cx, life.cookie, &session));
    assert_null(session);
    AuditWithTextRows named;
    assert_ok(q_audit_with_text(&y->cx, y->cx.programme, "%" EMAIL "%", &named));
    assert_int_equal(named.n, 0);
    assert_ok(tx_run(&y->cx, verify, &after)); /* and the chain holds */
    assert_true(after > before);
    assert_err(person_erase(&y->cx, life.person, &erased), ERR_CONFLICT);

    Registrant again = zarife();
    SeminarId other = year_published(y, "Neu", date_make(2026, 7, 1), 3, 0);
    RegistrationAnswer answer;
    assert_ok(registration_request(&y->cx, other, &again, CHANNEL_WEB, &answer));
    assert_ok(registration_get(&y->cx, answer.id, &row));
    assert_int_not_equal(row.person.v, life.person.v); /* whoever comes back is somebody new */
}

static const Err *make_officer(Cx *cx, void *arg)
{
    PersonId *person = arg;
    TRY(person_create(cx, &(NewPerson){.name = "Petra", .email = "petra@example.org"}, person));
    return person_grant(cx, *person, ROLE_OFFICER, (AssociationId){0}, (ConsultantId){0});
}

static void who_cannot_be_erased(void **state)
{
    Year *y = *state;
    PersonId officer;
    PersonErased erased;
    assert_ok(tx_run(&y->cx, make_officer, &officer));
    assert_err(person_erase(&y->cx, officer, &erased), ERR_CONFLICT);
    Life life = live(y);
    PersonId found;
    assert_ok(person_named(&y->cx, EMAIL, &found));
    assert_int_equal(found.v, life.person.v);
    assert_err(person_named(&y->cx, "nobody@example.org", &found), ERR_NOT_FOUND);
    y->cx.programme.v += 100000; /* another programme's officer */
    assert_err(person_erase(&y->cx, life.person, &erased), ERR_NOT_FOUND);
    Buf out = buf_make(&y->arena);
    assert_err(person_export(&y->cx, life.person, &out), ERR_NOT_FOUND);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, year_open, year_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_export_holds_all_of_it),
        CASE(nothing_is_left_but_numbers),
        CASE(who_cannot_be_erased),
    };
    return cmocka_run_group_tests_name("personal data", tests, NULL, NULL);
}
