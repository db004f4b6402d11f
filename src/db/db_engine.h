/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside src/db only: what an engine (sqlite_engine.c, postgres_engine.c) offers to the rest, and the Store.
 */
#pragma once

#include "db/db.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

typedef struct DbEngineOps DbEngineOps;

/* The engines' connections begin with this. */
struct DbConn {
    const DbEngineOps *ops;
    Store *store;
    DbMode mode;
    int depth;     /* of the running transaction; 0: none */
    bool doomed;   /* a statement failed or a nested transaction was rolled back: it can't be committed */
    bool has_turn; /* holds store->turn */
    uint64_t written[2]; /* tables, in this transaction */
    int clashes_left;    /* see retry_after */
};

/* Where rows go. `at` is grown in the arena. */
typedef struct DbResult {
    size_t max_rows;
    size_t n, room;
    unsigned char *at;
    int64_t changed; /* rows inserted, updated or deleted */
} DbResult;

struct DbEngineOps {
    /* Checks that the database is ours and brings it to store->schema. */
    const Err *(*prepare)(Cx *cx, Store *store);
    const Err *(*open)(Cx *cx, Store *store, DbMode mode, DbConn **ret_conn);
    void (*close)(DbConn *conn);
    const Err *(*begin)(Cx *cx, DbConn *conn);
    const Err *(*commit)(Cx *cx, DbConn *conn); /* on failure nothing is open any more */
    void (*rollback)(DbConn *conn);
    /* SQLite only: a job among others in one transaction. `back` undoes what happened since the savepoint and
     * fails if the transaction itself is gone; both `back` and `release` end the savepoint. */
    const Err *(*savepoint)(Cx *cx, DbConn *conn);
    const Err *(*back)(Cx *cx, DbConn *conn);
    const Err *(*release)(Cx *cx, DbConn *conn);
    /* SQLite only: grows with every row written, but not by statements that failed; -1 if the
     * transaction is gone. */
    int64_t (*changes)(const DbConn *conn);
    /* Reads everything; see db_verify. NULL: the engine's own checksums do that. */
    const Err *(*verify)(Cx *cx, DbConn *conn);
    const Err *(*sweep)(Cx *cx, DbConn *conn,
                        const char *table); /* see db_sweep; NULL at the end of the list */
    /* Has another connection committed since the last time this was asked? False at the first time. */
    bool (*changed_elsewhere)(DbConn *conn);
    const Err *(*check)(Cx *cx, DbConn *conn, const DbQuery *query); /* see db_check_query */
    const Err *(*run)(Cx *cx, DbConn *conn, const DbQuery *query, const DbValue *params, DbResult *result);
};

extern const DbEngineOps db_sqlite, db_postgres;

struct Store {
    const DbEngineOps *ops;
    DbEngine engine;
    const DbSchema *schema;
    char *path; /* SQLite: the file */
    char *postgres;
    char *vfs;
    bool create, durable;
    int workers, batch_max;
    const Env *env;
    StoreBeforeCommit *before_commit;
    pthread_mutex_t turn; /* SQLite: the one writer's, whichever thread it is */
    _Atomic bool stopped; /* the disk failed under a commit: nothing is accepted any more */
    _Atomic uint64_t generation[DB_TABLES_MAX];
    _Atomic uint64_t generations; /* counts with each of them, and before it */
    struct Writer *writer;        /* SQLite: LANE_WRITE and LANE_WRITE_APART */
    struct Pool *pool;            /* LANE_WORK; all lanes of PostgreSQL */
};

/* ---- lanes ---- */

struct Writer *writer_make(Store *store);
bool writer_submit(struct Writer *writer, Job *job);
void writer_start(struct Writer *writer);
void writer_finish(struct Writer *writer); /* does what was accepted, joins, frees; accepts NULL */

struct Pool *pool_make(Store *store);
bool pool_submit(struct Pool *pool, Job *job);
void pool_start(struct Pool *pool);
void pool_finish(struct Pool *pool);

/* Jobs in the order of their arrival. */
typedef struct JobList {
    Job *first, **end;
    int n;
} JobList;

static inline void job_append(JobList *list, Job *job)
{
    job->next = NULL;
    *(list->n++ ? list->end : &list->first) = job;
    list->end = &job->next;
}

static inline Job *job_take(JobList *list)
{
    Job *job = list->first;
    list->first = job->next;
    list->n--;
    return job;
}

/* Waits for a signal, at most a second. */
void lane_wait(pthread_cond_t *cond, pthread_mutex_t *mutex);

/* Raises all counters if another process has written; asks at most once a second. */
typedef struct Watch {
    time_t asked; /* CLOCK_MONOTONIC */
} Watch;
void lane_watch(Watch *watch, DbConn *conn);

/* Whether `err` is a serialisation failure that is worth another try; waits a little before it says so.
 *
 * PostgreSQL tells some of them as a key that exists already: two looked whether it did, and both added it.
 * Who runs a job again sets clashes_left, and so often such a key is ERR_RETRY; then it is the CONFLICT that
 * it seems. */
enum { RETRIES_MAX = 30, CLASHES_MAX = 4 };
bool retry_after(Cx *cx, const Err *err, int attempt);

/* Begins, ends the outermost transaction: turn, hook, engine, change counters. */
const Err *conn_begin(Cx *cx, DbConn *conn);
const Err *conn_commit(Cx *cx, DbConn *conn);
void conn_rollback(DbConn *conn);
/* Why a doomed transaction can't be committed. */
const Err *conn_doomed(Cx *cx);

/* The next place for a row, zeroed. */
static inline unsigned char *result_push(Arena *arena, DbResult *result, size_t row_size)
{
    if (result->n == result->room) {
        size_t room = result->room ? result->room * 2 : result->max_rows < 16 ? result->max_rows : 16;
        unsigned char *at = arena_alloc_array(arena, room, row_size);
        if (result->n)
            memcpy(at, result->at, result->n * row_size);
        result->at = at;
        result->room = room;
    }
    return result->at + result->n++ * row_size;
}

/* The number of the last migration; and a CONFLICT if the database has a later one. */
int schema_version(const DbSchema *schema);
const Err *version_is_known(Cx *cx, const DbSchema *schema, int64_t version);

/* The schema's dialect, written for SQLite, as PostgreSQL wants it. */
const char *schema_for_postgres(Arena *arena, const char *sql);
