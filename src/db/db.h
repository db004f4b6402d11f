/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One interface over SQLite and PostgreSQL.
 *
 * Queries are written in *.sql files and reach C only through what tools/sqlgen makes of them (typed
 * functions q_NAME, tables of DbQuery; see docs/sql.md). No SQL is put together from strings anywhere.
 *
 * A Store is the database of an installation. It has three lanes:
 *   reading     a connection per thread that only reads (db_open_conn(DB_READ))
 *   writing     SQLite: one writer thread that gathers jobs and commits them together (store_submit); other
 *               threads and commands may write too, one at a time (tx_begin on a DB_WRITE connection waits)
 *   PostgreSQL  a pool of worker threads, SERIALIZABLE, each job run again on a serialisation failure */
#pragma once

#include "base/cx.h"
#include "db/db_query.h"

typedef struct Store Store;
typedef struct DbConn DbConn;

typedef enum DbEngine { DB_SQLITE, DB_POSTGRES } DbEngine;
typedef enum DbMode { DB_READ, DB_WRITE } DbMode;

typedef struct StoreConfig {
    const char *data_dir;   /* SQLite: DIR/vereint.db; uploads beside it */
    const char *postgres;   /* a postgres:// address, or NULL for SQLite */
    bool create;            /* make it if it is not there */
    bool durable;           /* false only in a harness that must fail: synchronous=NORMAL */
    const char *vfs;        /* a SQLite VFS by name, or NULL; for the power-loss harness */
    int workers;            /* threads for slow work and PostgreSQL; 0 = a sensible number */
    int batch_max;          /* jobs the writer commits together; 0: 512; 1, a commit each, is for measuring */
    const DbSchema *schema; /* NULL: the program's; tests bring their own */
    const Env *env;
} StoreConfig;

/* Opens, checks that it is ours, and migrates to this program's schema inside one transaction. Fails with a
 * sentence for: not a database, a database of something else, a newer schema, damage, read-only, disk full,
 * server unreachable. `cx` is used for messages only. */
MUST_USE const Err *store_open(Cx *cx, const StoreConfig *config, Store **ret_store);
void store_close(Store **store); /* finishes what was accepted, joins the threads; accepts NULL in it */
DbEngine store_engine(const Store *store);
DbEngine db_engine(const Cx *cx); /* of its connection */

/* A connection for one thread at a time. */
MUST_USE const Err *db_open_conn(Cx *cx, Store *store, DbMode mode, DbConn **ret_conn);
void db_close_conn(DbConn **conn);

/* Reads the whole database of cx->db and checks pages, indexes and references. STORE, with what was found as
 * the detail. On PostgreSQL the server's own checksums are relied on. */
MUST_USE const Err *db_verify(Cx *cx);

/* What was deleted from these tables (NULL ends the list) leaves the files: SQLite overwrites freed bytes
 * anyway, and its journal is emptied here; PostgreSQL writes the tables anew, without old versions of rows
 * and in one transaction, but keeps its own log until it is recycled. After the transaction that deleted;
 * within one it does nothing. A reader that does not let go for five seconds keeps the journal as it is
 * (BUSY). */
MUST_USE const Err *db_sweep(Cx *cx, const char *const *tables);

/* ---- transactions ---- */

typedef struct Tx {
    DbConn *conn; /* NULL: not begun, or ended */
    int depth;
} Tx;

/* Begins, or joins the one that runs already (a nested rollback dooms the whole). */
MUST_USE const Err *tx_begin(Cx *cx, Tx *ret_tx);
MUST_USE const Err *tx_commit(Cx *cx, Tx *tx);
void tx_rollback(Tx *tx); /* does nothing after commit; for AUTO() */

/* Runs `body` in a transaction of its own, again on serialisation failure (PostgreSQL). For commands. */
MUST_USE const Err *tx_run(Cx *cx, const Err *(*body)(Cx *cx, void *arg), void *arg);

/* ---- jobs: how the web server reaches the lanes ---- */

typedef enum Lane {
    LANE_WRITE,       /* gathered with others into one commit; short */
    LANE_WRITE_APART, /* never in one transaction with LANE_WRITE jobs: anonymous answers */
    LANE_WORK,        /* slow; on its own thread with its own connection, tx_begin works there */
} Lane;

typedef struct Job Job;
struct Job {
    /* Runs on the lane's thread, with its connection, inside a transaction for the WRITE lanes. Returning an
     * Err, or setting ret_keep false, rolls back what this job did and nothing else. May run more than once:
     * it starts from scratch each time. */
    const Err *(*run)(Job *job, DbConn *conn, bool *ret_keep);
    /* Called once, after the commit that holds the job (err NULL), or when it could not be kept. Called on
     * the lane's thread; must only hand over. */
    void (*done)(Job *job, const Err *err);
    Cx *cx;    /* the job's; its db, tables_read and tables_written are set by the lane */
    Job *next; /* the lane's own, as is `lane` */
    Lane lane;
};
/* Never blocks. False when the lane is full (answer 503), closing, or stopped by a failing disk. */
bool store_submit(Store *store, Lane lane, Job *job);

/* Starts the lanes' threads, which store_submit would start at the first job. From now on a commit by another
 * process (a command beside the server) raises the counters below within a second. */
void store_serve(Store *store);

/* Called inside each writing transaction just before it commits (audit chaining). One per process, set in
 * main before the store opens. */
typedef const Err *StoreBeforeCommit(Cx *cx);
void store_set_before_commit(Store *store, StoreBeforeCommit *fn);

/* ---- counters of change: what the page cache asks ---- */

/* The sum of the change counters of the tables in the mask; it differs after any commit that wrote one. With
 * all bits set it is a counter of commits of its own, which is raised before the others: whoever finds it
 * unchanged after asking for some tables knows that no commit has come between. */
uint64_t store_generation(const Store *store, const uint64_t tables[2]);
