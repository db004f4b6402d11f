/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What both engines share: the store, transactions that join, and queries. See db.h. */
#include "db/db_engine.h"

#include <stdlib.h>

enum { BATCH_MAX = 512 }; /* bounds how long the first of a batch waits for the last */

/* ---- store ---- */

static char *copy_or_null(const char *text)
{
    return text ? strdup(text) : NULL;
}

const Err *store_open(Cx *cx, const StoreConfig *config, Store **ret_store)
{
    Store *s = calloc(1, sizeof *s);
    if (!s)
        return FAIL(cx, ERR_SYSTEM, "There is not enough memory.");
    *s = (Store){
        .ops = config->postgres ? &db_postgres : &db_sqlite,
        .engine = config->postgres ? DB_POSTGRES : DB_SQLITE,
        .schema = config->schema ? config->schema : &db_schema,
        .path = config->postgres ? NULL : strdup(arena_printf(cx->arena, "%s/vereint.db", config->data_dir)),
        .postgres = copy_or_null(config->postgres),
        .vfs = copy_or_null(config->vfs),
        .create = config->create,
        .durable = config->durable,
        .workers = config->workers,
        .batch_max = config->batch_max ? config->batch_max : BATCH_MAX,
        .env = config->env,
        .turn = PTHREAD_MUTEX_INITIALIZER,
    };
    const Err *err = s->ops->prepare(cx, s);
    if (!err) {
        s->writer = s->engine == DB_SQLITE ? writer_make(s) : NULL;
        s->pool = pool_make(s);
        *ret_store = s;
    } else {
        store_close(&s);
    }
    return err;
}

void store_close(Store **store)
{
    Store *s = *store;
    if (!s)
        return;
    pool_finish(s->pool); /* first: its jobs may still write */
    writer_finish(s->writer);
    pthread_mutex_destroy(&s->turn);
    free(s->path);
    free(s->postgres);
    free(s->vfs);
    free(s);
    *store = NULL;
}

DbEngine store_engine(const Store *store)
{
    return store->engine;
}

DbEngine db_engine(const Cx *cx)
{
    return cx->db->store->engine;
}

void store_set_before_commit(Store *store, StoreBeforeCommit *fn)
{
    store->before_commit = fn;
}

uint64_t store_generation(const Store *store, const uint64_t tables[2])
{
    uint64_t sum = 0;
    if (tables[0] == UINT64_MAX && tables[1] == UINT64_MAX)
        return atomic_load_explicit(&store->generations, memory_order_acquire);
    for (int half = 0; half < 2; half++)
        for (uint64_t rest = tables[half]; rest; rest &= rest - 1)
            sum += atomic_load_explicit(&store->generation[half * 64 + __builtin_ctzll(rest)],
                                        memory_order_acquire);
    return sum;
}

static void raise_generation(Store *store, const uint64_t tables[2])
{
    if (tables[0] | tables[1])
        atomic_fetch_add(&store->generations, 1);
    for (int half = 0; half < 2; half++)
        for (uint64_t rest = tables[half]; rest; rest &= rest - 1)
            atomic_fetch_add_explicit(&store->generation[half * 64 + __builtin_ctzll(rest)], 1,
                                      memory_order_release);
}

/* ---- lanes ---- */

bool store_submit(Store *store, Lane lane, Job *job)
{
    job->lane = lane;
    if (atomic_load_explicit(&store->stopped, memory_order_relaxed))
        return false;
    return store->writer && lane != LANE_WORK ? writer_submit(store->writer, job)
                                              : pool_submit(store->pool, job);
}

void store_serve(Store *store)
{
    if (store->writer)
        writer_start(store->writer);
    pool_start(store->pool);
}

void lane_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    pthread_cond_timedwait(cond, mutex, &until);
}

void lane_watch(Watch *watch, DbConn *conn)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (!conn || now.tv_sec == watch->asked)
        return;
    watch->asked = now.tv_sec;
    if (conn->ops->changed_elsewhere(conn))
        raise_generation(conn->store, (const uint64_t[2]){UINT64_MAX, UINT64_MAX});
}

/* ---- connections ---- */

const Err *db_open_conn(Cx *cx, Store *store, DbMode mode, DbConn **ret_conn)
{
    return store->ops->open(cx, store, mode, ret_conn);
}

void db_close_conn(DbConn **conn)
{
    DbConn *c = *conn;
    if (!c)
        return;
    if (c->depth)
        conn_rollback(c);
    c->ops->close(c);
    *conn = NULL;
}

/* ---- the outermost transaction ---- */

static void end_turn(DbConn *conn)
{
    conn->depth = 0;
    conn->doomed = false;
    conn->written[0] = conn->written[1] = 0;
    if (conn->has_turn)
        pthread_mutex_unlock(&conn->store->turn);
    conn->has_turn = false;
}

const Err *conn_begin(Cx *cx, DbConn *conn)
{
    Store *s = conn->store;
    assert(conn->depth == 0);
    if (conn->mode == DB_WRITE && s->engine == DB_SQLITE) {
        pthread_mutex_lock(&s->turn);
        conn->has_turn = true;
    }
    const Err *err = atomic_load(&s->stopped) && conn->mode == DB_WRITE
                         ? FAIL(cx, ERR_STORE,
                                "The disk failed while saving. Nothing more can be saved until the program "
                                "is started again.")
                         : conn->ops->begin(cx, conn);
    if (err)
        end_turn(conn);
    else
        conn->depth = 1;
    return err;
}

const Err *conn_doomed(Cx *cx)
{
    return FAIL(cx, ERR_CONFLICT, "A part of the change failed, so nothing of it was saved.");
}

const Err *conn_commit(Cx *cx, DbConn *conn)
{
    Store *s = conn->store;
    const Err *err = NULL;
    if (!conn->doomed && s->before_commit && (conn->written[0] | conn->written[1]))
        err = s->before_commit(cx);
    if (!err && conn->doomed)
        err = conn_doomed(cx);
    if (err) {
        conn_rollback(conn);
        return err;
    }
    err = conn->ops->commit(cx, conn);
    if (!err)
        raise_generation(s, conn->written);
    end_turn(conn);
    return err;
}

void conn_rollback(DbConn *conn)
{
    conn->ops->rollback(conn);
    end_turn(conn);
}

/* ---- transactions ---- */

const Err *tx_begin(Cx *cx, Tx *ret_tx)
{
    DbConn *conn = cx->db;
    assert(conn);
    if (conn->depth)
        conn->depth++;
    else
        TRY(conn_begin(cx, conn));
    *ret_tx = (Tx){.conn = conn, .depth = conn->depth};
    return NULL;
}

const Err *tx_commit(Cx *cx, Tx *tx)
{
    DbConn *conn = tx->conn;
    assert(conn && conn == cx->db && conn->depth == tx->depth);
    tx->conn = NULL;
    if (conn->depth == 1)
        return conn_commit(cx, conn);
    conn->depth--;
    return NULL;
}

void tx_rollback(Tx *tx)
{
    DbConn *conn = tx->conn;
    if (!conn)
        return;
    assert(conn->depth == tx->depth);
    tx->conn = NULL;
    if (conn->depth == 1) {
        conn_rollback(conn);
        return;
    }
    conn->depth--;
    conn->doomed = true;
}

static const Err *run_once(Cx *cx, const Err *(*body)(Cx *cx, void *arg), void *arg)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    TRY(body(cx, arg));
    return tx_commit(cx, &tx);
}

bool retry_after(Cx *cx, const Err *err, int attempt)
{
    if (!err || err->kind != ERR_RETRY || attempt >= RETRIES_MAX)
        return false;
    uint32_t chance;
    cx->env->random(cx->env, &chance, sizeof chance);
    long most_us =
        attempt < 7 ? 1000L << attempt : 100000; /* so that the same two don't meet again and again */
    nanosleep(&(struct timespec){.tv_nsec = (long)(chance % (uint32_t)most_us) * 1000}, NULL);
    return true;
}

const Err *tx_run(Cx *cx, const Err *(*body)(Cx *cx, void *arg), void *arg)
{
    DbConn *conn = cx->db;
    bool joins = conn->depth > 0;
    if (!joins)
        conn->clashes_left = CLASHES_MAX;
    const Err *err = run_once(cx, body, arg);
    for (int attempt = 0; !joins && retry_after(cx, err, attempt); attempt++)
        err = run_once(cx, body, arg);
    if (!joins)
        conn->clashes_left = 0;
    return err;
}

/* ---- queries ---- */

static const Err *run(Cx *cx, const DbQuery *query, const DbValue *params, DbResult *result)
{
    DbConn *conn = cx->db;
    assert(conn);
    if (query->writes_any && cx->only_reads)
        return FAIL_DETAIL(cx, ERR_STORE, query->name,
                           "This page tried to save something while it was shown.");
    assert(!query->writes_any || (conn->depth && conn->mode == DB_WRITE));
    for (int i = 0; i < 2; i++) {
        cx->tables_read[i] |= query->reads[i];
        cx->tables_written[i] |= query->writes[i];
        conn->written[i] |= query->writes[i];
    }
    const Err *err = conn->ops->run(cx, conn, query, params, result);
    if (err && conn->depth)
        conn->doomed = true;
    return err;
}

const Err *db_check_query(Cx *cx, const DbQuery *query)
{
    return cx->db->ops->check(cx, cx->db, query);
}

const Err *db_maybe(Cx *cx, const DbQuery *query, const DbValue *params, void *ret_row, bool *ret_found)
{
    DbResult result = {.max_rows = 1};
    TRY(run(cx, query, params, &result));
    *ret_found = result.n > 0;
    if (result.n)
        memcpy(ret_row, result.at, query->row_size);
    return NULL;
}

const Err *db_one(Cx *cx, const DbQuery *query, const DbValue *params, void *ret_row)
{
    bool found;
    TRY(db_maybe(cx, query, params, ret_row, &found));
    return found ? NULL : FAIL_DETAIL(cx, ERR_NOT_FOUND, query->name, "This does not exist, or no longer.");
}

const Err *db_many(Cx *cx, const DbQuery *query, const DbValue *params, DbRows *ret_rows)
{
    DbResult result = {.max_rows = SIZE_MAX};
    TRY(run(cx, query, params, &result));
    *ret_rows = (DbRows){result.n, result.at};
    return NULL;
}

const Err *db_exec(Cx *cx, const DbQuery *query, const DbValue *params, int64_t *ret_count)
{
    DbResult result = {0};
    TRY(run(cx, query, params, &result));
    if (ret_count)
        *ret_count = result.changed;
    return NULL;
}

const Err *db_sweep(Cx *cx, const char *const *tables)
{
    if (cx->db->depth > 0)
        return NULL;
    for (; *tables; tables++)
        TRY(cx->db->ops->sweep(cx, cx->db, *tables));
    return cx->db->ops->sweep(cx, cx->db, NULL);
}

const Err *db_verify(Cx *cx)
{
    return cx->db->ops->verify ? cx->db->ops->verify(cx, cx->db) : NULL;
}
