/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Check-in: whatever order, however often and from however many phones taps arrive, the same is recorded,
 * each once. */
#include "../year.h"

#include <stdio.h>
#include <string.h>

#include "audit.sql.h"
#include "check_in.sql.h"
#include "i18n/format.h"
#include "registration/attendance.h"
#include "registration/check_in.h"
#include "registration/registration_rules.h"

enum { EVENING = 18 * 60, HOUR = 3600 };

/* A seminar on 1 July 2026, 18:00 to 21:00, with some people, and the clock at that day's end. */
typedef struct Door {
    SeminarId seminar;
    SessionId session;
    RegistrationId people[8];
    Date day;
    int64_t begins; /* seconds */
} Door;

static RegistrationId join(Year *y, SeminarId seminar, int number)
{
    Registrant who = registrant_named(arena_printf(y->cx.arena, "Gast %d", number),
                                      arena_printf(y->cx.arena, "gast%d@example.org", number));
    RegistrationAnswer answer;
    assert_ok(registration_request(&y->cx, seminar, &who, CHANNEL_WEB, &answer));
    return answer.id;
}

static Door door_open(Year *y, Date day, int capacity)
{
    Door d = {.seminar = year_published(y, "An der Tür", day, capacity, 0), .day = day};
    SessionListRows sessions;
    assert_ok(q_session_list(&y->cx, d.seminar, &sessions));
    d.session = sessions.at[0].id;
    for (int i = 0; i < 8; i++)
        d.people[i] = join(y, d.seminar, i);
    year_move_to(y, day);
    d.begins = local_instant(&y->cx, day, EVENING).seconds;
    y->env.offset_s = d.begins + 5 * HOUR; /* 23:00 */
    return d;
}

static MarkOutcome tap_nth(Year *y, const Door *d, const char *key, int person, MarkKind kind, int64_t at,
                           int64_t nth)
{
    CheckInMark mark = {key, d->people[person], kind, {at}, nth};
    MarkOutcome outcome;
    assert_ok(check_in_mark(&y->cx, d->session, &mark, &outcome));
    return outcome;
}

static MarkOutcome tap(Year *y, const Door *d, const char *key, int person, MarkKind kind, int64_t at)
{
    return tap_nth(y, d, key, person, kind, at, 0);
}

/* -1: nothing is recorded. */
static int minutes_of(Year *y, const Door *d, int person)
{
    CheckInPeopleRows people;
    assert_ok(q_check_in_people(&y->cx, d->session, d->seminar, &people));
    for (size_t i = 0; i < people.n; i++)
        if (people.at[i].id.v == d->people[person].v)
            return people.at[i].has_minutes ? people.at[i].minutes : -1;
    return -1;
}

/* ---- the diary ---- */

static void minutes_are_the_overlap_rounded_down(void **state)
{
    (void)state;
    const Time begins = {1000000}, ends = {1000000 + 3 * HOUR};
    static const struct {
        Tap taps[5];
        size_t n;
        int32_t minutes;
        bool is_here;
    } cases[] = {
        {{{0}}, 0, 0, false},
        {{{MARK_ARRIVED, {1000000}}}, 1, 180, true},
        {{{MARK_ARRIVED, {1000000 - 600}}}, 1, 180, true},
        {{{MARK_ARRIVED, {1000000 + 61}}}, 1, 178, true},
        {{{MARK_ARRIVED, {1000000}}, {MARK_LEFT, {1000000 + 119}}}, 2, 1, false},
        {{{MARK_ARRIVED, {1000000}}, {MARK_LEFT, {1000000 + 4 * HOUR}}}, 2, 180, false},
        {{{MARK_ARRIVED, {1000000 + 4 * HOUR}}}, 1, 0, true},
        {{{MARK_LEFT, {1000000 + 60}}}, 1, 0, false},
        {{{MARK_ARRIVED, {1000000}}, {MARK_ARRIVED, {1000000 + 600}}, {MARK_LEFT, {1000000 + 1200}}},
         3,
         20,
         false},
        /* half minutes of two stays make a whole one */
        {{{MARK_ARRIVED, {1000000}},
          {MARK_LEFT, {1000000 + 30}},
          {MARK_ARRIVED, {1000000 + 60}},
          {MARK_LEFT, {1000000 + 90}}},
         4,
         1,
         false},
        {{{MARK_ARRIVED, {1000000}}, {MARK_UNDONE, {1000000 + 5}}}, 2, 0, false},
        {{{MARK_ARRIVED, {1000000}}, {MARK_UNDONE, {1000000 + 5}}, {MARK_ARRIVED, {1000000 + HOUR}}},
         3,
         120,
         true},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        Presence p = presence_of(cases[i].taps, cases[i].n, begins, ends);
        assert_int_equal(p.minutes, cases[i].minutes);
        assert_int_equal(p.is_here, cases[i].is_here);
    }
}

/* ---- once, in any order ---- */

typedef struct Planned {
    const char *key;
    int person;
    MarkKind kind;
    int after_s; /* the session's beginning */
} Planned;
static const Planned evening[] = {
    {"aaaaaaaa-1", 0, MARK_ARRIVED, -300},      {"aaaaaaaa-2", 1, MARK_ARRIVED, 600},
    {"aaaaaaaa-3", 2, MARK_ARRIVED, 700},       {"aaaaaaaa-4", 2, MARK_UNDONE, 710},
    {"aaaaaaaa-5", 1, MARK_LEFT, 2 * HOUR},     {"aaaaaaaa-6", 3, MARK_ARRIVED, 0},
    {"aaaaaaaa-7", 3, MARK_LEFT, HOUR},         {"aaaaaaaa-8", 3, MARK_ARRIVED, HOUR + 1800},
    {"aaaaaaaa-9", 3, MARK_LEFT, 3 * HOUR - 1}, {"bbbbbbbb-1", 4, MARK_LEFT, HOUR},
};
enum { PLANNED = ARRAY_LENGTH(evening) };
static const int evening_minutes[] = {180, 110, -1, 149, -1};

static void assert_evening(Year *y, const Door *d)
{
    for (int i = 0; i < (int)ARRAY_LENGTH(evening_minutes); i++)
        assert_int_equal(minutes_of(y, d, i), evening_minutes[i]);
    AuditOfObjectRows log;
    assert_ok(q_audit_of_object(&y->cx, y->cx.programme, "seminar", d->seminar.v, &log));
    size_t noted = 0;
    for (size_t i = 0; i < log.n; i++)
        noted += strcmp(log.at[i].action, "attendance.check_in") == 0;
    assert_int_equal(noted, PLANNED);
}

static void any_order_and_any_number_of_times_record_the_same(void **state)
{
    Year *y = *state;
    uint64_t seed = 4711;
    for (int round = 0; round < 6; round++) {
        year_move_to(y, date_make(2026, 3, 2));
        Door d = door_open(y, date_make(2026, 7, 1 + round), 20);
        int order[3 * PLANNED];
        for (int i = 0; i < 3 * PLANNED; i++)
            order[i] = i % PLANNED;
        for (int i = 3 * PLANNED - 1; i > 0; i--) {
            int k = (int)year_random(&seed, i + 1), was = order[i];
            order[i] = order[k];
            order[k] = was;
        }
        int taken = 0;
        for (int i = 0; i < 3 * PLANNED; i++) {
            const Planned *p = &evening[order[i]];
            const char *key = arena_printf(y->cx.arena, "%s-%d", p->key, round);
            taken += tap(y, &d, key, p->person, p->kind, d.begins + p->after_s) == MARK_TAKEN;
        }
        assert_int_equal(taken, PLANNED);
        assert_evening(y, &d);
    }
}

/* Four phones with the same queue, at once. */
static const Err *send_one(Cx *cx, void *arg)
{
    MarkOutcome outcome;
    const CheckInMark *mark = ((void **)arg)[1];
    return check_in_mark(cx, *(const SessionId *)((void **)arg)[0], mark, &outcome);
}

static void one_phone(Client *c)
{
    Door *d = c->arg;
    for (int i = 0; i < PLANNED; i++) {
        const Planned *p = &evening[(i * 3 + c->number) % PLANNED];
        CheckInMark mark = {p->key, d->people[p->person], p->kind, {d->begins + p->after_s}, 0};
        void *arg[] = {&d->session, &mark};
        assert_ok(client_write(c, send_one, arg));
    }
}

static void four_phones_at_once_record_the_same(void **state)
{
    Year *y = *state;
    Door d = door_open(y, date_make(2026, 7, 20), 20);
    clients_run(y, 4, one_phone, &d);
    assert_evening(y, &d);
}

/* ---- clocks ---- */

static void a_wrong_clock_stays_within_the_day_and_before_now(void **state)
{
    Year *y = *state;
    Door d = door_open(y, date_make(2026, 7, 21), 20);
    assert_int_equal(tap(y, &d, "gestern-1", 0, MARK_ARRIVED, d.begins - 400 * 24 * HOUR), MARK_TAKEN);
    assert_int_equal(minutes_of(y, &d, 0), 180);
    assert_int_equal(tap(y, &d, "gestern-2", 0, MARK_LEFT, d.begins + HOUR), MARK_TAKEN);
    assert_int_equal(minutes_of(y, &d, 0), 60);
    y->env.offset_s = d.begins + 2 * HOUR; /* 20:00 */
    assert_int_equal(tap(y, &d, "naechstes-jahr", 1, MARK_ARRIVED, d.begins + 400 * 24 * HOUR), MARK_TAKEN);
    assert_int_equal(minutes_of(y, &d, 1), 60); /* as if tapped now */
}

static void taps_of_one_second_keep_the_order_of_the_phone(void **state)
{
    Year *y = *state;
    Door d = door_open(y, date_make(2026, 7, 28), 20);
    y->env.offset_s = d.begins + HOUR; /* a clock that is ahead brings all of them to now */
    int64_t ahead = d.begins + 9 * HOUR;
    assert_int_equal(tap_nth(y, &d, "schnell-3", 0, MARK_ARRIVED, ahead + 20, 3), MARK_TAKEN);
    assert_int_equal(tap_nth(y, &d, "schnell-2", 0, MARK_UNDONE, ahead + 10, 2), MARK_TAKEN);
    assert_int_equal(tap_nth(y, &d, "schnell-1", 0, MARK_ARRIVED, ahead, 1), MARK_TAKEN);
    assert_int_equal(minutes_of(y, &d, 0), 120);
}

/* On 25 October 2026 the clock goes back at three in the morning: the day has 25 hours. */
static void the_night_of_daylight_saving_keeps_its_minutes(void **state)
{
    Year *y = *state;
    Door d = door_open(y, date_make(2026, 10, 25), 20);
    SessionDraft night = {
        .day = d.day, .starts_min = 22 * 60, .ends_min = 23 * 60, .room = "R", .address = ""};
    assert_ok(session_change(&y->cx, d.session, &night));
    int64_t ten = local_instant(&y->cx, d.day, 22 * 60).seconds;
    assert_int_equal(ten, date_make(2026, 10, 25).days * 24LL * HOUR + 21 * HOUR); /* winter time again */
    y->env.offset_s = ten + 2 * HOUR - 1;
    tap(y, &d, "nachtschicht", 0, MARK_ARRIVED, ten + 600);
    assert_int_equal(minutes_of(y, &d, 0), 50);
    tap(y, &d, "fruehschicht", 1, MARK_ARRIVED,
        ten - 24 * HOUR); /* the day has 25 hours: still its first one */
    assert_int_equal(minutes_of(y, &d, 1), 60);
}

/* ---- who may ---- */

static void what_is_corrected_by_hand_wins_over_late_taps(void **state)
{
    Year *y = *state;
    Door d = door_open(y, date_make(2026, 7, 22), 20);
    tap(y, &d, "erste-hand-1", 0, MARK_ARRIVED, d.begins);
    tap(y, &d, "erste-hand-2", 1, MARK_ARRIVED, d.begins + HOUR);
    AttendanceMark marks[] = {{d.people[0], 30}, {d.people[1], 120}, {d.people[2], 0}};
    assert_ok(attendance_record(&y->cx, d.session, marks, 3));
    tap(y, &d, "erste-hand-3", 0, MARK_LEFT, d.begins + HOUR);
    tap(y, &d, "erste-hand-4", 1, MARK_LEFT, d.begins + 2 * HOUR); /* was not corrected, only confirmed */
    tap(y, &d, "erste-hand-5", 2, MARK_ARRIVED, d.begins);
    assert_int_equal(minutes_of(y, &d, 0), 30);
    assert_int_equal(minutes_of(y, &d, 1), 60);
    assert_int_equal(minutes_of(y, &d, 2), 180); /* "not here" was no correction: nobody had tapped yet */
    marks[2].minutes = 0;
    assert_ok(attendance_record(&y->cx, d.session, &marks[2], 1));
    tap(y, &d, "erste-hand-6", 2, MARK_LEFT, d.begins + HOUR);
    assert_int_equal(minutes_of(y, &d, 2), 0); /* now it is one */
}

static void who_has_no_seat_is_told_so_and_let_in_if_one_is_free(void **state)
{
    Year *y = *state;
    Door d = door_open(y, date_make(2026, 7, 23), 6); /* six seats, two wait */
    RegistrationAnswer answer;
    RegistrationFind row;
    assert_int_equal(tap(y, &d, "vor-der-tuer", 6, MARK_ARRIVED, d.begins), MARK_NO_SEAT);
    assert_int_equal(minutes_of(y, &d, 6), -1);
    assert_non_null(check_in_refusal(REG_WAITLISTED));
    assert_null(check_in_refusal(REG_CONFIRMED));
    assert_err(registration_let_in(&y->cx, d.people[6], &answer), ERR_CONFLICT);
    SeminarFind seminar;
    assert_ok(seminar_get(&y->cx, d.seminar, &seminar));
    assert_int_equal(seminar.seats_taken, 6);
    assert_ok(registration_set_seats(&y->cx, d.seminar, &(SeminarSeats){8, 0, 0}));
    assert_ok(registration_get(&y->cx, d.people[6], &row));
    if (row.state != REG_CONFIRMED) /* by its own rule the list offers, the door gives */
        assert_ok(registration_let_in(&y->cx, d.people[6], &answer));
    assert_int_equal(tap(y, &d, "in-der-tuer-1", 6, MARK_ARRIVED, d.begins), MARK_TAKEN);
    assert_ok(registration_cancel(&y->cx, d.people[0]));
    assert_int_equal(tap(y, &d, "abgesagt-1", 0, MARK_ARRIVED, d.begins), MARK_NO_SEAT);
    assert_ok(registration_let_in(&y->cx, d.people[0], &answer));
    assert_int_equal(answer.state, REG_CONFIRMED);
    assert_int_equal(tap(y, &d, "abgesagt-2", 0, MARK_ARRIVED, d.begins), MARK_TAKEN);
    assert_ok(seminar_get(&y->cx, d.seminar, &seminar));
    assert_true(seminar.seats_taken <= seminar.capacity);
}

static void what_is_no_tap_is_noted_nowhere(void **state)
{
    Year *y = *state;
    Door d = door_open(y, date_make(2026, 7, 24), 20);
    SeminarId other = year_published(y, "Anderes", date_make(2026, 9, 1), 20, 0);
    Door stranger = d;
    stranger.people[0] = join(y, other, 99);
    assert_int_equal(tap(y, &stranger, "fremdling-1", 0, MARK_ARRIVED, d.begins), MARK_UNKNOWN);
    assert_int_equal(tap(y, &d, "kurz", 0, MARK_ARRIVED, d.begins), MARK_UNKNOWN);
    assert_int_equal(tap(y, &d, "mit leerzeichen", 0, MARK_ARRIVED, d.begins), MARK_UNKNOWN);
    assert_int_equal(tap(y, &d, "unbekannte-art", 0, (MarkKind)9, d.begins), MARK_UNKNOWN);
    assert_int_equal(tap(y, &d, "unbekannte-art", 0, (MarkKind)0, d.begins), MARK_UNKNOWN);
    SessionListRows sessions;
    MarkOutcome outcome;
    assert_ok(q_session_list(&y->cx, other, &sessions));
    CheckInMark early = {"zu-frueh-dran", stranger.people[0], MARK_ARRIVED, {d.begins}, 0};
    assert_err(check_in_mark(&y->cx, sessions.at[0].id, &early, &outcome), ERR_CONFLICT);
}

static const Err *forget(Cx *cx, void *arg)
{
    (void)arg;
    return check_in_forget(cx);
}

static void all_leave_and_later_the_taps_are_forgotten(void **state)
{
    Year *y = *state;
    Door d = door_open(y, date_make(2026, 7, 27), 20);
    y->env.offset_s = d.begins + 2 * HOUR;
    tap(y, &d, "alle-zusammen-1", 0, MARK_ARRIVED, d.begins);
    tap(y, &d, "alle-zusammen-2", 1, MARK_ARRIVED, d.begins);
    tap(y, &d, "alle-zusammen-3", 1, MARK_LEFT, d.begins + HOUR);
    int64_t count;
    assert_ok(check_in_all_leave(&y->cx, d.session, "feierabend", &count));
    assert_int_equal(count, 1);
    assert_ok(check_in_all_leave(&y->cx, d.session, "feierabend", &count));
    assert_int_equal(count, 0);
    assert_int_equal(minutes_of(y, &d, 0), 120);
    assert_int_equal(minutes_of(y, &d, 1), 60);
    CheckInMarksRows marks;
    year_move_to(y, (Date){d.day.days + 30});
    assert_ok(tx_run(&y->cx, forget, NULL));
    assert_ok(q_check_in_marks(&y->cx, d.session, NULL, &marks));
    assert_int_equal(marks.n, 4);
    year_move_to(y, (Date){d.day.days + 31});
    assert_ok(tx_run(&y->cx, forget, NULL));
    assert_ok(q_check_in_marks(&y->cx, d.session, NULL, &marks));
    assert_int_equal(marks.n, 0);
    assert_int_equal(minutes_of(y, &d, 0), 120);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minutes_are_the_overlap_rounded_down),
        cmocka_unit_test_setup_teardown(any_order_and_any_number_of_times_record_the_same, year_open,
                                        year_close),
        cmocka_unit_test_setup_teardown(four_phones_at_once_record_the_same, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_wrong_clock_stays_within_the_day_and_before_now, year_open,
                                        year_close),
        cmocka_unit_test_setup_teardown(taps_of_one_second_keep_the_order_of_the_phone, year_open,
                                        year_close),
        cmocka_unit_test_setup_teardown(the_night_of_daylight_saving_keeps_its_minutes, year_open,
                                        year_close),
        cmocka_unit_test_setup_teardown(what_is_corrected_by_hand_wins_over_late_taps, year_open, year_close),
        cmocka_unit_test_setup_teardown(who_has_no_seat_is_told_so_and_let_in_if_one_is_free, year_open,
                                        year_close),
        cmocka_unit_test_setup_teardown(what_is_no_tap_is_noted_nowhere, year_open, year_close),
        cmocka_unit_test_setup_teardown(all_leave_and_later_the_taps_are_forgotten, year_open, year_close),
    };
    return cmocka_run_group_tests_name("check_in", tests, NULL, NULL);
}
