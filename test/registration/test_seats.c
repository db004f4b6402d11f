/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules 1 and 2 under load: a thousand requests, cancellations and changes of capacity at once, and a look at
 * every commit. The last case decides outside of the transaction, and must be seen. */
#include "../year.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "programme/audit.h"
#include "registration.sql.h"
#include "registration/registration_rules.h"

enum { CLIENTS = 16, REQUESTS = 64, SEATS = 12, EACH = 3 };

/* ---- a look at every commit ---- */

static _Atomic int64_t watched; /* the seminar */
static atomic_int commits, broken;

static const Err *look(Cx *cx, SeminarId id, bool *ret_fine)
{
    SeminarFind seminar;
    bool found;
    SeatsHeld held;
    SeatsMostOfOne most;
    TRY(q_seminar_find(cx, id, &seminar, &found));
    TRY(q_seats_held(cx, id, &held));
    TRY(q_seats_most_of_one(cx, id, &most));
    *ret_fine = held.n == seminar.seats_taken && held.n <= seminar.capacity &&
                (seminar.seats_each == 0 || most.n <= seminar.seats_each);
    return NULL;
}

static const Err *watch_commit(Cx *cx)
{
    int64_t id = atomic_load(&watched);
    bool fine = true;
    if (id)
        TRY(look(cx, (SeminarId){id}, &fine));
    atomic_fetch_add(&commits, 1);
    if (!fine)
        atomic_fetch_add(&broken, 1);
    return audit_seal(cx);
}

static void watch(Year *y, SeminarId id)
{
    atomic_store(&commits, 0);
    atomic_store(&broken, 0);
    atomic_store(&watched, id.v);
    store_set_before_commit(y->store, watch_commit);
}

/* ---- what a fair list does next, worked out a second time without SQL ---- */

typedef struct Fair {
    RegistrationId next; /* 0: nobody may have the seat */
    size_t waiting;
} Fair;

static int64_t held_by(const RegistrationListRows *people, const RegistrationList *of, RegistrationId but)
{
    int64_t n = 0;
    for (size_t i = 0; i < people->n; i++) {
        const RegistrationList *p = &people->at[i];
        n += registration_holds_seat(p->state) && p->id.v != but.v && p->association.v == of->association.v &&
             p->has_association == of->has_association;
    }
    return n;
}

static Fair fair_next(const RegistrationListRows *people, int32_t each, const int64_t *minutes,
                      RegistrationId leaving)
{
    Fair fair = {{0}, 0};
    int64_t best[3] = {INT64_MAX, INT64_MAX, INT64_MAX};
    for (size_t i = 0; i < people->n; i++) {
        const RegistrationList *p = &people->at[i];
        if (p->state != REG_WAITLISTED || p->id.v == leaving.v)
            continue;
        fair.waiting++;
        int64_t held = held_by(people, p, leaving);
        int64_t key[3] = {held, p->has_association ? minutes[p->association.v] : minutes[0], p->place};
        bool blocked = each && p->has_association && held >= each;
        int order = key[0] != best[0]   ? (key[0] < best[0])
                    : key[1] != best[1] ? (key[1] < best[1])
                                        : key[2] < best[2];
        if (!blocked && order) {
            memcpy(best, key, sizeof best);
            fair.next = p->id;
        }
    }
    return fair;
}

/* ---- the rush ---- */

typedef struct Rush {
    SeminarId seminar;
    const AssociationId *associations;
    int64_t minutes[64]; /* attended this year, by association */
    atomic_int new_ones, unfair, untrue, refused;
} Rush;

typedef struct Errand {
    Rush *rush;
    Registrant who;
    RegistrationAnswer answer;
    RegistrationId leaving;
    int32_t capacity;
} Errand;

static const Err *request(Cx *cx, void *arg)
{
    Errand *e = arg;
    return registration_request(cx, e->rush->seminar, &e->who, CHANNEL_WEB, &e->answer);
}

/* Cancels, and compares what happened with what fair_next says. */
static const Err *leave(Cx *cx, void *arg)
{
    Errand *e = arg;
    SeminarFind seminar;
    RegistrationListRows before, after;
    RegistrationFind row;
    TRY(seminar_get(cx, e->rush->seminar, &seminar));
    TRY(registration_get(cx, e->leaving, &row));
    TRY(q_registration_list(cx, e->rush->seminar, &before));
    TRY(registration_cancel(cx, e->leaving));
    TRY(q_registration_list(cx, e->rush->seminar, &after));
    Fair fair = fair_next(&before, seminar.seats_each, e->rush->minutes, e->leaving);
    if (!registration_holds_seat(row.state))
        fair.next.v = 0;
    size_t waiting = 0;
    bool got_it = fair.next.v == 0;
    for (size_t i = 0; i < after.n; i++) {
        waiting += after.at[i].state == REG_WAITLISTED;
        got_it = got_it || (after.at[i].id.v == fair.next.v && after.at[i].state == REG_CONFIRMED);
    }
    if (!got_it || waiting != fair.waiting - (fair.next.v != 0))
        atomic_fetch_add(&e->rush->unfair, 1);
    return NULL;
}

static const Err *resize(Cx *cx, void *arg)
{
    Errand *e = arg;
    return registration_set_seats(cx, e->rush->seminar, &(SeminarSeats){e->capacity, 0, EACH});
}

/* An answer may only have become better since. */
static void read_again(Client *c, Rush *rush, const RegistrationAnswer *answer)
{
    RegistrationFind row;
    assert_ok(registration_get(&c->cx, answer->id, &row));
    bool promoted = answer->state == REG_WAITLISTED && row.state == REG_CONFIRMED;
    if (row.state != answer->state && !promoted)
        atomic_fetch_add(&rush->untrue, 1);
}

static void one_visitor(Client *c, Rush *rush, int i)
{
    Errand e = {.rush = rush};
    e.who = registrant_named(arena_printf(c->cx.arena, "Person %d/%d", c->number, i),
                             arena_printf(c->cx.arena, "p%d.%d@example.org", c->number, i));
    int64_t a = year_random(&c->seed, YEAR_ASSOCIATIONS + 1);
    if (a < YEAR_ASSOCIATIONS)
        e.who.association = rush->associations[a];
    assert_ok(client_write(c, request, &e));
    if (e.answer.is_new)
        atomic_fetch_add(&rush->new_ones, 1);
    read_again(c, rush, &e.answer);
    int64_t dice = year_random(&c->seed, 10);
    e.leaving = e.answer.id;
    if (dice < 4)
        assert_ok(client_write(c, leave, &e));
    e.capacity = 8 + (int32_t)year_random(&c->seed, 9);
    if (dice == 9 && client_write(c, resize, &e))
        atomic_fetch_add(&rush->refused, 1);
}

static void many_visitors(Client *c)
{
    for (int i = 0; i < REQUESTS; i++)
        one_visitor(c, c->arg, i);
}

/* Gives some associations minutes of an earlier seminar of the year. */
typedef struct Earlier {
    Year *y;
    Rush *rush;
    SeminarId seminar;
} Earlier;

static const Err *attend_earlier(Cx *cx, void *arg)
{
    Earlier *e = arg;
    SessionListRows sessions;
    TRY(q_session_list(cx, e->seminar, &sessions));
    for (int i = 0; i < YEAR_ASSOCIATIONS; i += 2) {
        Registrant who = registrant_named("Früher", arena_printf(cx->arena, "frueher%d@example.org", i));
        who.association = e->y->associations[i];
        RegistrationAnswer answer;
        TRY(registration_request(cx, e->seminar, &who, CHANNEL_OFFICER, &answer));
        TRY(q_attendance_put(cx, answer.id, sessions.at[0].id, 30 * (i + 1), NULL));
        e->rush->minutes[e->y->associations[i].v] = 30 * (i + 1);
    }
    return NULL;
}

static void nobody_gets_a_seat_too_many(void **state)
{
    Year *y = *state;
    Rush rush = {.seminar = year_published(y, "Andrang", date_make(2026, 6, 15), SEATS, EACH),
                 .associations = y->associations};
    Earlier earlier = {y, &rush, year_published(y, "Früher", date_make(2026, 4, 1), 20, 0)};
    assert_ok(tx_run(&y->cx, attend_earlier, &earlier));
    watch(y, rush.seminar);
    clients_run(y, CLIENTS, many_visitors, &rush);
    print_message("# %d commits looked at, %d changes of capacity refused\n", atomic_load(&commits),
                  atomic_load(&rush.refused));
    assert_int_equal(atomic_load(&broken), 0);
    assert_int_equal(atomic_load(&rush.unfair), 0);
    assert_int_equal(atomic_load(&rush.untrue), 0);
    assert_int_equal(atomic_load(&rush.new_ones), CLIENTS * REQUESTS);
    atomic_store(&watched, 0);
}

static void the_same_person_counts_once(Client *c)
{
    Rush *rush = c->arg;
    for (int i = 0; i < 8; i++) {
        Errand e = {.rush = rush};
        e.who = registrant_named("Eine Person", arena_printf(c->cx.arena, "eine%d@example.org", i));
        assert_ok(client_write(c, request, &e));
        if (e.answer.is_new)
            atomic_fetch_add(&rush->new_ones, 1);
    }
}

static void twice_at_once_is_once(void **state)
{
    Year *y = *state;
    Rush rush = {.seminar = year_published(y, "Doppelt", date_make(2026, 6, 16), SEATS, 0)};
    clients_run(y, CLIENTS, the_same_person_counts_once, &rush);
    SeatsHeld held;
    assert_ok(q_seats_held(&y->cx, rush.seminar, &held));
    assert_int_equal(held.n, 8);
    assert_int_equal(atomic_load(&rush.new_ones), 8);
}

/* ---- the planted defect: a seat is looked for before, and given away in the transaction ---- */

static pthread_barrier_t all_have_looked;

typedef struct Careless {
    SeminarId seminar;
    bool seat_seen;
    PersonId person;
    int number;
} Careless;

static const Err *give_what_was_seen(Cx *cx, void *arg)
{
    Careless *e = arg;
    RegistrationId id;
    PersonId person;
    TRY(year_person(cx, e->number, &person));
    TRY(q_seats_take(cx, e->seminar, NULL));
    return q_registration_insert(cx, cx->programme, e->seminar, person, NULL, "",
                                 e->seat_seen ? REG_CONFIRMED : REG_WAITLISTED, CHANNEL_WEB, LANG_DE,
                                 e->number + 1, NULL, 1, cx_now(cx), &id);
}

static void careless_visitor(Client *c)
{
    Rush *rush = c->arg;
    SeminarFind seminar;
    assert_ok(seminar_get(&c->cx, rush->seminar, &seminar));
    pthread_barrier_wait(&all_have_looked);
    Careless e = {
        .seminar = rush->seminar, .seat_seen = seminar.seats_taken < seminar.capacity, .number = c->number};
    assert_ok(client_write(c, give_what_was_seen, &e));
}

static void a_decision_outside_is_seen(void **state)
{
    Year *y = *state;
    Rush rush = {.seminar = year_published(y, "Leichtsinn", date_make(2026, 6, 17), SEATS, 0)};
    watch(y, rush.seminar);
    pthread_barrier_init(&all_have_looked, NULL, CLIENTS);
    clients_run(y, CLIENTS, careless_visitor, &rush);
    pthread_barrier_destroy(&all_have_looked);
    assert_true(atomic_load(&broken) > 0);
    atomic_store(&watched, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_gets_a_seat_too_many, year_open, year_close),
        cmocka_unit_test_setup_teardown(twice_at_once_is_once, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_decision_outside_is_seen, year_open, year_close),
    };
    return cmocka_run_group_tests_name("seats", tests, NULL, NULL);
}
