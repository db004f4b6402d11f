/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What tests of the capabilities share: an installation with one programme, its topics, a budget year,
 * associations, and a clock that stands; on the engine that VEREINT_TEST_POSTGRES (an address) chooses,
 * SQLite without it. */
#pragma once

#include "unit_err.h"
#include "db/db.h"

enum { YEAR_ASSOCIATIONS = 6 };

typedef struct Year {
    Arena arena;
    Env env;
    Cx cx; /* with a writing connection, inside the programme, in German */
    char folder[64];
    Store *store;
    DbConn *conn;
    Date today; /* a Monday: 2 March 2026 */
    TopicId topic;
    BudgetYearId budget; /* 2026, 4,000 EUR */
    AssociationId associations[YEAR_ASSOCIATIONS];
} Year;

/* cmocka setup and teardown. */
int year_open(void **state);
int year_close(void **state);
/* Moves the clock to noon of a day. */
void year_move_to(Year *y, Date day);
/* A seminar with one session on a day, in planning / published. */
SeminarId year_seminar(Year *y, const char *title, Date day, int capacity, int each);
SeminarId year_published(Year *y, const char *title, Date day, int capacity, int each);
int64_t year_random(uint64_t *seed, int64_t below);

/* Inside a transaction: */
MUST_USE const Err *year_association(Cx *cx, const char *name, AssociationId *ret_id);
MUST_USE const Err *year_person(Cx *cx, int number, PersonId *ret_id);

/* ---- clients: threads that reach the store through its writing lane, as the web server does ---- */

typedef struct Client {
    Year *year;
    int number;
    Arena arena;
    Cx cx; /* cx.db reads; inside client_write it writes */
    DbConn *reading;
    uint64_t seed;
    void *arg;
} Client;

/* Runs `body` as a job of the writing lane and waits for its end; sends it again while the answer is BUSY, as
 * people do. May run body more than once. */
const Err *client_write(Client *client, const Err *(*body)(Cx *cx, void *arg), void *arg);
/* Runs `run` in n threads at once, and waits for all. */
void clients_run(Year *y, int n, void (*run)(Client *client), void *arg);
