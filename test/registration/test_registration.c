/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of seminars and registrations one by one; test_seats.c has them under load. */
#include "../year.h"

#include <stdio.h>
#include <string.h>

#include "audit.sql.h"
#include "mail/mail.h"
#include "plan/budget.h"
#include "registration.sql.h"
#include "registration/attendance.h"
#include "registration/registration_rules.h"

static RegistrationAnswer registers(Year *y, SeminarId seminar, const Registrant *who)
{
    RegistrationAnswer answer;
    assert_ok(registration_request(&y->cx, seminar, who, CHANNEL_WEB, &answer));
    return answer;
}

static RegistrationState state_of(Year *y, RegistrationId id)
{
    RegistrationFind row;
    assert_ok(registration_get(&y->cx, id, &row));
    return row.state;
}

static int mails_of(Year *y, const char *kind)
{
    OutboxListRows rows;
    int n = 0;
    assert_ok(mail_list(&y->cx, NULL, &rows));
    for (size_t i = 0; i < rows.n; i++)
        n += strcmp(rows.at[i].kind, kind) == 0;
    return n;
}

static void publishing_needs_a_session_and_money(void **state)
{
    Year *y = *state;
    SeminarId id = year_seminar(y, "Teuer", date_make(2026, 6, 15), 10, 0);
    CostLineId line;
    CostDraft draft = {.seminar = id, .kind = COST_FEE, .amount = {400001}, .note = ""};
    assert_ok(cost_line_add(&y->cx, y->budget, &draft, &line));
    assert_err(seminar_publish(&y->cx, id), ERR_CONFLICT);
    SeminarFind row;
    assert_ok(seminar_get(&y->cx, id, &row));
    assert_int_equal(row.state, SEMINAR_PLANNED);
    draft.amount.v = 400000;
    assert_ok(cost_line_change(&y->cx, line, &draft));
    assert_ok(seminar_publish(&y->cx, id));
    BudgetYear year;
    assert_ok(budget_year_card(&y->cx, y->budget, &year));
    assert_int_equal(budget_left(&year).v, 0);
    assert_err(seminar_publish(&y->cx, id), ERR_CONFLICT);
    assert_err(seminar_publish(&y->cx, year_seminar(y, "Vorbei", y->today, 10, 0)), ERR_CONFLICT);
}

static void days_follow_the_sessions(void **state)
{
    Year *y = *state;
    SeminarId id = year_seminar(y, "Tage", date_make(2026, 6, 15), 10, 0);
    SessionDraft draft = {date_make(2026, 7, 1), 540, 720, "R", "", {0}};
    SessionId session;
    SeminarFind row;
    assert_ok(session_add(&y->cx, id, &draft, &session));
    assert_ok(seminar_get(&y->cx, id, &row));
    assert_int_equal(row.first_day.days, date_make(2026, 6, 15).days);
    assert_int_equal(row.last_day.days, date_make(2026, 7, 1).days);
    draft.day = date_make(2026, 5, 1);
    assert_ok(session_change(&y->cx, session, &draft));
    assert_ok(seminar_get(&y->cx, id, &row));
    assert_int_equal(row.first_day.days, date_make(2026, 5, 1).days);
    assert_ok(session_remove(&y->cx, session));
    assert_ok(seminar_get(&y->cx, id, &row));
    assert_int_equal(row.first_day.days, date_make(2026, 6, 15).days);
    draft.ends_min = draft.starts_min;
    assert_err(session_add(&y->cx, id, &draft, &session), ERR_INPUT);
    draft = (SessionDraft){date_make(2027, 12, 1), 540, 720, "R", "", {0}};
    assert_err(session_add(&y->cx, id, &draft, &session), ERR_INPUT);
}

static void a_copy_is_planned_anew(void **state)
{
    Year *y = *state;
    SeminarId id = year_seminar(y, "Vorlage", date_make(2026, 6, 15), 9, 2), copy;
    CostLineId line;
    CostDraft draft = {.seminar = id, .kind = COST_ROOM, .amount = {10000}, .note = "Saal"};
    assert_ok(cost_line_add(&y->cx, y->budget, &draft, &line));
    assert_ok(seminar_translate(&y->cx, id, &(SeminarText){LANG_AR, "قالب", "", ""}));
    assert_ok(seminar_publish(&y->cx, id));
    assert_ok(seminar_copy(&y->cx, id, y->budget, &copy));
    SeminarFind row;
    assert_ok(seminar_get(&y->cx, copy, &row));
    assert_int_equal(row.state, SEMINAR_PLANNED);
    assert_int_equal(row.capacity, 9);
    assert_false(row.has_first_day);
    BudgetYear year;
    assert_ok(budget_year_card(&y->cx, y->budget, &year));
    assert_int_equal(year.used.v, 10000);
}

static void the_window_is_kept(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Fenster", date_make(2026, 6, 15), 10, 0);
    Registrant who = registrant_named("Nora", "nora@example.org");
    RegistrationAnswer answer;
    year_move_to(y, date_make(2026, 6, 15));
    assert_err(registration_request(&y->cx, id, &who, CHANNEL_WEB, &answer), ERR_CONFLICT);
    assert_ok(registration_request(&y->cx, id, &who, CHANNEL_OFFICER, &answer));
    year_move_to(y, date_make(2026, 6, 16));
    who = registrant_named("Omar", "omar@example.org");
    assert_err(registration_request(&y->cx, id, &who, CHANNEL_OFFICER, &answer), ERR_CONFLICT);
}

static void the_cap_makes_wait_while_seats_are_free(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Deckel", date_make(2026, 6, 15), 10, 1);
    Registrant a = registrant_named("A", "a@example.org"), b = registrant_named("B", "b@example.org"),
               c = registrant_named("C", "c@example.org");
    a.association = b.association = y->associations[0];
    c.association = y->associations[1];
    RegistrationAnswer first = registers(y, id, &a), second = registers(y, id, &b),
                       third = registers(y, id, &c);
    assert_int_equal(first.state, REG_CONFIRMED);
    assert_int_equal(second.state, REG_WAITLISTED);
    assert_int_equal(third.state, REG_CONFIRMED);
    assert_ok(registration_cancel(&y->cx, third.id)); /* another association's seat does not help */
    assert_int_equal(state_of(y, second.id), REG_WAITLISTED);
    assert_ok(registration_cancel(&y->cx, first.id));
    assert_int_equal(state_of(y, second.id), REG_CONFIRMED);
    assert_int_equal(mails_of(y, "registration-promoted"), 1);
}

static void who_comes_back_stands_at_the_end(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Zurück", date_make(2026, 6, 15), 1, 0);
    Registrant a = registrant_named("A", "a@example.org"), b = registrant_named("B", "b@example.org"),
               c = registrant_named("C", "c@example.org");
    a.association = y->associations[0];
    b.association = c.association = y->associations[1];
    RegistrationAnswer seat = registers(y, id, &a), left = registers(y, id, &b), stays = registers(y, id, &c),
                       again;
    int32_t place;
    assert_ok(registration_waiting_place(&y->cx, id, left.id, &place));
    assert_int_equal(place, 1);
    assert_ok(registration_cancel(&y->cx, left.id));
    again = registers(y, id, &b);
    assert_true(again.is_new);
    assert_int_equal(again.id.v, left.id.v);
    assert_ok(registration_waiting_place(&y->cx, id, again.id, &place));
    assert_int_equal(place, 2);
    assert_ok(registration_cancel(&y->cx, seat.id));
    assert_int_equal(state_of(y, stays.id), REG_CONFIRMED);
    assert_int_equal(state_of(y, again.id), REG_WAITLISTED);
    assert_err(registration_cancel(&y->cx, seat.id), ERR_CONFLICT);
    assert_int_equal(mails_of(y, "registration-waiting"), 3); /* B's second stay is another occasion */
}

static void one_address_and_name_is_one_person(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Einmal", date_make(2026, 6, 15), 5, 0);
    Registrant who = registrant_named("Mina", "Mina@Example.org"),
               same = registrant_named("MINA", "mina@example.org");
    RegistrationAnswer first = registers(y, id, &who), second = registers(y, id, &same);
    assert_false(second.is_new);
    assert_int_equal(second.id.v, first.id.v);
    registers(y, id, &same);
    assert_int_equal(mails_of(y, "registration-again"), 1);                   /* one a day */
    Registrant other = registrant_named("Jemand anders", "mina@example.org"); /* shares the mailbox */
    second = registers(y, id, &other);
    assert_true(second.is_new);
    assert_int_not_equal(second.id.v, first.id.v);
    assert_int_equal(mails_of(y, "registration-confirmed"), 2);
    assert_false(registers(y, id, &other).is_new);
    Registrant phone = registrant_named("Ali Veli", "");
    phone.phone = "+49 (0)211 / 12-34";
    first = registers(y, id, &phone);
    phone.phone = "+490211 1234";
    phone.name = "ali veli";
    second = registers(y, id, &phone);
    assert_int_equal(second.id.v, first.id.v);
    phone.name = "Leyla Veli";
    assert_true(registers(y, id, &phone).is_new);
    phone.phone = "";
    RegistrationAnswer none;
    assert_err(registration_request(&y->cx, id, &phone, CHANNEL_WEB, &none), ERR_INPUT);
}

static void more_seats_go_to_who_waits(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Mehr", date_make(2026, 6, 15), 1, 0);
    RegistrationAnswer answers[4];
    for (int i = 0; i < 4; i++) {
        Registrant who = registrant_named("X", arena_printf(&y->arena, "x%d@example.org", i));
        answers[i] = registers(y, id, &who);
    }
    assert_ok(registration_set_seats(&y->cx, id, &(SeminarSeats){3, 0, 0}));
    assert_int_equal(state_of(y, answers[1].id), REG_CONFIRMED);
    assert_int_equal(state_of(y, answers[2].id), REG_CONFIRMED);
    assert_int_equal(state_of(y, answers[3].id), REG_WAITLISTED);
    assert_err(registration_set_seats(&y->cx, id, &(SeminarSeats){2, 0, 0}), ERR_CONFLICT);
}

static void a_cancelled_seminar_tells_everybody_and_frees_money(void **state)
{
    Year *y = *state;
    SeminarId id = year_seminar(y, "Absage", date_make(2026, 6, 15), 1, 0);
    CostLineId line;
    CostDraft draft = {.seminar = id, .kind = COST_FEE, .amount = {50000}, .note = ""};
    assert_ok(cost_line_add(&y->cx, y->budget, &draft, &line));
    assert_ok(seminar_publish(&y->cx, id));
    Registrant a = registrant_named("A", "a@example.org"), b = registrant_named("B", "b@example.org");
    a.childcare = "3 und 7";
    registers(y, id, &a);
    registers(y, id, &b);
    assert_ok(registration_cancel_seminar(&y->cx, id, "Die Referentin ist erkrankt."));
    assert_int_equal(mails_of(y, "seminar-cancelled"), 2);
    assert_int_equal(mails_of(y, "registration-promoted"), 0);
    RegistrationListRows people;
    assert_ok(q_registration_list(&y->cx, id, &people));
    for (size_t i = 0; i < people.n; i++) {
        assert_int_equal(people.at[i].state, REG_CANCELLED);
        assert_null(people.at[i].childcare);
    }
    BudgetYear year;
    assert_ok(budget_year_card(&y->cx, y->budget, &year));
    assert_int_equal(year.used.v, 0);
    assert_err(registration_cancel_seminar(&y->cx, id, "noch einmal"), ERR_CONFLICT);
}

static void attendance_decides_who_took_part(void **state)
{
    Year *y = *state;
    Date day = date_make(2026, 3, 20);
    SeminarId id = year_published(y, "Teilnahme", day, 3, 0);
    Registrant a = registrant_named("A", "a@example.org"), b = registrant_named("B", "b@example.org");
    RegistrationAnswer came = registers(y, id, &a), missed = registers(y, id, &b);
    SessionListRows sessions;
    assert_ok(q_session_list(&y->cx, id, &sessions));
    SessionId session = sessions.at[0].id;
    AttendanceMark marks[] = {{came.id, 90}, {missed.id, 0}};
    assert_err(attendance_record(&y->cx, session, marks, 2), ERR_CONFLICT); /* it lies in the future */
    year_move_to(y, day);
    assert_err(registration_hold_seminar(&y->cx, id), ERR_CONFLICT); /* nothing is recorded */
    marks[0].minutes = 181;
    assert_err(attendance_record(&y->cx, session, marks, 2), ERR_INPUT);
    marks[0].minutes = 90;
    assert_ok(attendance_record(&y->cx, session, marks, 2));
    assert_ok(registration_hold_seminar(&y->cx, id));
    assert_int_equal(state_of(y, came.id), REG_ATTENDED);
    assert_int_equal(state_of(y, missed.id), REG_NO_SHOW);
    marks[1].minutes = 10;
    assert_ok(attendance_record(&y->cx, session, marks, 2));
    assert_int_equal(state_of(y, missed.id), REG_ATTENDED);
    assert_err(registration_cancel(&y->cx, came.id), ERR_CONFLICT);
}

static void a_shorter_session_cuts_what_is_recorded(void **state)
{
    Year *y = *state;
    Date day = date_make(2026, 3, 20);
    SeminarId id = year_published(y, "Kürzer", day, 3, 0);
    Registrant a = registrant_named("A", "a@example.org"), b = registrant_named("B", "b@example.org");
    AttendanceMark marks[] = {{registers(y, id, &a).id, 180}, {registers(y, id, &b).id, 100}};
    SessionListRows sessions;
    assert_ok(q_session_list(&y->cx, id, &sessions));
    year_move_to(y, day);
    assert_ok(attendance_record(&y->cx, sessions.at[0].id, marks, 2));
    assert_ok(session_change(&y->cx, sessions.at[0].id, &(SessionDraft){day, 1080, 1230, "Raum 1", ""}));
    AttendanceTotalsRows totals;
    assert_ok(q_attendance_totals(&y->cx, id, &totals));
    assert_int_equal(totals.n, 2);
    assert_int_equal(totals.at[0].minutes, 150); /* 18:00 to 20:30 */
    assert_int_equal(totals.at[1].minutes, 100);
    AuditOfObjectRows entries;
    assert_ok(q_audit_of_object(&y->cx, y->cx.programme, "seminar", id.v, &entries));
    assert_non_null(strstr(entries.at[0].detail, "attendance_shortened: 0 → 1\n"));
}

static AssociationId association_of(Year *y, RegistrationId id)
{
    RegistrationFind row;
    assert_ok(registration_get(&y->cx, id, &row));
    return row.has_association ? row.association : (AssociationId){0};
}

static void a_typed_name_of_the_register_is_that_association(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Getippt", date_make(2026, 6, 15), 9, 1);
    Registrant a = registrant_named("A", "a@example.org"), b = registrant_named("B", "b@example.org"),
               c = registrant_named("C", "c@example.org");
    a.organisation = "VEREIN 1 e.V.";
    b.association = y->associations[0];
    c.organisation = "Verein 1 und Freunde";
    RegistrationAnswer typed = registers(y, id, &a), chosen = registers(y, id, &b),
                       other = registers(y, id, &c);
    assert_int_equal(association_of(y, typed.id).v, y->associations[0].v);
    assert_int_equal(chosen.state, REG_WAITLISTED); /* typing is no way around the cap */
    assert_int_equal(association_of(y, other.id).v, 0);
    assert_int_equal(other.state, REG_CONFIRMED);

    assert_err(registration_assign(&y->cx, typed.id, y->associations[1]), ERR_CONFLICT);
    assert_err(registration_assign(&y->cx, other.id, y->associations[0]), ERR_CONFLICT); /* at its cap */
    assert_err(registration_assign(&y->cx, other.id, (AssociationId){987654}), ERR_NOT_FOUND);
    assert_ok(registration_assign(&y->cx, other.id, y->associations[1]));
    assert_int_equal(association_of(y, other.id).v, y->associations[1].v);
    assert_int_equal(state_of(y, chosen.id), REG_WAITLISTED);
}

static const Err *second_of_the_name(Cx *cx, void *arg)
{
    return year_association(cx, "Verein 3", arg);
}

static void of_two_with_one_name_nobody_guesses(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Zweimal", date_make(2026, 6, 15), 9, 0);
    AssociationId second;
    assert_ok(tx_run(&y->cx, second_of_the_name, &second));
    Registrant a = registrant_named("A", "a@example.org");
    a.organisation = "Verein 3";
    assert_int_equal(association_of(y, registers(y, id, &a).id).v, 0);
}

static void needs_go_after_thirty_days(void **state)
{
    Year *y = *state;
    Date day = date_make(2026, 6, 15);
    SeminarId id = year_published(y, "Bedarf", day, 3, 0);
    Registrant who = registrant_named("A", "a@example.org");
    who.access_needs = "Rollstuhl";
    registers(y, id, &who);
    int64_t count;
    assert_ok(registration_forget_needs(&y->cx, (Date){day.days + 29}, &count));
    assert_int_equal(count, 0);
    assert_ok(registration_forget_needs(&y->cx, (Date){day.days + 30}, &count));
    assert_int_equal(count, 1);
    RegistrationListRows people;
    assert_ok(q_registration_list(&y->cx, id, &people));
    assert_null(people.at[0].access_needs);
}

static void a_link_leads_to_its_registration_only(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Link", date_make(2026, 6, 15), 3, 0);
    Registrant who = registrant_named("A", "a@example.org");
    RegistrationAnswer answer = registers(y, id, &who);
    Tx tx = {0};
    const char *first, *second;
    assert_ok(tx_begin(&y->cx, &tx));
    assert_ok(registration_make_key(&y->cx, answer.id, &first));
    assert_ok(registration_make_key(&y->cx, answer.id, &second));
    assert_ok(tx_commit(&y->cx, &tx));
    RegistrationId found;
    assert_string_not_equal(first, second);
    assert_ok(registration_by_key(&y->cx, first, &found));
    assert_int_equal(found.v, answer.id.v);
    assert_ok(registration_by_key(&y->cx, second, &found));
    assert_err(registration_by_key(&y->cx, "nothing", &found), ERR_NOT_FOUND);
    y->cx.programme.v++;
    assert_err(registration_by_key(&y->cx, first, &found), ERR_NOT_FOUND);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, year_open, year_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(publishing_needs_a_session_and_money),
        CASE(days_follow_the_sessions),
        CASE(a_copy_is_planned_anew),
        CASE(the_window_is_kept),
        CASE(the_cap_makes_wait_while_seats_are_free),
        CASE(who_comes_back_stands_at_the_end),
        CASE(one_address_and_name_is_one_person),
        CASE(more_seats_go_to_who_waits),
        CASE(a_cancelled_seminar_tells_everybody_and_frees_money),
        CASE(attendance_decides_who_took_part),
        CASE(a_typed_name_of_the_register_is_that_association),
        CASE(of_two_with_one_name_nobody_guesses),
        CASE(a_shorter_session_cuts_what_is_recorded),
        CASE(needs_go_after_thirty_days),
        CASE(a_link_leads_to_its_registration_only),
    };
    return cmocka_run_group_tests_name("registration", tests, NULL, NULL);
}
