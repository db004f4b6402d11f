/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SQLite's one writer: takes the jobs that wait, runs all of them in one transaction, commits once, and only
 * then tells all of them. Anonymous answers (LANE_WRITE_APART) wait in a list of their own and share a
 * transaction with each other only.
 *
 * A job that fails must undo nothing but its own. A savepoint for each costs as much as a third of the job
 * (SQLite copies every page that it changes), and nearly all that fail have written nothing. So there are
 * none at first; when a job fails after it has written, the transaction is rolled back and all jobs run
 * again, now with savepoints, as do the next few batches. */
#include "db/db_engine.h"

#include <stdlib.h>

enum {
    WAITING_MAX = 8192, /* more are refused */
    CAREFUL_BATCHES = 64,
};

typedef struct Writer {
    Store *store;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t wake;
    bool running, closing;
    JobList waiting[2]; /* by Lane: WRITE, WRITE_APART */
    int last_lane;
    /* The thread's own: */
    DbConn *conn;
    Arena arena;
    Watch watch;
    int careful; /* so many batches more get savepoints */
} Writer;

/* ---- one batch ---- */

/* What became of a job before the commit. */
typedef struct Outcome {
    Job *job;
    const Err *err;
} Outcome;

static const Err *run_with(DbConn *conn, Job *job, bool *ret_keep)
{
    struct DbConn *own = job->cx->db;
    job->cx->db = conn;
    const Err *err = job->run(job, conn, ret_keep);
    job->cx->db = own;
    assert(conn->depth == 1); /* it has ended what it began */
    return err;
}

/* Runs the job. False: it failed or is not to be kept. */
static bool run_one(DbConn *conn, Outcome *outcome)
{
    const uint64_t before[2] = {conn->written[0], conn->written[1]};
    bool keep = true;
    outcome->err = run_with(conn, outcome->job, &keep);
    if (!outcome->err && keep && conn->doomed)
        outcome->err = conn_doomed(outcome->job->cx);
    conn->doomed = false;
    keep &= !outcome->err;
    if (!keep)
        memcpy(conn->written, before, sizeof before);
    return keep;
}

/* Once more, at once: nobody else writes meanwhile. */
static bool wants_again(const Outcome *outcome)
{
    return outcome->err && outcome->err->kind == ERR_RETRY;
}

/* So that its failure undoes nothing but its own. An Err returned here ends the whole batch. */
static const Err *run_in_savepoint(Cx *cx, DbConn *conn, Outcome *outcome)
{
    for (int run = 0; run == 0 || (run == 1 && wants_again(outcome)); run++) {
        TRY(conn->ops->savepoint(cx, conn));
        if (run_one(conn, outcome))
            return conn->ops->release(cx, conn);
        const Err *gone = conn->ops->back(cx, conn);
        if (gone)
            return outcome->err ? outcome->err : gone; /* the job's failure tells more: a full disk */
    }
    return NULL;
}

/* False: it failed after it had written, or has taken the transaction with it; the others have to run again.
 */
static bool run_bare(DbConn *conn, Outcome *outcome)
{
    int64_t before = conn->ops->changes(conn);
    for (int run = 0;; run++) {
        if (run_one(conn, outcome))
            return true;
        bool is_clean = conn->ops->changes(conn) == before;
        if (!is_clean || run > 0 || !wants_again(outcome))
            return is_clean;
    }
}

static bool run_all_bare(DbConn *conn, Outcome *outcomes, int n)
{
    int done = 0;
    while (done < n && run_bare(conn, &outcomes[done]))
        done++;
    return done == n;
}

static const Err *run_all_in_savepoints(Cx *cx, DbConn *conn, Outcome *outcomes, int n)
{
    for (int i = 0; i < n; i++)
        TRY(run_in_savepoint(cx, conn, &outcomes[i]));
    return NULL;
}

static const Err *run_batch(Cx *cx, Writer *w, Outcome *outcomes, int n)
{
    DbConn *conn = w->conn;
    const Err *err = NULL;
    TRY(conn_begin(cx, conn));
    if (w->careful == 0 && !run_all_bare(conn, outcomes, n)) {
        conn_rollback(conn);
        w->careful = CAREFUL_BATCHES;
        TRY(conn_begin(cx, conn));
    }
    if (w->careful > 0) {
        w->careful--;
        err = run_all_in_savepoints(cx, conn, outcomes, n);
    }
    if (!err)
        return conn_commit(cx, conn);
    conn_rollback(conn);
    return err;
}

static const Err *open_once(Cx *cx, Writer *w)
{
    return w->conn ? NULL : db_open_conn(cx, w->store, DB_WRITE, &w->conn);
}

static void do_batch(Writer *w, JobList *jobs)
{
    arena_reset(&w->arena);
    Cx cx = {.arena = &w->arena, .env = w->store->env};
    Outcome *outcomes = NEW_ARRAY(&w->arena, Outcome, (size_t)jobs->n);
    int n = 0;
    while (jobs->n)
        outcomes[n++].job = job_take(jobs);
    const Err *err = open_once(&cx, w);
    cx.db = w->conn;
    if (!err)
        err = run_batch(&cx, w, outcomes, n);
    if (err) /* may be one job's own, gone with it after its done() */
        err = err_copy(&w->arena, err);
    for (int i = 0; i < n; i++) {
        Job *job = outcomes[i].job;
        job->done(job, outcomes[i].err ? outcomes[i].err : err ? err_copy(job->cx->arena, err) : NULL);
    }
}

/* ---- the thread ---- */

/* Waits for jobs of one lane; the lanes take turns. False: nothing is left, and it is closing. */
static bool take_batch(Writer *w, JobList *ret_jobs)
{
    *ret_jobs = (JobList){0};
    pthread_mutex_lock(&w->mutex);
    if (!w->waiting[0].n && !w->waiting[1].n && !w->closing)
        lane_wait(&w->wake, &w->mutex);
    w->last_lane = w->waiting[!w->last_lane].n ? !w->last_lane : w->last_lane;
    JobList *from = &w->waiting[w->last_lane];
    while (from->n && ret_jobs->n < w->store->batch_max)
        job_append(ret_jobs, job_take(from));
    bool more = ret_jobs->n || !w->closing;
    pthread_mutex_unlock(&w->mutex);
    return more;
}

static void *writer_main(void *arg)
{
    Writer *w = arg;
    w->arena = arena_make(0);
    Cx cx = {.arena = &w->arena, .env = w->store->env};
    const Err *later = open_once(&cx, w); /* for the watch; the first batch tries again and tells */
    (void)later;
    for (JobList jobs; take_batch(w, &jobs);) {
        if (jobs.n)
            do_batch(w, &jobs);
        lane_watch(&w->watch, w->conn);
    }
    db_close_conn(&w->conn);
    arena_free(&w->arena);
    return NULL;
}

/* ---- from other threads ---- */

Writer *writer_make(Store *store)
{
    Writer *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->store = store;
    pthread_mutex_init(&w->mutex, NULL);
    pthread_cond_init(&w->wake, NULL);
    return w;
}

static bool start(Writer *w)
{
    if (!w->running)
        w->running = pthread_create(&w->thread, NULL, writer_main, w) == 0;
    return w->running;
}

void writer_start(Writer *w)
{
    pthread_mutex_lock(&w->mutex);
    start(w);
    pthread_mutex_unlock(&w->mutex);
}

bool writer_submit(Writer *w, Job *job)
{
    pthread_mutex_lock(&w->mutex);
    bool accepted = !w->closing && w->waiting[0].n + w->waiting[1].n < WAITING_MAX && start(w);
    if (accepted) {
        job_append(&w->waiting[job->lane], job);
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&w->mutex);
    return accepted;
}

void writer_finish(Writer *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->mutex);
    w->closing = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->mutex);
    if (w->running)
        pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->mutex);
    free(w);
}
