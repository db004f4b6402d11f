/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rooms, and that neither a room nor a consultant is in two places at once: on every path, and with many
 * writers at the same time. The last case looks outside of the transaction, and must be seen. */
#include "../year.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "consultant/consultant.h"
#include "i18n/catalogue.h"
#include "seminar/clash.h"
#include "seminar/planning.h"
#include "seminar/room.h"
#include "seminar/seminar_rules.h"

enum { EVENING = 18 * 60, NIGHT = 21 * 60 };

static RoomId make_room(Year *y, const char *name, int seats, bool step_free)
{
    RoomDraft draft = {
        .name = name, .address = "Teststraße 1", .note = "", .seats = seats, .step_free = step_free};
    RoomId id;
    assert_ok(room_create(&y->cx, &draft, &id));
    return id;
}

static ConsultantId make_consultant(Year *y, const char *name)
{
    Consultant c = {.card = {.name = name,
                             .email = "",
                             .phone = "",
                             .languages = "",
                             .experience_associations = "",
                             .experience_councils = ""}};
    ConsultantId id;
    assert_ok(consultant_create(&y->cx, &c, &id));
    return id;
}

static SessionDraft in_room(RoomId room, Date day, int starts, int ends)
{
    return (SessionDraft){
        .day = day, .starts_min = starts, .ends_min = ends, .room = "", .address = "", .room_id = room};
}

static SessionId only_session(Year *y, SeminarId id)
{
    SessionListRows sessions;
    assert_ok(q_session_list(&y->cx, id, &sessions));
    assert_int_equal(sessions.n, 1);
    return sessions.at[0].id;
}

/* The sentence in English; NULL for none. */
static const char *sentence(Year *y, const Err *err)
{
    Cx english = y->cx;
    english.lang = LANG_EN;
    return err ? message_of_error(&english, err) : NULL;
}

static void a_room_is_entered_once_and_changed(void **state)
{
    Year *y = *state;
    RoomId id = make_room(y, "Saal", 30, true), other;
    RoomDraft draft = {.name = "Saal", .address = "Teststraße 1", .note = "", .seats = 12};
    assert_err(room_create(&y->cx, &draft, &other), ERR_CONFLICT);
    assert_err(room_create(&y->cx, &(RoomDraft){.name = "", .address = "", .note = "", .seats = 3}, &other),
               ERR_INPUT);
    assert_err(room_create(&y->cx, &(RoomDraft){.name = "X", .address = "", .note = "", .seats = 0}, &other),
               ERR_INPUT);
    assert_ok(room_change(&y->cx, id, &draft));
    RoomList row;
    assert_ok(room_get(&y->cx, id, &row));
    assert_int_equal(row.seats, 12);
    assert_false(row.step_free);
}

static void a_closed_room_is_not_booked_and_a_booked_one_not_closed(void **state)
{
    Year *y = *state;
    RoomId room = make_room(y, "Bis Juni", 30, true);
    SeminarId seminar = year_seminar(y, "Sommer", date_make(2026, 5, 4), 12, 0);
    SessionDraft june = in_room(room, date_make(2026, 6, 30), EVENING, NIGHT);
    SessionDraft july = in_room(room, date_make(2026, 7, 1), EVENING, NIGHT);
    SessionId id;
    assert_ok(session_add(&y->cx, seminar, &june, &id));
    RoomDraft closed = {.name = "Bis Juni",
                        .address = "",
                        .note = "",
                        .seats = 30,
                        .has_ended_on = true,
                        .ended_on = date_make(2026, 6, 29)};
    assert_err(room_change(&y->cx, room, &closed), ERR_CONFLICT);
    closed.ended_on = date_make(2026, 6, 30);
    assert_ok(room_change(&y->cx, room, &closed));
    assert_err(session_add(&y->cx, seminar, &july, &id), ERR_CONFLICT);
    assert_err(session_add(&y->cx, seminar,
                           &(SessionDraft){.day = july.day,
                                           .starts_min = 600,
                                           .ends_min = 660,
                                           .room = "",
                                           .address = "",
                                           .room_id = {987654321}},
                           &id),
               ERR_NOT_FOUND);
}

static void a_session_shows_its_room_as_the_register_has_it(void **state)
{
    Year *y = *state;
    RoomId room = make_room(y, "Alter Name", 30, true);
    SeminarId seminar = year_seminar(y, "Umbenannt", date_make(2026, 5, 4), 12, 0);
    SessionId id = only_session(y, seminar);
    SessionDraft draft = in_room(room, date_make(2026, 5, 4), EVENING, NIGHT);
    assert_ok(session_change(&y->cx, id, &draft));
    RoomDraft renamed = {
        .name = "Neuer Name", .address = "Neue Straße 2", .note = "", .seats = 30, .step_free = true};
    assert_ok(room_change(&y->cx, room, &renamed));
    SessionList row;
    bool found;
    assert_ok(q_session_find(&y->cx, id, &row, &found));
    assert_string_equal(row.room, "Neuer Name");
    assert_string_equal(row.address, "Neue Straße 2");
    draft = (SessionDraft){draft.day, EVENING, NIGHT, "Im Hof", "Hofweg 3", {0}};
    assert_ok(session_change(&y->cx, id, &draft));
    assert_ok(q_session_find(&y->cx, id, &row, &found));
    assert_string_equal(row.room, "Im Hof");
    assert_false(row.has_room_id);
}

static void one_room_holds_one_session_at_a_time(void **state)
{
    Year *y = *state;
    Date day = date_make(2026, 5, 11);
    RoomId room = make_room(y, "Eng", 30, true), next_door = make_room(y, "Nebenan", 30, true);
    SeminarId first = year_seminar(y, "Erstes", date_make(2026, 5, 4), 12, 0);
    SeminarId second = year_seminar(y, "Zweites", date_make(2026, 5, 5), 12, 0);
    SessionId id, other;
    SessionDraft taken = in_room(room, day, EVENING, NIGHT);
    assert_ok(session_add(&y->cx, first, &taken, &id));
    static const struct {
        int starts, ends;
        bool fits;
    } tries[] = {
        {EVENING, NIGHT, false},
        {EVENING - 60, EVENING + 1, false},
        {NIGHT - 1, NIGHT + 60, false},
        {EVENING + 30, EVENING + 60, false},
        {0, 1440, false},
        {EVENING - 60, EVENING, true},
        {NIGHT, NIGHT + 60, true},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(tries); i++) {
        SessionDraft draft = in_room(room, day, tries[i].starts, tries[i].ends);
        const Err *err = session_add(&y->cx, second, &draft, &other);
        assert_int_equal(err == NULL, tries[i].fits);
        if (err)
            assert_non_null(strstr(sentence(y, err), tries[i].starts == 0 ? "“" : "“Erstes”"));
    }
    SessionDraft elsewhere = in_room(next_door, day, EVENING, NIGHT);
    assert_ok(session_add(&y->cx, second, &elsewhere, &other));
    assert_err(session_change(&y->cx, other, &taken), ERR_CONFLICT);
    assert_ok(session_change(&y->cx, id, &taken));                        /* not with itself */
    assert_err(session_add(&y->cx, first, &taken, &other), ERR_CONFLICT); /* but with its own seminar */
}

static void a_cancelled_seminar_holds_no_room(void **state)
{
    Year *y = *state;
    RoomId room = make_room(y, "Frei", 30, true);
    SeminarId first = year_seminar(y, "Fällt aus", date_make(2026, 5, 4), 12, 0);
    SeminarId second = year_seminar(y, "Rückt nach", date_make(2026, 5, 5), 12, 0);
    SessionDraft draft = in_room(room, date_make(2026, 5, 12), EVENING, NIGHT);
    SessionId id;
    assert_ok(session_add(&y->cx, first, &draft, &id));
    assert_err(session_add(&y->cx, second, &draft, &id), ERR_CONFLICT);
    assert_ok(seminar_step(&y->cx, first, SEMINAR_CANCELLED, ""));
    assert_ok(session_add(&y->cx, second, &draft, &id));
}

static void a_consultant_is_in_one_place_at_a_time(void **state)
{
    Year *y = *state;
    Date day = date_make(2026, 5, 18);
    ConsultantId ada = make_consultant(y, "Ada"), bo = make_consultant(y, "Bo");
    SeminarId first = year_seminar(y, "Vormals", day, 12, 0); /* 18:00 to 21:00 */
    SeminarId second = year_seminar(y, "Zugleich", day, 12, 0);
    SessionId id;
    assert_ok(seminar_set_consultants(&y->cx, first, (ConsultantId[]){ada, bo}, 2));
    const Err *err = seminar_set_consultants(&y->cx, second, &ada, 1);
    assert_err(err, ERR_CONFLICT);
    assert_string_equal(sentence(y, err),
                        "Ada gives “Vormals” on 18.05.2026 from 18:00 to 21:00. Please choose "
                        "another time or another consultant.");
    SessionDraft morning = {day, 540, 720, "Raum 1", "", {0}}, overlap = {day, 1200, 1300, "Raum 1", "", {0}};
    assert_ok(session_change(&y->cx, only_session(y, second), &morning));
    assert_ok(seminar_set_consultants(&y->cx, second, &ada, 1));
    assert_err(session_add(&y->cx, second, &overlap, &id), ERR_CONFLICT);
    assert_ok(session_add(&y->cx, first, &overlap, &id)); /* two groups of one seminar are its own business */
    BookingOfConsultantsRows busy;
    assert_ok(q_booking_of_consultants(&y->cx, second, y->today, &busy));
    assert_int_equal(busy.n, 2);
    assert_string_equal(busy.at[0].consultant, "Ada");
    assert_string_equal(busy.at[0].title, "Vormals");
}

/* Sessions come into the table here as a programme without the rule would have written them. */
static const Err *book_behind_the_rules(Cx *cx, void *arg)
{
    SessionDraft draft = in_room(*(RoomId *)arg, date_make(2026, 5, 19), EVENING, NIGHT);
    BookingInRoomRows there;
    TRY(q_booking_in_room(cx, draft.room_id, draft.day, &there));
    SessionId id;
    return q_session_insert(cx, there.at[0].seminar, draft.day, EVENING, NIGHT, &draft.room_id, "", "", &id);
}

static void what_clashes_is_not_published(void **state)
{
    Year *y = *state;
    RoomId room = make_room(y, "Zweifach", 30, true);
    SeminarId seminar = year_seminar(y, "Doppelt", date_make(2026, 5, 6), 12, 0);
    SessionDraft draft = in_room(room, date_make(2026, 5, 19), EVENING, NIGHT);
    SessionId id;
    assert_ok(session_add(&y->cx, seminar, &draft, &id));
    assert_ok(tx_run(&y->cx, book_behind_the_rules, &room));
    assert_err(seminar_publish(&y->cx, seminar), ERR_CONFLICT);
}

static void a_plan_that_does_not_fit_gives_warnings(void **state)
{
    Year *y = *state;
    RoomId small = make_room(y, "Kammer", 8, false);
    SeminarId id = year_seminar(y, "Groß", date_make(2026, 5, 4), 12, 0);
    SeminarFind row;
    Warnings warnings;
    assert_ok(seminar_get(&y->cx, id, &row));
    SessionDraft draft = in_room(small, date_make(2026, 5, 5), EVENING, NIGHT);
    assert_ok(session_warnings(&y->cx, &row, &draft, &warnings));
    assert_int_equal(warnings.n, 1); /* eight seats for twelve; nothing is promised */
    row.step_free = true;
    assert_ok(session_warnings(&y->cx, &row, &draft, &warnings));
    assert_int_equal(warnings.n, 2);
    draft.day = date_make(2026, 5, 14); /* Ascension Day */
    assert_ok(session_warnings(&y->cx, &row, &draft, &warnings));
    assert_int_equal(warnings.n, 3);
    SessionListRows sessions;
    assert_ok(q_session_list(&y->cx, id, &sessions));
    assert_ok(seminar_warnings(&y->cx, &row, &sessions, &warnings));
    assert_int_equal(warnings.n, 0);
}

/* ---- many writers ---- */

enum { WRITERS = 8, TRIES = 40, ROOMS = 2 };

typedef struct Scramble {
    RoomId rooms[ROOMS];
    ConsultantId consultant;
    SeminarId seminars[WRITERS];
    Date day;
    atomic_int booked, refused;
} Scramble;

typedef struct Try {
    Scramble *scramble;
    SeminarId seminar;
    SessionDraft draft;
    bool is_free; /* seen before */
} Try;

static const Err *book(Cx *cx, void *arg)
{
    Try *e = arg;
    SessionId id;
    return session_add(cx, e->seminar, &e->draft, &id);
}

static void scrambler(Client *c)
{
    Scramble *s = c->arg;
    for (int i = 0; i < TRIES; i++) {
        int starts = 480 + 15 * (int)year_random(&c->seed, 40);
        Try e = {.scramble = s, .seminar = s->seminars[c->number]};
        e.draft = in_room(s->rooms[year_random(&c->seed, ROOMS)], s->day, starts,
                          starts + 15 * (1 + (int)year_random(&c->seed, 8)));
        const Err *err = client_write(c, book, &e);
        if (err)
            assert_int_equal(err->kind, ERR_CONFLICT);
        atomic_fetch_add(err ? &s->refused : &s->booked, 1);
    }
}

/* Pairs of sessions that overlap, counted without SQL; for a consultant, of different seminars. */
static int overlaps(Year *y, const Scramble *s, bool by_room)
{
    SessionsBetweenRows all;
    int n = 0;
    assert_ok(q_sessions_between(&y->cx, y->cx.programme, s->day, s->day, &all));
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < i; k++) {
            const SessionsBetween *a = &all.at[i], *b = &all.at[k];
            bool together = a->starts_min < b->ends_min && b->starts_min < a->ends_min;
            bool same = by_room ? a->room_id.v == b->room_id.v : a->seminar.v != b->seminar.v;
            n += together && same;
        }
    return n;
}

static Scramble scramble_open(Year *y, Date day)
{
    Scramble s = {.day = day, .consultant = make_consultant(y, "Begehrt")};
    for (int i = 0; i < ROOMS; i++)
        s.rooms[i] = make_room(y, i ? "Zwei" : "Eins", 30, true);
    for (int i = 0; i < WRITERS; i++)
        s.seminars[i] = year_seminar(y, "Gedränge", date_make(2026, 8, 3 + i), 12, 0);
    return s;
}

static void many_writers_book_no_room_twice(void **state)
{
    Year *y = *state;
    Scramble s = scramble_open(y, date_make(2026, 9, 7));
    clients_run(y, WRITERS, scrambler, &s);
    print_message("# %d booked, %d refused\n", atomic_load(&s.booked), atomic_load(&s.refused));
    assert_int_equal(overlaps(y, &s, true), 0);
    assert_true(atomic_load(&s.booked) >= ROOMS && atomic_load(&s.refused) > 0);
    assert_int_equal(atomic_load(&s.booked) + atomic_load(&s.refused), WRITERS * TRIES);
}

static void many_writers_book_no_consultant_twice(void **state)
{
    Year *y = *state;
    Scramble s = scramble_open(y, date_make(2026, 9, 8));
    for (int i = 0; i < WRITERS; i++)
        assert_ok(seminar_set_consultants(&y->cx, s.seminars[i], &s.consultant, 1));
    clients_run(y, WRITERS, scrambler, &s);
    assert_int_equal(overlaps(y, &s, true), 0);
    assert_int_equal(overlaps(y, &s, false), 0);
    assert_true(atomic_load(&s.booked) > 0 && atomic_load(&s.refused) > 0);
}

/* ---- the planted defect: looked for before, and written in the transaction ---- */

static pthread_barrier_t all_have_looked;

static const Err *write_what_was_seen(Cx *cx, void *arg)
{
    Try *e = arg;
    SessionId id;
    if (!e->is_free)
        return NULL;
    return q_session_insert(cx, e->seminar, e->draft.day, e->draft.starts_min, e->draft.ends_min,
                            &e->draft.room_id, "", "", &id);
}

static void careless_writer(Client *c)
{
    Scramble *s = c->arg;
    Try e = {.scramble = s, .seminar = s->seminars[c->number]};
    e.draft = in_room(s->rooms[0], s->day, EVENING, NIGHT);
    Clash clash;
    assert_ok(clash_find(&c->cx, e.seminar, (SessionId){0}, &e.draft, &clash));
    e.is_free = !clash.is_there;
    pthread_barrier_wait(&all_have_looked);
    assert_ok(client_write(c, write_what_was_seen, &e));
}

static void a_look_outside_of_the_transaction_is_seen(void **state)
{
    Year *y = *state;
    Scramble s = scramble_open(y, date_make(2026, 9, 9));
    pthread_barrier_init(&all_have_looked, NULL, WRITERS);
    clients_run(y, WRITERS, careless_writer, &s);
    pthread_barrier_destroy(&all_have_looked);
    assert_true(overlaps(y, &s, true) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_room_is_entered_once_and_changed, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_closed_room_is_not_booked_and_a_booked_one_not_closed, year_open,
                                        year_close),
        cmocka_unit_test_setup_teardown(a_session_shows_its_room_as_the_register_has_it, year_open,
                                        year_close),
        cmocka_unit_test_setup_teardown(one_room_holds_one_session_at_a_time, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_cancelled_seminar_holds_no_room, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_consultant_is_in_one_place_at_a_time, year_open, year_close),
        cmocka_unit_test_setup_teardown(what_clashes_is_not_published, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_plan_that_does_not_fit_gives_warnings, year_open, year_close),
        cmocka_unit_test_setup_teardown(many_writers_book_no_room_twice, year_open, year_close),
        cmocka_unit_test_setup_teardown(many_writers_book_no_consultant_twice, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_look_outside_of_the_transaction_is_seen, year_open, year_close),
    };
    return cmocka_run_group_tests_name("room", tests, NULL, NULL);
}
