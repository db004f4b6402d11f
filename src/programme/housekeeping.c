/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See housekeeping.h. */
#include "programme/housekeeping.h"

#include "person.sql.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { HOUR_S = 3600, DAY_S = 86400 };

struct Housekeeping {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    Store *store;
    const Env *env;
    const HousekeepingJob *jobs;
    size_t n_jobs;
};

static const Err *run_job(Cx *cx, const HousekeepingJob *job)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    TRY(job->run(cx));
    return tx_commit(cx, &tx);
}

const Err *housekeeping_run(Cx *cx, const HousekeepingJob *jobs, size_t n_jobs)
{
    for (size_t i = 0; i < n_jobs; i++)
        TRY(run_job(cx, &jobs[i]));
    return NULL;
}

static bool is_due(const Housekeeping *h, const HousekeepingJob *job, int64_t second)
{
    int every_s = job->every_s ? job->every_s : HOUR_S;
    return second % every_s == 0 && (!job->only_on_postgres || store_engine(h->store) == DB_POSTGRES);
}

/* All jobs that are due `second` seconds after the start. A job that fails is tried again in its next turn.
 */
static void run_due(Housekeeping *h, int64_t second)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena, .env = h->env, .lang = LANG_EN, .time_zone = "UTC"};
    for (size_t i = 0; i < h->n_jobs; i++) {
        if (!is_due(h, &h->jobs[i], second))
            continue;
        const Err *err = cx.db ? NULL : db_open_conn(&cx, h->store, DB_WRITE, &cx.db);
        if (!err)
            err = run_job(&cx, &h->jobs[i]);
        if (err)
            fprintf(stderr, "{\"housekeeping\":\"%s\",\"problem\":\"%s\"}\n", h->jobs[i].name, err->message);
    }
    db_close_conn(&cx.db);
}

static void *loop(void *arg)
{
    Housekeeping *h = arg;
    pthread_mutex_lock(&h->lock);
    for (int64_t second = 0; !h->stopping; second++) {
        pthread_mutex_unlock(&h->lock);
        run_due(h, second);
        pthread_mutex_lock(&h->lock);
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        while (!h->stopping && pthread_cond_timedwait(&h->wake, &h->lock, &until) != ETIMEDOUT)
            continue;
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

const Err *housekeeping_start(Cx *cx, Store *store, const HousekeepingJob *jobs, size_t n_jobs,
                              Housekeeping **ret_housekeeping)
{
    Housekeeping *h = calloc(1, sizeof *h);
    if (!h)
        return FAIL(cx, ERR_SYSTEM, "Out of memory.");
    *h = (Housekeeping){.store = store, .env = cx->env, .jobs = jobs, .n_jobs = n_jobs};
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->wake, NULL);
    if (pthread_create(&h->thread, NULL, loop, h) != 0) {
        free(h);
        return FAIL(cx, ERR_SYSTEM, "The system allows no more threads.");
    }
    *ret_housekeeping = h;
    return NULL;
}

void housekeeping_stop(Housekeeping **housekeeping)
{
    Housekeeping *h = *housekeeping;
    if (!h)
        return;
    pthread_mutex_lock(&h->lock);
    h->stopping = true;
    pthread_cond_signal(&h->wake);
    pthread_mutex_unlock(&h->lock);
    pthread_join(h->thread, NULL);
    pthread_mutex_destroy(&h->lock);
    pthread_cond_destroy(&h->wake);
    free(h);
    *housekeeping = NULL;
}

const Err *programme_forget(Cx *cx)
{
    Time now = cx_now(cx);
    TRY(q_session_remove_expired(cx, now, NULL));
    TRY(q_link_forget(cx, (Time){now.seconds - DAY_S}, NULL));
    TRY(q_form_once_forget(cx, (Time){now.seconds - 8 * DAY_S}, NULL));
    return q_import_forget(cx, (Time){now.seconds - 7 * DAY_S}, NULL);
}
