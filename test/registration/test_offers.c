/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* States and their steps, approval, offers with a deadline, ranked choices and moving, the door, reminders
 * and news, and what the database refuses by itself. */
#include "../year.h"

#include <stdio.h>
#include <string.h>

#include "mail/mail.h"
#include "registration.sql.h"
#include "registration/attendance.h"
#include "registration/group.h"
#include "registration/needs.h"
#include "registration/register_import.h"
#include "registration/registration_rules.h"

enum { HOUR_S = 3600, DAY_S = 86400 };

static Registrant person(const char *name)
{
    static char address[8][64];
    static int at;
    char *email = address[at++ % 8];
    snprintf(email, sizeof address[0], "%s@example.org", name);
    return registrant_named(name, email);
}

static RegistrationAnswer registers(Year *y, SeminarId seminar, const char *name)
{
    Registrant who = person(name);
    RegistrationAnswer answer;
    assert_ok(registration_request(&y->cx, seminar, &who, CHANNEL_WEB, &answer));
    return answer;
}

static RegistrationFind row_of(Year *y, RegistrationId id)
{
    RegistrationFind row;
    assert_ok(registration_get(&y->cx, id, &row));
    return row;
}

static RegistrationState state_of(Year *y, RegistrationId id)
{
    return row_of(y, id).state;
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

/* What must hold after each transaction, worked out from the rows. */
static void seats_are_true(Year *y, SeminarId id)
{
    SeminarFind seminar;
    SeatsHeld held;
    assert_ok(seminar_get(&y->cx, id, &seminar));
    assert_ok(q_seats_held(&y->cx, id, &held));
    assert_int_equal(held.n, seminar.seats_taken);
    assert_true(seminar.seats_taken <= seminar.capacity);
}

static const Err *job_body(Cx *cx, void *arg)
{
    return (*(const Err *(**)(Cx *))arg)(cx);
}

/* As housekeeping does: for all programmes, in a context of its own. */
static void run_job(Year *y, const Err *(*job)(Cx *cx))
{
    Cx cx = y->cx;
    cx.programme.v = 0;
    cx.time_zone = "UTC";
    assert_ok(tx_run(&cx, job_body, &job));
}

/* A published seminar with other rules than the usual ones. */
typedef struct Rules {
    bool approval;
    int32_t offer_days, offer_hours;
    SeminarId series;
} Rules;

static SeminarId seminar_with(Year *y, const char *title, Date day, int capacity, Rules rules)
{
    SeminarDraft draft = {.year = y->budget,
                          .topic = y->topic,
                          .title = title,
                          .summary = "",
                          .about = "",
                          .interpretation = "",
                          .material = "",
                          .lang = LANG_DE,
                          .approval = rules.approval,
                          .offer_days = rules.offer_days,
                          .offer_hours = rules.offer_hours,
                          .series = rules.series};
    SeminarId id;
    SessionId session;
    assert_ok(seminar_create(&y->cx, &draft, &(SeminarSeats){capacity, 0, 0}, &id));
    assert_ok(session_add(&y->cx, id, &(SessionDraft){day, 1080, 1260, "Raum 1", ""}, &session));
    assert_ok(seminar_publish(&y->cx, id));
    return id;
}

static Date ahead(const Year *y, int days)
{
    return (Date){y->today.days + days};
}

/* ---- states ---- */

/* domain.md: pending approval → confirmed | waitlisted | offered → cancelled | attended | no-show, and back
 * for who cancelled. An offer is only for who waits. */
static const char *const steps[REG_STATE_COUNT] = {
    /*                  PWOCAN-  pending, waitlisted, offered, confirmed, attended, no-show, cancelled */
    [REG_PENDING] = ".W.C..X",   [REG_WAITLISTED] = "..OC..X", [REG_OFFERED] = "...C..X",
    [REG_CONFIRMED] = "....ANX", [REG_ATTENDED] = ".....N.",   [REG_NO_SHOW] = "....A..",
    [REG_CANCELLED] = "PW.C...",
};

static const Err *put_into(Cx *cx, void *arg)
{
    const RegistrationFind *wanted = arg;
    Time until = {cx_now(cx).seconds + HOUR_S};
    return q_registration_set_state(cx, wanted->id, REG_CONFIRMED, wanted->state,
                                    wanted->state == REG_OFFERED ? &until : NULL, cx_now(cx), NULL);
}

static const Err *give_back_if_none(Cx *cx, void *arg)
{
    return q_seats_give_back(cx, ((const RegistrationFind *)arg)->seminar, NULL);
}

typedef struct Step {
    const RegistrationFind *row;
    RegistrationState to;
} Step;

static const Err *take_step(Cx *cx, void *arg)
{
    const Step *step = arg;
    Time until = {cx_now(cx).seconds + HOUR_S};
    return registration_step_until(cx, step->row, step->to, step->to == REG_OFFERED ? &until : NULL);
}

static void try_step(Year *y, RegistrationState from, RegistrationState to)
{
    SeminarId id = seminar_with(y, "Schritt", ahead(y, 60), 5, (Rules){0});
    RegistrationFind row = row_of(y, registers(y, id, "eine").id);
    row.state = from;
    if (from != REG_CONFIRMED)
        assert_ok(tx_run(&y->cx, put_into, &row));
    if (!registration_holds_seat(from))
        assert_ok(tx_run(&y->cx, give_back_if_none, &row));
    bool allowed = steps[from][to - 1] != '.';
    Step step = {&row, to};
    if (allowed)
        assert_ok(tx_run(&y->cx, take_step, &step));
    else
        assert_err(tx_run(&y->cx, take_step, &step), ERR_CONFLICT);
    assert_int_equal(state_of(y, row.id), allowed ? to : from);
    assert_int_equal(registration_step_allowed(from, to), allowed);
    seats_are_true(y, id);
}

static void every_step_is_allowed_or_refused(void **state)
{
    Year *y = *state;
    for (int from = REG_PENDING; from < REG_STATE_COUNT; from++)
        for (int to = REG_PENDING; to < REG_STATE_COUNT; to++)
            try_step(y, (RegistrationState)from, (RegistrationState)to);
}

/* ---- approval ---- */

static void who_waits_for_approval_holds_no_seat(void **state)
{
    Year *y = *state;
    SeminarId id = seminar_with(y, "Zustimmung", ahead(y, 60), 1, (Rules){.approval = true});
    RegistrationAnswer a = registers(y, id, "a"), b = registers(y, id, "b"), c = registers(y, id, "c");
    assert_int_equal(a.state, REG_PENDING);
    SeatsHeld held;
    assert_ok(q_seats_held(&y->cx, id, &held));
    assert_int_equal(held.n, 0);
    assert_ok(registration_approve(&y->cx, c.id)); /* approved first, asked last */
    assert_int_equal(state_of(y, c.id), REG_CONFIRMED);
    assert_ok(registration_approve(&y->cx, b.id));
    assert_ok(registration_approve(&y->cx, a.id));
    assert_int_equal(state_of(y, a.id), REG_WAITLISTED);
    int32_t place;
    assert_ok(registration_waiting_place(&y->cx, id, a.id, &place));
    assert_int_equal(place, 1); /* the place of the request, not of the approval */
    assert_err(registration_approve(&y->cx, a.id), ERR_CONFLICT);
    assert_int_equal(mails_of(y, "registration-pending"), 3);
    seats_are_true(y, id);
}

static void who_is_declined_leaves(void **state)
{
    Year *y = *state;
    SeminarId id = seminar_with(y, "Ablehnung", ahead(y, 60), 1, (Rules){.approval = true});
    RegistrationAnswer a = registers(y, id, "a");
    assert_ok(registration_decline(&y->cx, a.id, "Bitte zuerst den Grundkurs."));
    assert_int_equal(state_of(y, a.id), REG_CANCELLED);
    assert_int_equal(mails_of(y, "registration-declined"), 1);
    assert_err(registration_decline(&y->cx, a.id, ""), ERR_CONFLICT);
    assert_int_equal(registers(y, id, "a").state, REG_PENDING); /* may ask again */
}

static void who_may_decide_need_not_ask(void **state)
{
    Year *y = *state;
    SeminarId id = seminar_with(y, "Wer entscheidet", ahead(y, 60), 9, (Rules){.approval = true});
    Registrant who = person("m");
    RegistrationAnswer answer;
    who.association = y->associations[0];
    assert_ok(registration_request(&y->cx, id, &who, CHANNEL_ASSOCIATION, &answer));
    assert_int_equal(answer.state, REG_CONFIRMED);
    who = person("o");
    assert_ok(registration_request(&y->cx, id, &who, CHANNEL_OFFICER, &answer));
    assert_int_equal(answer.state, REG_CONFIRMED); /* of no registered association: the office decides */
    who = person("p");
    who.association = y->associations[0];
    assert_ok(registration_request(&y->cx, id, &who, CHANNEL_OFFICER, &answer));
    assert_int_equal(answer.state, REG_PENDING);
}

/* ---- offers ---- */

/* Full, five days ahead, with n waiting. */
static SeminarId near_and_full(Year *y, RegistrationAnswer *ret_seat, RegistrationAnswer *waiting, int n)
{
    SeminarId id = seminar_with(y, "Nah", ahead(y, 5), 1, (Rules){.offer_days = 7, .offer_hours = 24});
    *ret_seat = registers(y, id, "platz");
    for (int i = 0; i < n; i++)
        waiting[i] = registers(y, id, arena_printf(&y->arena, "warte%d", i));
    return id;
}

static void a_freed_seat_is_offered_when_the_seminar_is_near(void **state)
{
    Year *y = *state;
    RegistrationAnswer seat, waiting[3];
    SeminarId id = near_and_full(y, &seat, waiting, 3);
    assert_ok(registration_cancel(&y->cx, seat.id));
    RegistrationFind row = row_of(y, waiting[0].id);
    assert_int_equal(row.state, REG_OFFERED);
    assert_int_equal(row.offered_until.seconds, cx_now(&y->cx).seconds + 24 * HOUR_S);
    assert_int_equal(state_of(y, waiting[1].id), REG_WAITLISTED);
    assert_int_equal(mails_of(y, "registration-offered"), 1);
    assert_int_equal(registers(y, id, "spaet").state, REG_WAITLISTED); /* the seat is kept */
    seats_are_true(y, id);
    assert_ok(registration_accept(&y->cx, row.id));
    assert_int_equal(state_of(y, row.id), REG_CONFIRMED);
    assert_ok(registration_accept(&y->cx, row.id)); /* a second tab */
    assert_err(registration_accept(&y->cx, waiting[1].id), ERR_CONFLICT);
    seats_are_true(y, id);
}

static void a_declined_offer_goes_on(void **state)
{
    Year *y = *state;
    RegistrationAnswer seat, waiting[2];
    SeminarId id = near_and_full(y, &seat, waiting, 2);
    assert_ok(registration_cancel(&y->cx, seat.id));
    assert_ok(registration_withdraw(&y->cx, waiting[0].id));
    assert_int_equal(state_of(y, waiting[0].id), REG_CANCELLED);
    assert_int_equal(state_of(y, waiting[1].id), REG_OFFERED);
    seats_are_true(y, id);
}

static void an_offer_lapses_with_or_without_the_job(void **state)
{
    Year *y = *state;
    RegistrationAnswer seat, waiting[3];
    SeminarId id = near_and_full(y, &seat, waiting, 3);
    assert_ok(registration_cancel(&y->cx, seat.id));
    y->env.offset_s += 24 * HOUR_S - 1;
    run_job(y, registration_lapse_offers);
    assert_int_equal(state_of(y, waiting[0].id), REG_OFFERED); /* a second before its time */
    y->env.offset_s += 1;
    assert_err(registration_accept(&y->cx, waiting[0].id), ERR_CONFLICT); /* without the job */
    registers(y, id, "irgendwer");                                        /* any transaction on the seminar */
    assert_int_equal(state_of(y, waiting[0].id), REG_CANCELLED);
    assert_int_equal(state_of(y, waiting[1].id), REG_OFFERED);
    y->env.offset_s += 24 * HOUR_S;
    run_job(y, registration_lapse_offers);
    assert_int_equal(state_of(y, waiting[1].id), REG_CANCELLED);
    assert_int_equal(state_of(y, waiting[2].id), REG_OFFERED);
    assert_int_equal(mails_of(y, "registration-offer-lapsed"), 2);
    y->env.offset_s -= 48 * HOUR_S; /* a clock that goes back brings nothing back */
    assert_err(registration_accept(&y->cx, waiting[0].id), ERR_CONFLICT);
    assert_int_equal(state_of(y, waiting[1].id), REG_CANCELLED);
    seats_are_true(y, id);
}

static void far_ahead_a_freed_seat_is_given_at_once(void **state)
{
    Year *y = *state;
    SeminarId id = seminar_with(y, "Fern", ahead(y, 8), 1, (Rules){.offer_days = 7, .offer_hours = 24});
    RegistrationAnswer seat = registers(y, id, "a"), waits = registers(y, id, "b");
    assert_ok(registration_cancel(&y->cx, seat.id));
    assert_int_equal(state_of(y, waits.id), REG_CONFIRMED);
}

/* The night in which clocks go forward (29 March 2026) or back (25 October 2026): 02:30 is 03:00 CEST, and
 * the first 02:30. The instants are UTC, counted by hand. */
static void an_offer_ends_an_hour_before_also_in_the_night_of_the_clocks(void **state)
{
    static const struct {
        int month, day, hour, minute;
    } nights[] = {{3, 29, 1, 30}, {10, 25, 0, 30}};
    Year *y = *state;
    for (size_t i = 0; i < ARRAY_LENGTH(nights); i++) {
        Date day = date_make(2026, nights[i].month, nights[i].day);
        year_move_to(y, (Date){day.days - 30});
        SeminarId id = seminar_with(y, "Nacht", day, 1, (Rules){.offer_days = 7, .offer_hours = 168});
        SessionListRows sessions;
        assert_ok(q_session_list(&y->cx, id, &sessions));
        assert_ok(session_change(&y->cx, sessions.at[0].id, &(SessionDraft){day, 150, 300, "Raum", ""}));
        RegistrationAnswer seat = registers(y, id, "a"), waits = registers(y, id, "b");
        year_move_to(y, (Date){day.days - 2});
        assert_ok(registration_cancel(&y->cx, seat.id));
        int64_t begins = (int64_t)day.days * DAY_S + nights[i].hour * HOUR_S + nights[i].minute * 60;
        assert_int_equal(row_of(y, waits.id).offered_until.seconds, begins - HOUR_S);
    }
}

static void too_late_nobody_is_offered_a_seat(void **state)
{
    Year *y = *state;
    RegistrationAnswer seat, waiting[1];
    SeminarId id = near_and_full(y, &seat, waiting, 1);
    year_move_to(y, ahead(y, 5));
    y->env.offset_s += 4 * HOUR_S + 1800; /* 17:30 in Düsseldorf, half an hour before */
    assert_ok(registration_cancel(&y->cx, seat.id));
    assert_int_equal(state_of(y, waiting[0].id), REG_WAITLISTED);
    seats_are_true(y, id);
    y->env.offset_s += HOUR_S;
    assert_err(registration_withdraw(&y->cx, waiting[0].id), ERR_CONFLICT); /* it has begun */
}

/* ---- ranked choices ---- */

typedef struct Dates {
    SeminarId first, second;
} Dates;

static Dates two_dates(Year *y, int capacity)
{
    Dates d;
    d.first = seminar_with(y, "Termin 1", ahead(y, 40), capacity, (Rules){0});
    d.second = seminar_with(y, "Termin 2", ahead(y, 50), capacity, (Rules){.series = d.first});
    return d;
}

static void a_second_date_holds_until_the_first_is_free(void **state)
{
    Year *y = *state;
    Dates d = two_dates(y, 1);
    RegistrationAnswer in_first = registers(y, d.first, "x"), p;
    Registrant who = person("p");
    who.second = d.second;
    assert_ok(registration_request(&y->cx, d.first, &who, CHANNEL_WEB, &p));
    assert_int_equal(p.state, REG_WAITLISTED);
    RegistrationFindRows both;
    assert_ok(q_registration_in_series(&y->cx, d.first, row_of(y, p.id).person, &both));
    assert_int_equal(both.n, 2);
    assert_int_equal(both.at[1].state, REG_CONFIRMED);
    RegistrationAnswer q = registers(y, d.second, "q"); /* waits behind p's second choice */
    assert_int_equal(q.state, REG_WAITLISTED);
    assert_ok(registration_cancel(&y->cx, in_first.id));
    assert_int_equal(state_of(y, p.id), REG_CONFIRMED);
    assert_int_equal(state_of(y, both.at[1].id), REG_CANCELLED);
    assert_int_equal(state_of(y, q.id), REG_CONFIRMED); /* the cascade */
    assert_int_equal(mails_of(y, "registration-given-up"), 1);
    seats_are_true(y, d.first);
    seats_are_true(y, d.second);
}

static void one_seat_among_equal_dates(void **state)
{
    Year *y = *state;
    Dates d = two_dates(y, 5);
    Registrant who = person("p");
    who.second = d.second;
    RegistrationAnswer first, second;
    assert_ok(registration_request(&y->cx, d.first, &who, CHANNEL_WEB, &first));
    assert_int_equal(first.state, REG_CONFIRMED);
    second = registers(y, d.second, "p");
    assert_false(second.is_new); /* has a seat on the other date */
    assert_int_equal(second.id.v, first.id.v);
    who = person("r");
    who.second = year_published(y, "Anderes", ahead(y, 45), 5, 0);
    assert_err(registration_request(&y->cx, d.first, &who, CHANNEL_WEB, &first), ERR_CONFLICT);
}

static void moving_takes_one_seat_and_gives_one(void **state)
{
    Year *y = *state;
    Dates d = two_dates(y, 1);
    RegistrationAnswer p = registers(y, d.first, "p"), w = registers(y, d.first, "w"), there;
    assert_ok(registration_move(&y->cx, p.id, d.second, false, CHANNEL_WEB, &there));
    assert_int_equal(there.state, REG_CONFIRMED);
    assert_int_equal(state_of(y, p.id), REG_CANCELLED);
    assert_int_equal(state_of(y, w.id), REG_CONFIRMED);
    assert_err(registration_move(&y->cx, p.id, d.second, false, CHANNEL_WEB, &there), ERR_CONFLICT);
    assert_err(registration_move(&y->cx, w.id, d.second, false, CHANNEL_WEB, &there), ERR_CONFLICT);
    assert_int_equal(state_of(y, w.id), REG_CONFIRMED); /* nothing was lost by asking */
    assert_ok(registration_move(&y->cx, w.id, d.second, true, CHANNEL_WEB, &there));
    assert_int_equal(there.state, REG_WAITLISTED);
    assert_int_equal(state_of(y, w.id), REG_CONFIRMED);
    seats_are_true(y, d.first);
    seats_are_true(y, d.second);
}

static void needs_move_along(void **state)
{
    Year *y = *state;
    Dates d = two_dates(y, 2);
    Registrant who = person("p");
    who.access_needs = "Rollstuhl";
    RegistrationAnswer p, there;
    Needs needs;
    assert_ok(registration_request(&y->cx, d.first, &who, CHANNEL_WEB, &p));
    assert_ok(registration_move(&y->cx, p.id, d.second, false, CHANNEL_WEB, &there));
    assert_ok(needs_of(&y->cx, there.id, &needs));
    assert_string_equal(needs.access, "Rollstuhl");
    assert_ok(needs_of(&y->cx, p.id, &needs));
    assert_string_equal(needs.access, "");
}

/* Two who want to swap: each waits for the other's date, and neither moves until a seat is free; then both
 * do. */
static void a_swap_resolves_with_one_free_seat(void **state)
{
    Year *y = *state;
    Dates d = two_dates(y, 1);
    RegistrationAnswer a = registers(y, d.first, "a"), b = registers(y, d.second, "b"), a2, b2;
    assert_ok(registration_move(&y->cx, a.id, d.second, true, CHANNEL_WEB, &a2));
    assert_ok(registration_move(&y->cx, b.id, d.first, true, CHANNEL_WEB, &b2));
    assert_int_equal(state_of(y, a.id), REG_CONFIRMED);
    assert_ok(registration_set_seats(&y->cx, d.first, &(SeminarSeats){2, 0, 0}));
    assert_int_equal(state_of(y, b2.id), REG_CONFIRMED);
    assert_int_equal(state_of(y, b.id), REG_CANCELLED);
    assert_int_equal(state_of(y, a2.id), REG_CONFIRMED);
    assert_int_equal(state_of(y, a.id), REG_CANCELLED);
    seats_are_true(y, d.first);
    seats_are_true(y, d.second);
}

/* ---- groups ---- */

static void a_group_that_does_not_fit_is_asked(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Gruppe", ahead(y, 40), 9, 2); /* two of one association */
    Registrant people[4];
    for (size_t i = 0; i < ARRAY_LENGTH(people); i++) {
        people[i] = person(arena_printf(&y->arena, "mitglied%zu", i));
        people[i].association = y->associations[0];
    }
    GroupAnswer answer;
    bool done;
    assert_ok(registration_request_group(&y->cx, id, people, 4, CHANNEL_ASSOCIATION, false, &answer, &done));
    assert_false(done);
    assert_int_equal(answer.n_waiting, 2);
    assert_int_equal(answer.at[1].state, REG_CONFIRMED);
    assert_int_equal(answer.at[2].state, REG_WAITLISTED);
    RegistrationListRows list;
    assert_ok(q_registration_list(&y->cx, id, &list));
    assert_int_equal(list.n, 0); /* nobody yet, and no mail */
    assert_int_equal(mails_of(y, "registration-confirmed"), 0);
    assert_ok(registration_request_group(&y->cx, id, people, 2, CHANNEL_ASSOCIATION, false, &answer, &done));
    assert_true(done); /* those who fit */
    assert_ok(registration_request_group(&y->cx, id, people, 4, CHANNEL_ASSOCIATION, true, &answer, &done));
    assert_true(done); /* all: the first two are known already */
    assert_false(answer.at[0].is_new);
    assert_int_equal(answer.at[3].state, REG_WAITLISTED);
    seats_are_true(y, id);
}

static void a_group_is_registered_wholly_or_not(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Ganz", ahead(y, 40), 9, 0);
    Registrant people[2] = {person("gut"), person("schlecht")};
    people[1].email = "";
    GroupAnswer answer;
    bool done;
    assert_err(registration_request_group(&y->cx, id, people, 2, CHANNEL_ASSOCIATION, true, &answer, &done),
               ERR_INPUT);
    RegistrationListRows list;
    assert_ok(q_registration_list(&y->cx, id, &list));
    assert_int_equal(list.n, 0);
}

/* ---- files ---- */

/* As German Excel writes it: semicolons, Windows-1252, an empty column. */
static const char office_list[] = "Name;;E-Mail;Telefon;Verein;Sprache\r\n"
                                  "J\xf6rg Gro\xdf;;joerg@example.org;;Verein 1;de\r\n"
                                  "Amal;;;+49 211 5;Freie Gruppe;ar\r\n"
                                  ";;ohne@example.org;;;\r\n"
                                  "Ohne Kontakt;;;;;\r\n"
                                  "Falsch;;keine adresse;;;\r\n"
                                  "J\xf6rg Gro\xdf;;joerg@example.org;;;\r\n";

static void a_file_goes_through_the_same_decision(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Liste", ahead(y, 40), 1, 0);
    ImportedLines lines;
    assert_ok(registration_import_read(&y->cx, office_list, sizeof office_list - 1, &lines));
    assert_int_equal(lines.n, 6);
    assert_string_equal(lines.at[0].who.name, "J\xc3\xb6rg Gro\xc3\x9f");
    assert_int_equal(lines.at[0].who.association.v, y->associations[0].v);
    assert_string_equal(lines.at[1].who.organisation, "Freie Gruppe");
    assert_int_equal(lines.at[1].who.lang, LANG_AR);
    for (size_t i = 0; i < lines.n; i++)
        assert_int_equal(lines.at[i].refused != NULL, i >= 2 && i <= 4);
    assert_ok(registration_import(&y->cx, id, &lines));
    assert_int_equal(lines.at[0].answer.state, REG_CONFIRMED);
    assert_int_equal(lines.at[1].answer.state, REG_WAITLISTED);
    assert_false(lines.at[5].answer.is_new);
    seats_are_true(y, id);
    assert_err(registration_import_read(&y->cx, "A;B\r\n1;2\r\n", 10, &lines), ERR_INPUT);
}

/* ---- the door ---- */

static void at_the_door_there_is_a_seat_or_nothing(void **state)
{
    Year *y = *state;
    SeminarId id = seminar_with(y, "Tür", ahead(y, 5), 2, (Rules){.offer_days = 7, .offer_hours = 24});
    RegistrationAnswer a = registers(y, id, "a"), answer;
    registers(y, id, "b");
    RegistrationAnswer waits = registers(y, id, "c");
    Registrant who = person("d");
    assert_err(registration_request(&y->cx, id, &who, CHANNEL_DOOR, &answer), ERR_CONFLICT); /* not the day */
    year_move_to(y, ahead(y, 5));
    y->env.offset_s += 5 * HOUR_S;                                                           /* it begins */
    assert_err(registration_request(&y->cx, id, &who, CHANNEL_DOOR, &answer), ERR_CONFLICT); /* full */
    assert_ok(registration_cancel(&y->cx, a.id));
    who = person("c");
    assert_ok(
        registration_request(&y->cx, id, &who, CHANNEL_DOOR, &answer)); /* from the list into the room */
    assert_int_equal(answer.id.v, waits.id.v);
    assert_int_equal(state_of(y, waits.id), REG_CONFIRMED);
    seats_are_true(y, id);
}

/* ---- needs ---- */

static void ages_are_numbers_of_children(void **state)
{
    Year *y = *state;
    const char *ages;
    assert_true(needs_parse_ages(&y->arena, "3, 7+12", &ages));
    assert_string_equal(ages, "3 7 12");
    assert_true(needs_parse_ages(&y->arena, "٣، ٧", &ages));
    assert_string_equal(ages, "3 7");
    assert_true(needs_parse_ages(&y->arena, "3 und 7", &ages));
    assert_string_equal(ages, "3 7");
    assert_true(needs_parse_ages(&y->arena, "٣ و٧", &ages));
    assert_string_equal(ages, "3 7");
    assert_false(needs_parse_ages(&y->arena, "1 Kind, 4 Jahre", &ages)); /* one child, not two */
    assert_true(needs_parse_ages(&y->arena, " 0 ; 17 ", &ages));
    assert_string_equal(ages, "0 17");
    assert_true(needs_parse_ages(&y->arena, "", &ages));
    assert_string_equal(ages, "");
    assert_false(needs_parse_ages(&y->arena, "18", &ages));
    assert_false(needs_parse_ages(&y->arena, "drei", &ages));
    assert_false(needs_parse_ages(&y->arena, "-3", &ages));
    assert_false(needs_parse_ages(&y->arena, "3.5", &ages));
    assert_false(needs_parse_ages(&y->arena, "1 2 3 4 5 6 7 8 9 10 11", &ages));
    assert_string_equal(needs_ages_text(&y->cx, "3 7"), "3, 7");
    assert_string_equal(needs_language_text(&y->cx, "ar"), "العربية");
    assert_string_equal(needs_language_text(&y->cx, "Kurmancî"), "Kurmancî");
}

/* ---- mails by jobs ---- */

static void a_reminder_comes_once_two_days_before(void **state)
{
    Year *y = *state;
    SeminarId id = seminar_with(y, "Erinnerung", ahead(y, 10), 1, (Rules){0});
    registers(y, id, "a");
    registers(y, id, "wartet");
    year_move_to(y, ahead(y, 7));
    run_job(y, registration_remind);
    assert_int_equal(mails_of(y, "registration-reminder"), 0);
    year_move_to(y, ahead(y, 1));
    for (int i = 0; i < 3; i++)
        run_job(y, registration_remind);
    assert_int_equal(mails_of(y, "registration-reminder"), 1); /* not to who waits */
    year_move_to(y, ahead(y, 1));
    run_job(y, registration_remind);
    assert_int_equal(mails_of(y, "registration-reminder"), 1);
}

static void changes_in_a_row_are_one_mail(void **state)
{
    Year *y = *state;
    SeminarId id = seminar_with(y, "Änderung", ahead(y, 20), 5, (Rules){0});
    registers(y, id, "a");
    SessionListRows sessions;
    SessionId added;
    assert_ok(q_session_list(&y->cx, id, &sessions));
    SessionDraft moved = {ahead(y, 21), 1080, 1260, "Raum 9", ""},
                 back = {ahead(y, 20), 1080, 1260, "Raum 1", ""};
    assert_ok(session_change(&y->cx, sessions.at[0].id, &moved));
    run_job(y, registration_tell_news);
    assert_int_equal(mails_of(y, "seminar-changed"), 0); /* the office may be busy still */
    assert_ok(session_add(&y->cx, id, &(SessionDraft){ahead(y, 27), 1080, 1260, "Raum 1", ""}, &added));
    y->env.offset_s += 600;
    run_job(y, registration_tell_news);
    run_job(y, registration_tell_news);
    assert_int_equal(mails_of(y, "seminar-changed"), 1);
    assert_ok(session_change(&y->cx, added, &moved));
    assert_ok(session_change(&y->cx, added, &(SessionDraft){ahead(y, 27), 1080, 1260, "Raum 1", ""}));
    y->env.offset_s += 600;
    run_job(y, registration_tell_news);
    assert_int_equal(mails_of(y, "seminar-changed"), 1); /* changed, and changed back: nothing to tell */
    assert_ok(session_change(&y->cx, sessions.at[0].id, &back));
    y->env.offset_s += 600;
    run_job(y, registration_tell_news);
    assert_int_equal(mails_of(y, "seminar-changed"), 2);
}

/* ---- the second wall ---- */

static const Err *fewer_than_none(Cx *cx, void *arg)
{
    return q_seats_give_back(cx, *(SeminarId *)arg, NULL);
}

static const Err *offer_without_end(Cx *cx, void *arg)
{
    return q_registration_set_state(cx, *(RegistrationId *)arg, REG_CONFIRMED, REG_OFFERED, NULL, cx_now(cx),
                                    NULL);
}

static const Err *choose_both(Cx *cx, void *arg)
{
    RegistrationId *two = arg;
    TRY(q_registration_set_choice(cx, two[0], &two[0], 1, NULL));
    return q_registration_set_choice(cx, two[1], &two[0], 2, NULL);
}

/* By a CHECK or by a unique key. */
static void assert_refused(const Err *err)
{
    assert_non_null(err);
    assert_true(err->kind == ERR_STORE || err->kind == ERR_CONFLICT);
}

static void the_database_refuses_what_the_rules_would(void **state)
{
    Year *y = *state;
    SeminarId id = seminar_with(y, "Wand", ahead(y, 20), 1, (Rules){0});
    RegistrationAnswer a = registers(y, id, "a");
    assert_refused(tx_run(&y->cx, offer_without_end, &a.id));
    SeminarId empty = year_published(y, "Leer", ahead(y, 22), 1, 0);
    assert_refused(tx_run(&y->cx, fewer_than_none, &empty));
    RegistrationAnswer b = registers(y, year_published(y, "Wand 2", ahead(y, 21), 1, 0), "a");
    RegistrationId two[] = {a.id, b.id};
    assert_refused(tx_run(&y->cx, choose_both, two));
    seats_are_true(y, id);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, year_open, year_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(every_step_is_allowed_or_refused),
        CASE(who_waits_for_approval_holds_no_seat),
        CASE(who_is_declined_leaves),
        CASE(who_may_decide_need_not_ask),
        CASE(a_freed_seat_is_offered_when_the_seminar_is_near),
        CASE(a_declined_offer_goes_on),
        CASE(an_offer_lapses_with_or_without_the_job),
        CASE(far_ahead_a_freed_seat_is_given_at_once),
        CASE(an_offer_ends_an_hour_before_also_in_the_night_of_the_clocks),
        CASE(too_late_nobody_is_offered_a_seat),
        CASE(a_second_date_holds_until_the_first_is_free),
        CASE(one_seat_among_equal_dates),
        CASE(moving_takes_one_seat_and_gives_one),
        CASE(needs_move_along),
        CASE(a_swap_resolves_with_one_free_seat),
        CASE(a_group_that_does_not_fit_is_asked),
        CASE(a_group_is_registered_wholly_or_not),
        CASE(a_file_goes_through_the_same_decision),
        CASE(at_the_door_there_is_a_seat_or_nothing),
        CASE(ages_are_numbers_of_children),
        CASE(a_reminder_comes_once_two_days_before),
        CASE(changes_in_a_row_are_one_mail),
        CASE(the_database_refuses_what_the_rules_would),
    };
    return cmocka_run_group_tests_name("offers", tests, NULL, NULL);
}
