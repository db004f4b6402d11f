/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A pool of threads, each with a connection of its own: slow work, and on PostgreSQL all lanes. There each
 * writing job is a transaction of its own, run again when it and another could not both be first. */
#include "db/db_engine.h"

#include <stdlib.h>
#include <unistd.h>

enum { WAITING_MAX = 8192, THREADS_MAX = 64 };

typedef struct Pool {
    Store *store;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t wake;
    bool closing;
    bool has_watcher; /* PostgreSQL: one of the threads looks out for other processes */
    JobList waiting;
    int n_threads, wanted; /* started; how many there shall be */
    pthread_t threads[THREADS_MAX];
} Pool;

/* ---- one job ---- */

static const Err *in_transaction(Job *job, DbConn *conn)
{
    bool keep = true;
    TRY(conn_begin(job->cx, conn));
    const Err *err = job->run(job, conn, &keep);
    assert(conn->depth == 1);
    if (!err && keep)
        return conn_commit(job->cx, conn);
    conn_rollback(conn);
    return err;
}

static const Err *run_once(Job *job, DbConn *conn)
{
    bool keep = true;
    if (job->lane != LANE_WORK)
        return in_transaction(job, conn);
    const Err *err = job->run(job, conn, &keep);
    assert(conn->depth == 0);
    return err;
}

static void do_job(Job *job, DbConn *conn)
{
    struct DbConn *own = job->cx->db;
    job->cx->db = conn;
    conn->clashes_left = CLASHES_MAX;
    const Err *err = run_once(job, conn);
    for (int attempt = 0; retry_after(job->cx, err, attempt); attempt++)
        err = run_once(job, conn);
    conn->clashes_left = 0;
    job->cx->db = own;
    job->done(job, err);
}

/* ---- the threads ---- */

/* False: nothing is left, and it is closing. *ret_job is NULL after a second without work. */
static bool take_job(Pool *p, Job **ret_job)
{
    pthread_mutex_lock(&p->mutex);
    if (!p->waiting.n && !p->closing)
        lane_wait(&p->wake, &p->mutex);
    *ret_job = p->waiting.n ? job_take(&p->waiting) : NULL;
    bool more = *ret_job || !p->closing;
    pthread_mutex_unlock(&p->mutex);
    return more;
}

static bool becomes_watcher(Pool *p)
{
    pthread_mutex_lock(&p->mutex);
    bool mine = p->store->engine == DB_POSTGRES && !p->has_watcher; /* else the writer watches */
    p->has_watcher = true;
    pthread_mutex_unlock(&p->mutex);
    return mine;
}

/* The watcher needs a connection before the first job brings one. */
static void watch(Pool *p, Watch *last, DbConn **conn)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    const Err *later =
        *conn ? NULL : db_open_conn(&(Cx){.arena = &arena, .env = p->store->env}, p->store, DB_WRITE, conn);
    if (!later)
        lane_watch(last, *conn);
}

static void *worker_main(void *arg)
{
    Pool *p = arg;
    bool watches = becomes_watcher(p);
    DbConn *conn = NULL;
    Watch last = {0};
    for (Job *job; take_job(p, &job);) {
        const Err *err = job && !conn ? db_open_conn(job->cx, p->store, DB_WRITE, &conn) : NULL;
        if (err)
            job->done(job, err);
        else if (job)
            do_job(job, conn);
        if (watches)
            watch(p, &last, &conn);
    }
    db_close_conn(&conn);
    return NULL;
}

/* ---- from other threads ---- */

static int sensible_threads(const Store *store)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    int n = (int)(cpus < 1 ? 1 : cpus > 16 ? 16 : cpus);
    if (store->workers)
        n = store->workers;
    else if (store->engine == DB_POSTGRES)
        n = n * 4; /* they wait for the server most of the time */
    else if (n < 2)
        n = 2; /* so that one long report doesn't keep everybody from signing in */
    return n > THREADS_MAX ? THREADS_MAX : n;
}

Pool *pool_make(Store *store)
{
    Pool *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->store = store;
    p->wanted = sensible_threads(store);
    pthread_mutex_init(&p->mutex, NULL);
    pthread_cond_init(&p->wake, NULL);
    return p;
}

static bool start(Pool *p)
{
    while (p->n_threads < p->wanted && pthread_create(&p->threads[p->n_threads], NULL, worker_main, p) == 0)
        p->n_threads++;
    return p->n_threads > 0;
}

void pool_start(Pool *p)
{
    pthread_mutex_lock(&p->mutex);
    start(p);
    pthread_mutex_unlock(&p->mutex);
}

bool pool_submit(Pool *p, Job *job)
{
    pthread_mutex_lock(&p->mutex);
    bool accepted = !p->closing && p->waiting.n < WAITING_MAX && start(p);
    if (accepted) {
        job_append(&p->waiting, job);
        pthread_cond_signal(&p->wake);
    }
    pthread_mutex_unlock(&p->mutex);
    return accepted;
}

void pool_finish(Pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->mutex);
    p->closing = true;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->mutex);
    for (int i = 0; i < p->n_threads; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->mutex);
    free(p);
}
