/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SQLite behind db_engine.h; the only file of the program that knows sqlite3.h.
 *
 * Every connection belongs to one thread at a time (no mutex inside SQLite) and keeps its statements. */
#include "db/db_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    APPLICATION_ID = 0x56657265, /* "Vere" */
    BUSY_TIMEOUT_MS = 10000,     /* for another process: a command beside the server */
    CHECKED_MAX = 8 << 20,       /* bytes; larger files are not read through at each start */
};

typedef enum Control {
    BEGIN_READ,
    BEGIN_WRITE,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    BACK,
    RELEASE,
    VERSION,
    CONTROL_COUNT
} Control;
static const char *const control_sql[] = {
    [BEGIN_READ] = "BEGIN",    [BEGIN_WRITE] = "BEGIN IMMEDIATE", [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",   [SAVEPOINT] = "SAVEPOINT job",     [BACK] = "ROLLBACK TO job",
    [RELEASE] = "RELEASE job", [VERSION] = "PRAGMA data_version"};

typedef struct SqliteConn {
    DbConn base;
    sqlite3 *db;
    int64_t data_version; /* 0: not asked yet */
    sqlite3_stmt *control[CONTROL_COUNT];
    sqlite3_stmt *statements[]; /* by DbQuery.index; NULL until first used */
} SqliteConn;

/* ---- failures ---- */

/* More special codes first. */
static const struct {
    int code, mask;
    ErrKind kind;
    const char *message;
} failures[] = {
    {SQLITE_CONSTRAINT_UNIQUE, -1, ERR_CONFLICT, N_("An entry like this exists already.")},
    {SQLITE_CONSTRAINT_PRIMARYKEY, -1, ERR_CONFLICT, N_("An entry like this exists already.")},
    {SQLITE_CONSTRAINT_FOREIGNKEY, -1, ERR_CONFLICT,
     N_("An entry that this needs is missing, or another entry still refers to it.")},
    {SQLITE_FULL, 0xff, ERR_FULL, N_("The disk is full. Make room on it, then try again.")},
    {SQLITE_BUSY, 0xff, ERR_BUSY, N_("The database is busy with other work. Please try again in a moment.")},
    {SQLITE_LOCKED, 0xff, ERR_BUSY,
     N_("The database is busy with other work. Please try again in a moment.")},
    {SQLITE_NOTADB, 0xff, ERR_STORE,
     N_("The file vereint.db is no database. Choose another data folder, or restore a backup.")},
    {SQLITE_CORRUPT, 0xff, ERR_STORE, N_("The database is damaged. Stop the program and restore a backup.")},
    {SQLITE_READONLY, 0xff, ERR_SYSTEM,
     N_("The data folder is read-only. Allow this program to write there.")},
    {SQLITE_CANTOPEN, 0xff, ERR_SYSTEM,
     N_("The database can't be opened. Check that the data folder exists and that this program may write "
        "there.")},
    {SQLITE_PERM, 0xff, ERR_SYSTEM, N_("The data folder is read-only. Allow this program to write there.")},
};

static const Err *fail_code(Cx *cx, int code, const char *detail)
{
    for (size_t i = 0; i < ARRAY_LENGTH(failures); i++)
        if ((code & failures[i].mask) == failures[i].code)
            return FAIL_DETAIL(cx, failures[i].kind, detail, failures[i].message);
    return FAIL_DETAIL(cx, ERR_STORE, detail, N_("The database reported an error. Nothing was saved."));
}

static const Err *fail_now(Cx *cx, const SqliteConn *c, const char *what)
{
    int code = sqlite3_extended_errcode(c->db);
    return NOT_NULL(
        fail_code(cx, code, arena_printf(cx->arena, "%s: %s (%d)", what, sqlite3_errmsg(c->db), code)));
}

/* ---- rows ---- */

typedef union RowPlace {
    unsigned char *bytes;
    int64_t *i64;
    int32_t *i32;
    bool *truth;
    double *f64;
    const char **text;
    Blob *blob;
} RowPlace;

static bool put_i32(sqlite3_value *value, int32_t *to)
{
    int64_t wide = sqlite3_value_int64(value);
    *to = (int32_t)wide;
    return *to == wide;
}

static void put_text(Arena *arena, sqlite3_value *value, const char **to)
{
    const unsigned char *text = sqlite3_value_text(value);
    *to = text ? arena_copy(arena, text, (size_t)sqlite3_value_bytes(value) + 1) : NULL;
}

static void put_blob(Arena *arena, sqlite3_value *value, Blob *to)
{
    const void *bytes = sqlite3_value_blob(value);
    size_t n = (size_t)sqlite3_value_bytes(value);
    *to = (Blob){arena_copy(arena, bytes, n), n};
}

/* False: the value doesn't fit what the query declared. Fetching the value once is a third quicker than
 * asking the statement for type, number or text, and length; it is safe since no other thread has the
 * connection. */
static bool put_column(Arena *arena, sqlite3_value *value, const DbColumn *column, unsigned char *row)
{
    if (sqlite3_value_type(value) == SQLITE_NULL)
        return column->nullable; /* the row is zeroed */
    if (column->nullable && column->type != DB_TEXT)
        *(bool *)(row + column->has_at) = true;
    RowPlace to = {row + column->at};
    switch (column->type) {
    case DB_I64:
        *to.i64 = sqlite3_value_int64(value);
        return true;
    case DB_I32:
        return put_i32(value, to.i32);
    case DB_BOOL:
        *to.truth = sqlite3_value_int64(value) != 0;
        return true;
    case DB_F64:
        *to.f64 = sqlite3_value_double(value);
        return true;
    case DB_TEXT:
        put_text(arena, value, to.text);
        return *to.text != NULL;
    case DB_BLOB:
        put_blob(arena, value, to.blob);
        return true;
    }
    return false;
}

static const Err *put_row(Cx *cx, sqlite3_stmt *stmt, const DbQuery *query, DbResult *result)
{
    unsigned char *row = result_push(cx->arena, result, query->row_size);
    for (int i = 0; i < query->n_columns; i++)
        if (!put_column(cx->arena, sqlite3_column_value(stmt, i), &query->columns[i], row))
            return FAIL_DETAIL(cx, ERR_STORE,
                               arena_printf(cx->arena, "column %s of query %s is NULL or out of range",
                                            query->columns[i].name, query->name),
                               N_("The database holds a value that does not belong there."));
    return NULL;
}

/* ---- statements ---- */

static int bind_value(sqlite3_stmt *stmt, int i, const DbValue *v)
{
    if (v->is_null)
        return sqlite3_bind_null(stmt, i);
    switch (v->type) {
    case DB_F64:
        return sqlite3_bind_double(stmt, i, v->f64);
    case DB_TEXT:
        return sqlite3_bind_text(stmt, i, v->text, -1, SQLITE_STATIC);
    case DB_BLOB:
        return sqlite3_bind_blob64(stmt, i, v->blob.n ? (const void *)v->blob.bytes : "", v->blob.n,
                                   SQLITE_STATIC);
    default:
        return sqlite3_bind_int64(stmt, i, v->i64);
    }
}

static const Err *statement(Cx *cx, SqliteConn *c, const DbQuery *query, sqlite3_stmt **ret_stmt)
{
    sqlite3_stmt **place = &c->statements[query->index];
    if (!*place &&
        sqlite3_prepare_v3(c->db, query->sqlite, -1, SQLITE_PREPARE_PERSISTENT, place, NULL) != SQLITE_OK)
        return fail_now(cx, c, query->name);
    *ret_stmt = *place;
    return NULL;
}

static const Err *step_all(Cx *cx, SqliteConn *c, const DbQuery *query, sqlite3_stmt *stmt, DbResult *result)
{
    int code;
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (result->n < result->max_rows)
            TRY(put_row(cx, stmt, query, result));
        if (result->n == result->max_rows && !query->writes_any)
            return NULL;
    }
    return code == SQLITE_DONE ? NULL : fail_now(cx, c, query->name);
}

static const Err *sqlite_run(Cx *cx, DbConn *conn, const DbQuery *query, const DbValue *params,
                             DbResult *result)
{
    SqliteConn *c = (SqliteConn *)conn;
    sqlite3_stmt *stmt = NULL;
    TRY(statement(cx, c, query, &stmt));
    for (int i = 0; i < query->n_params; i++)
        if (bind_value(stmt, i + 1, &params[i]) != SQLITE_OK)
            return fail_now(cx, c, query->name);
    const Err *err = step_all(cx, c, query, stmt, result);
    result->changed = sqlite3_changes64(c->db);
    sqlite3_reset(stmt);
    if (!err && query->id_is_rowid && result->changed == 1)
        *(int64_t *)result_push(cx->arena, result, query->row_size) = sqlite3_last_insert_rowid(c->db);
    return err;
}

static const Err *sqlite_check(Cx *cx, DbConn *conn, const DbQuery *query)
{
    sqlite3_stmt *stmt = NULL;
    TRY(statement(cx, (SqliteConn *)conn, query, &stmt));
    if (sqlite3_column_count(stmt) == (query->id_is_rowid ? 0 : query->n_columns))
        return NULL;
    return FAIL_DETAIL(cx, ERR_STORE, query->name,
                       N_("The database holds a value that does not belong there."));
}

/* ---- transactions ---- */

static sqlite3_stmt *control_statement(SqliteConn *c, Control which)
{
    if (!c->control[which])
        sqlite3_prepare_v3(c->db, control_sql[which], -1, SQLITE_PREPARE_PERSISTENT, &c->control[which],
                           NULL);
    return c->control[which];
}

static int control(SqliteConn *c, Control which)
{
    sqlite3_stmt *stmt = control_statement(c, which);
    if (!stmt)
        return sqlite3_errcode(c->db);
    int code = sqlite3_step(stmt);
    sqlite3_reset(stmt);
    return code;
}

static const Err *sqlite_begin(Cx *cx, DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    return control(c, conn->mode == DB_WRITE ? BEGIN_WRITE : BEGIN_READ) == SQLITE_DONE
               ? NULL
               : fail_now(cx, c, "begin");
}

static void sqlite_rollback(DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    if (!sqlite3_get_autocommit(c->db)) /* SQLite itself rolls back after some failures */
        control(c, ROLLBACK);
}

/* After an I/O error nobody knows what reached the disk; going on would pretend that we do. */
static const Err *sqlite_commit(Cx *cx, DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    int code = sqlite3_get_autocommit(c->db) ? SQLITE_ABORT : control(c, COMMIT);
    if (code == SQLITE_DONE)
        return NULL;
    const Err *err = fail_now(cx, c, "commit");
    if ((code & 0xff) == SQLITE_IOERR && conn->mode == DB_WRITE)
        atomic_store(&conn->store->stopped, true);
    sqlite_rollback(conn);
    return err;
}

static const Err *sqlite_savepoint(Cx *cx, DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    return control(c, SAVEPOINT) == SQLITE_DONE ? NULL : fail_now(cx, c, "savepoint");
}

static const Err *sqlite_release(Cx *cx, DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    return control(c, RELEASE) == SQLITE_DONE ? NULL : fail_now(cx, c, "release");
}

static const Err *sqlite_back(Cx *cx, DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    if (sqlite3_get_autocommit(c->db))
        return fail_code(cx, SQLITE_ABORT, "SQLite rolled back the whole transaction");
    return control(c, BACK) == SQLITE_DONE ? sqlite_release(cx, conn) : fail_now(cx, c, "back");
}

static int64_t sqlite_changes(const DbConn *conn)
{
    const SqliteConn *c = (const SqliteConn *)conn;
    return sqlite3_get_autocommit(c->db) ? -1 : sqlite3_total_changes64(c->db);
}

static bool sqlite_changed_elsewhere(DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    sqlite3_stmt *stmt = control_statement(c, VERSION);
    int64_t before = c->data_version;
    if (stmt && sqlite3_step(stmt) == SQLITE_ROW)
        c->data_version = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    return before && before != c->data_version;
}

/* ---- connections ---- */

static const Err *script(Cx *cx, SqliteConn *c, const char *sql)
{
    return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK ? NULL : fail_now(cx, c, sql);
}

static const Err *number(Cx *cx, SqliteConn *c, const char *sql, int64_t *ret_number)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(c->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return fail_now(cx, c, sql);
    int code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *ret_number = sqlite3_column_int64(stmt, 0);
    const Err *err = code == SQLITE_ROW ? NULL : fail_now(cx, c, sql);
    sqlite3_finalize(stmt);
    return err;
}

static void sqlite_close(DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    for (int i = 0; i < conn->store->schema->n_queries; i++)
        sqlite3_finalize(c->statements[i]);
    for (int i = 0; i < CONTROL_COUNT; i++)
        sqlite3_finalize(c->control[i]);
    sqlite3_close(c->db);
    free(c);
}

/* For sentences, which outlive the store. */
static const char *path_of(Cx *cx, const Store *store)
{
    return arena_text(cx->arena, store->path);
}

static const Err *settle(Cx *cx, SqliteConn *c)
{
    if (sqlite3_db_readonly(c->db,
                            "main")) /* asked before anything is read, which would leave files beside it */
        return fail_code(cx, SQLITE_READONLY, path_of(cx, c->base.store));
    sqlite3_busy_timeout(c->db, BUSY_TIMEOUT_MS);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    /* A checkpoint every 16 MiB instead of 4: in a rush the same pages are written again and again. */
    TRY(script(cx, c, "PRAGMA wal_autocheckpoint = 4000"));
    TRY(script(cx, c, "PRAGMA secure_delete = ON"));  /* what is deleted is overwritten */
    TRY(script(cx, c, "PRAGMA temp_store = MEMORY")); /* the server may write nowhere but in its folder */
    return script(cx, c,
                  c->base.store->durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

static const Err *open_file(Cx *cx, Store *store, DbMode mode, int flags, SqliteConn **ret_conn)
{
    SqliteConn *c = calloc(1, sizeof *c + (size_t)store->schema->n_queries * sizeof *c->statements);
    if (!c)
        return FAIL(cx, ERR_SYSTEM, "There is not enough memory.");
    c->base = (DbConn){.ops = &db_sqlite, .store = store, .mode = mode};
    int code =
        sqlite3_open_v2(store->path, &c->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, store->vfs);
    const Err *err = code == SQLITE_OK ? settle(cx, c) : fail_now(cx, c, store->path);
    if (err)
        sqlite_close(&c->base);
    else
        *ret_conn = c;
    return err;
}

static const Err *sqlite_open(Cx *cx, Store *store, DbMode mode, DbConn **ret_conn)
{
    SqliteConn *c;
    TRY(open_file(cx, store, mode, SQLITE_OPEN_READWRITE, &c));
    const Err *err = mode == DB_READ ? script(cx, c, "PRAGMA query_only = ON") : NULL;
    if (err)
        sqlite_close(&c->base);
    else
        *ret_conn = &c->base;
    return err;
}

/* ---- opening the store ---- */

static const Err *is_ours(Cx *cx, SqliteConn *c, int64_t *ret_version)
{
    int64_t id, tables, version;
    TRY(number(cx, c, "PRAGMA application_id", &id));
    TRY(number(cx, c, "SELECT count(*) FROM sqlite_schema", &tables));
    TRY(number(cx, c, "PRAGMA user_version", &version));
    if (id != APPLICATION_ID && (tables > 0 || id != 0))
        return FAIL(cx, ERR_CONFLICT,
                    "The file {file} is a database of another program. Choose another data folder.", "file",
                    path_of(cx, c->base.store));
    TRY(version_is_known(cx, c->base.store->schema, version));
    *ret_version = version;
    return NULL;
}

/* Foreign keys are off meanwhile, so that a table can be rebuilt; what they guard is checked before the end.
 */
static const Err *migrate(Cx *cx, SqliteConn *c)
{
    const DbSchema *schema = c->base.store->schema;
    int64_t version, broken = 0;
    TRY(is_ours(cx, c, &version)); /* again: another process may have been quicker */
    for (int i = 0; i < schema->n_migrations; i++)
        if (schema->migrations[i].number > version)
            TRY(script(cx, c, schema->migrations[i].sql));
    TRY(number(cx, c, "SELECT count(*) FROM pragma_foreign_key_check", &broken));
    if (broken)
        return FAIL(
            cx, ERR_STORE,
            "The database could not be brought to this version: entries refer to others that are missing.");
    return script(cx, c,
                  arena_printf(cx->arena, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                               APPLICATION_ID, schema_version(schema)));
}

static const Err *migrate_in_transaction(Cx *cx, SqliteConn *c)
{
    TRY(script(cx, c, "PRAGMA foreign_keys = OFF"));
    TRY(conn_begin(cx, &c->base));
    const Err *err = migrate(cx, c);
    if (err) {
        conn_rollback(&c->base);
        return err;
    }
    return conn_commit(cx, &c->base);
}

/* Runs a PRAGMA that answers "ok", or nothing at all, when all is well. */
static const Err *check_with(Cx *cx, SqliteConn *c, const char *pragma)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(c->db, pragma, -1, &stmt, NULL) != SQLITE_OK)
        return fail_now(cx, c, pragma);
    const Err *err = NULL;
    int step = sqlite3_step(stmt);
    const char *said = step == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : "ok";
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        err = fail_now(cx, c, pragma);
    else if (!said || strcmp(said, "ok") != 0)
        err = fail_code(cx, SQLITE_CORRUPT, arena_text(cx->arena, said ? said : pragma));
    sqlite3_finalize(stmt);
    return err;
}

static const Err *conn_verify(Cx *cx, DbConn *conn)
{
    SqliteConn *c = (SqliteConn *)conn;
    TRY(check_with(cx, c, "PRAGMA integrity_check(1)"));
    return check_with(cx, c, "PRAGMA foreign_key_check");
}

/* The page check reads the whole file, so a large one is only looked at for its length; `vereint verify` does
 * the rest. */
static const Err *check_health(Cx *cx, SqliteConn *c)
{
    int64_t pages, page_size;
    TRY(number(cx, c, "PRAGMA page_count", &pages));
    TRY(number(cx, c, "PRAGMA page_size", &page_size));
    return pages * page_size <= CHECKED_MAX ? check_with(cx, c, "PRAGMA quick_check(1)") : NULL;
}

static const Err *prepare_with(Cx *cx, SqliteConn *c)
{
    int64_t version;
    TRY(is_ours(cx, c, &version));
    TRY(check_health(cx, c));
    TRY(script(cx, c, "PRAGMA journal_mode = WAL"));
    if (version == schema_version(c->base.store->schema))
        return NULL;
    return migrate_in_transaction(cx, c);
}

static const char *folder_of(Cx *cx, const char *file)
{
    return arena_text_n(cx->arena, file, (size_t)(strrchr(file, '/') - file));
}

static const Err *check_folder(Cx *cx, const char *folder)
{
    struct stat at;
    if (stat(folder, &at) != 0 || S_ISDIR(at.st_mode))
        return NULL; /* whether it is missing is another question */
    return FAIL(cx, ERR_SYSTEM, "The data folder {folder} is a file. Choose a folder.", "folder", folder);
}

static const Err *make_folder(Cx *cx, const char *folder)
{
    if (mkdir(folder, 0750) == 0 || errno == EEXIST)
        return NULL;
    return FAIL_DETAIL(cx, ERR_SYSTEM, strerror(errno), "The data folder {folder} can't be created.",
                       "folder", folder);
}

static const Err *sqlite_prepare(Cx *cx, Store *store)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* its counters take a lock at each allocation */
    const char *folder = folder_of(cx, store->path);
    TRY(check_folder(cx, folder));
    if (store->create)
        TRY(make_folder(cx, folder));
    else if (access(store->path, F_OK) != 0 && errno == ENOENT)
        return FAIL(cx, ERR_NOT_FOUND, "There is no database {file} yet. Create it first.", "file",
                    path_of(cx, store));
    if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) !=
        0) /* SQLite notices at the first change only */
        return fail_code(cx, SQLITE_READONLY, arena_printf(cx->arena, "%s: %s", folder, strerror(errno)));
    SqliteConn *c = NULL;
    TRY(open_file(cx, store, DB_WRITE, SQLITE_OPEN_READWRITE | (store->create ? SQLITE_OPEN_CREATE : 0), &c));
    const Err *err = prepare_with(cx, c);
    sqlite_close(&c->base);
    return err;
}

/* The first column of the pragma's row says whether a reader was in the way. */
static const Err *sqlite_sweep(Cx *cx, DbConn *conn, const char *table)
{
    int64_t busy;
    if (table)
        return NULL; /* freed bytes are overwritten as they are freed */
    TRY(number(cx, (SqliteConn *)conn, "PRAGMA wal_checkpoint(TRUNCATE)", &busy));
    return busy ? FAIL(cx, ERR_BUSY, "The database is busy with other work. Please try again in a moment.")
                : NULL;
}

const DbEngineOps db_sqlite = {
    .prepare = sqlite_prepare,
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .savepoint = sqlite_savepoint,
    .back = sqlite_back,
    .release = sqlite_release,
    .changes = sqlite_changes,
    .changed_elsewhere = sqlite_changed_elsewhere,
    .verify = conn_verify,
    .sweep = sqlite_sweep,
    .check = sqlite_check,
    .run = sqlite_run,
};
