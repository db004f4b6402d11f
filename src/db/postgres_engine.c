/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PostgreSQL behind db_engine.h; the only file that knows libpq-fe.h.
 *
 * Writing transactions are SERIALIZABLE: a serialisation failure is ERR_RETRY, and the lanes and tx_run begin
 * again. Numbers and blobs travel in binary. Each connection prepares a query when it first needs it. */
#include "db/db_engine.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

/* Type numbers of the server's catalogue; they never change. */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT8 = 701
};

enum { PARAMS_MAX = 64 };

typedef struct PgConn {
    DbConn base;
    PGconn *pg;
    bool noticed; /* the server remarked something */
    int64_t snapshot;
    bool prepared[]; /* by DbQuery.index */
} PgConn;

/* ---- failures ---- */

#define KEY_EXISTS "23505"

static const struct {
    const char *state; /* the beginning of a SQLSTATE */
    ErrKind kind;
    const char *message;
} failures[] = {
    {"40001", ERR_RETRY, N_("Many people are saving at this moment. Please try again.")},
    {"40P01", ERR_RETRY, N_("Many people are saving at this moment. Please try again.")},
    {KEY_EXISTS, ERR_CONFLICT, N_("An entry like this exists already.")},
    {"23503", ERR_CONFLICT, N_("An entry that this needs is missing, or another entry still refers to it.")},
    {"53100", ERR_FULL, N_("The disk is full. Make room on it, then try again.")},
    {"53", ERR_BUSY, N_("The database is busy with other work. Please try again in a moment.")},
    {"55P03", ERR_BUSY, N_("The database is busy with other work. Please try again in a moment.")},
    {"57P", ERR_BUSY, N_("The connection to the database server was lost. Please try again in a moment.")},
    {"08", ERR_BUSY, N_("The connection to the database server was lost. Please try again in a moment.")},
    {"25006", ERR_STORE,
     N_("The database server takes no changes: it is a standby. Use the address of the primary server.")},
};

static const char *words_of(Cx *cx, const char *what, const char *message)
{
    size_t n = strlen(message);
    while (n && message[n - 1] == '\n')
        n--;
    return arena_printf(cx->arena, "%s: %.*s", what, (int)n, message);
}

static const Err *fail_lost(Cx *cx, const PgConn *c, const char *what)
{
    return FAIL_DETAIL(cx, ERR_BUSY, words_of(cx, what, PQerrorMessage(c->pg)),
                       N_("The connection to the database server was lost. Please try again in a moment."));
}

static const Err *fail_result(Cx *cx, PgConn *c, const PGresult *result, const char *what)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!state && PQstatus(c->pg) == CONNECTION_BAD)
        return fail_lost(cx, c, what);
    const char *detail = words_of(cx, what, PQresultErrorMessage(result));
    if (state && strcmp(state, KEY_EXISTS) == 0 && c->base.clashes_left > 0 && c->base.clashes_left--)
        state = "40001";
    for (size_t i = 0; state && i < ARRAY_LENGTH(failures); i++)
        if (strncmp(state, failures[i].state, strlen(failures[i].state)) == 0)
            return FAIL_DETAIL(cx, failures[i].kind, detail, failures[i].message);
    return FAIL_DETAIL(cx, ERR_STORE, detail, N_("The database reported an error. Nothing was saved."));
}

static void clear(PGresult **result)
{
    PQclear(*result);
}

static bool is_good(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* ---- rows ---- */

static int64_t read_i64(const char *bytes)
{
    uint64_t v;
    memcpy(&v, bytes, sizeof v);
    return (int64_t)be64toh(v);
}

/* An integer of any width, or a truth value. */
static bool read_integer(const PGresult *result, int row, int i, int64_t *ret_value)
{
    const char *bytes = PQgetvalue(result, row, i);
    uint32_t four;
    uint16_t two;
    switch (PQftype(result, i)) {
    case OID_INT8:
        *ret_value = read_i64(bytes);
        return true;
    case OID_INT4:
        memcpy(&four, bytes, sizeof four);
        *ret_value = (int32_t)be32toh(four);
        return true;
    case OID_INT2:
        memcpy(&two, bytes, sizeof two);
        *ret_value = (int16_t)be16toh(two);
        return true;
    case OID_BOOL:
        *ret_value = *bytes != 0;
        return true;
    default:
        return false;
    }
}

static bool put_integer(const PGresult *result, int row, int i, const DbColumn *column, unsigned char *to)
{
    int64_t value;
    if (!read_integer(result, row, i, &value))
        return false;
    if (column->type == DB_I64)
        *(int64_t *)to = value;
    else if (column->type == DB_BOOL)
        *(bool *)to = value != 0;
    else
        *(int32_t *)to = (int32_t)value;
    return column->type != DB_I32 || value == (int32_t)value;
}

/* False: the value doesn't fit what the query declared. */
static bool put_column(Arena *arena, const PGresult *result, int row, int i, const DbColumn *column,
                       unsigned char *at)
{
    if (PQgetisnull(result, row, i))
        return column->nullable; /* the row is zeroed */
    if (column->nullable && column->type != DB_TEXT)
        *(bool *)(at + column->has_at) = true;
    const char *bytes = PQgetvalue(result, row, i);
    size_t n = (size_t)PQgetlength(result, row, i);
    unsigned char *to = at + column->at;
    switch (column->type) {
    case DB_TEXT:
        *(const char **)to = arena_copy(arena, bytes, n + 1);
        return true;
    case DB_BLOB:
        *(Blob *)to = (Blob){arena_copy(arena, bytes, n), n};
        return PQftype(result, i) == OID_BYTEA;
    case DB_F64:
        memcpy(to, &(int64_t){read_i64(bytes)}, sizeof(double));
        return PQftype(result, i) == OID_FLOAT8;
    default:
        return put_integer(result, row, i, column, to);
    }
}

static const Err *put_rows(Cx *cx, const PGresult *from, const DbQuery *query, DbResult *result)
{
    for (int row = 0; row < PQntuples(from) && result->n < result->max_rows; row++) {
        unsigned char *at = result_push(cx->arena, result, query->row_size);
        for (int i = 0; i < query->n_columns; i++)
            if (!put_column(cx->arena, from, row, i, &query->columns[i], at))
                return FAIL_DETAIL(cx, ERR_STORE,
                                   arena_printf(cx->arena,
                                                "column %s of query %s is NULL, out of range or of type %u",
                                                query->columns[i].name, query->name, PQftype(from, i)),
                                   N_("The database holds a value that does not belong there."));
    }
    return NULL;
}

/* ---- statements ---- */

typedef struct Params {
    const char *values[PARAMS_MAX];
    int lengths[PARAMS_MAX], formats[PARAMS_MAX];
    uint64_t numbers[PARAMS_MAX];
} Params;

static Oid oid_of(DbType type)
{
    return type == DB_F64 ? OID_FLOAT8 : type == DB_TEXT ? OID_TEXT : type == DB_BLOB ? OID_BYTEA : OID_INT8;
}

static void set_param(Params *p, int i, const DbValue *v)
{
    p->formats[i] = v->type != DB_TEXT;
    if (v->is_null) {
        p->values[i] = NULL;
    } else if (v->type == DB_TEXT) {
        p->values[i] = v->text;
    } else if (v->type == DB_BLOB) {
        p->values[i] = v->blob.n ? (const char *)v->blob.bytes : "";
        p->lengths[i] = (int)v->blob.n;
    } else {
        memcpy(&p->numbers[i], &v->i64, sizeof p->numbers[i]); /* or the double's bits */
        p->numbers[i] = htobe64(p->numbers[i]);
        p->values[i] = (const char *)&p->numbers[i];
        p->lengths[i] = sizeof p->numbers[i];
    }
}

static const Err *prepare(Cx *cx, PgConn *c, const DbQuery *query, const char *name)
{
    Oid oids[PARAMS_MAX];
    assert(query->n_params <= PARAMS_MAX);
    for (int i = 0; i < query->n_params; i++)
        oids[i] = oid_of(query->params[i]);
    AUTO(clear)
    PGresult *made = PQprepare(c->pg, name, query->postgres, query->n_params, oids);
    if (!is_good(made))
        return fail_result(cx, c, made, query->name);
    c->prepared[query->index] = true;
    return NULL;
}

/* A lost connection is made anew where nothing is under way. */
static void revive(PgConn *c)
{
    if (PQstatus(c->pg) != CONNECTION_BAD)
        return;
    PQreset(c->pg);
    memset(c->prepared, 0, (size_t)c->base.store->schema->n_queries * sizeof *c->prepared);
}

static const Err *pg_run(Cx *cx, DbConn *conn, const DbQuery *query, const DbValue *params, DbResult *result)
{
    PgConn *c = (PgConn *)conn;
    char name[16] = "q";
    snprintf(name, sizeof name, "q%d", query->index);
    if (!conn->depth)
        revive(c);
    if (!c->prepared[query->index])
        TRY(prepare(cx, c, query, name));
    Params p;
    for (int i = 0; i < query->n_params; i++)
        set_param(&p, i, &params[i]);
    AUTO(clear)
    PGresult *got = PQexecPrepared(c->pg, name, query->n_params, p.values, p.lengths, p.formats, 1);
    if (!is_good(got))
        return fail_result(cx, c, got, query->name);
    result->changed = strtoll(PQcmdTuples(got), NULL, 10);
    return put_rows(cx, got, query, result);
}

static bool type_fits(DbType type, Oid oid)
{
    if (type == DB_TEXT)
        return oid == OID_TEXT;
    if (type == DB_BLOB || type == DB_F64)
        return oid == (type == DB_BLOB ? OID_BYTEA : OID_FLOAT8);
    return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2 || oid == OID_BOOL;
}

static const Err *check_columns(Cx *cx, const PGresult *about, const DbQuery *query)
{
    if (PQnfields(about) != query->n_columns)
        return FAIL_DETAIL(cx, ERR_STORE, query->name,
                           N_("The database holds a value that does not belong there."));
    for (int i = 0; i < query->n_columns; i++)
        if (!type_fits(query->columns[i].type, PQftype(about, i)))
            return FAIL_DETAIL(cx, ERR_STORE,
                               arena_printf(cx->arena,
                                            "column %s of query %s has the type %u; sum() and avg() need "
                                            "CAST(… AS BIGINT) or DOUBLE PRECISION",
                                            query->columns[i].name, query->name, PQftype(about, i)),
                               N_("The database holds a value that does not belong there."));
    return NULL;
}

static const Err *pg_check(Cx *cx, DbConn *conn, const DbQuery *query)
{
    PgConn *c = (PgConn *)conn;
    char name[16];
    snprintf(name, sizeof name, "q%d", query->index);
    if (!c->prepared[query->index])
        TRY(prepare(cx, c, query, name));
    AUTO(clear)
    PGresult *about = PQdescribePrepared(c->pg, name);
    return is_good(about) ? check_columns(cx, about, query) : fail_result(cx, c, about, query->name);
}

static const Err *script(Cx *cx, PgConn *c, const char *sql)
{
    AUTO(clear)
    PGresult *result = PQexec(c->pg, sql);
    return is_good(result) ? NULL : fail_result(cx, c, result, sql);
}

/* 0 for NULL. */
static const Err *number(Cx *cx, PgConn *c, const char *sql, int64_t *ret_number)
{
    AUTO(clear)
    PGresult *result = PQexec(c->pg, sql);
    if (!is_good(result) || PQntuples(result) != 1)
        return NOT_NULL(fail_result(cx, c, result, sql));
    *ret_number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    return NULL;
}

/* ---- transactions ---- */

static const Err *pg_begin(Cx *cx, DbConn *conn)
{
    PgConn *c = (PgConn *)conn;
    revive(c);
    return script(cx, c,
                  conn->mode == DB_WRITE ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
                                         : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

static void pg_rollback(DbConn *conn)
{
    PgConn *c = (PgConn *)conn;
    PQclear(PQexec(c->pg, "ROLLBACK"));
}

/* A synchronous standby that didn't confirm shows only as a warning beside a successful COMMIT, and a lost
 * connection says nothing at all: both mean that nobody knows. The form's token tells at the next try. */
static const Err *pg_commit(Cx *cx, DbConn *conn)
{
    PgConn *c = (PgConn *)conn;
    c->noticed = false;
    AUTO(clear)
    PGresult *result = PQexec(c->pg, "COMMIT");
    bool lost = PQstatus(c->pg) == CONNECTION_BAD;
    if (!lost && !is_good(result)) {
        const Err *err = fail_result(cx, c, result, "commit");
        pg_rollback(conn);
        return err;
    }
    if (lost || c->noticed)
        return FAIL_DETAIL(cx, ERR_STORE, words_of(cx, "commit", PQerrorMessage(c->pg)),
                           N_("It is not certain whether this was saved. Please look before you try again."));
    return strcmp(PQcmdStatus(result), "COMMIT") == 0 ? NULL : conn_doomed(cx);
}

static bool pg_changed_elsewhere(DbConn *conn)
{
    PgConn *c = (PgConn *)conn;
    int64_t before = c->snapshot;
    revive(c);
    AUTO(clear)
    PGresult *result = PQexec(c->pg, "SELECT pg_snapshot_xmax(pg_current_snapshot())");
    if (PQntuples(result) == 1)
        c->snapshot = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    return before && before != c->snapshot;
}

/* ---- connections ---- */

static void pg_close(DbConn *conn)
{
    PgConn *c = (PgConn *)conn;
    PQfinish(c->pg);
    free(c);
}

static void take_notice(void *arg, const PGresult *result)
{
    (void)result;
    ((PgConn *)arg)->noticed = true;
}

static const Err *settle(Cx *cx, PgConn *c)
{
    PQsetNoticeReceiver(c->pg, take_notice, c);
    TRY(script(cx, c, "SET lock_timeout = '10s'"));
    return script(cx, c,
                  c->base.store->durable ? "SELECT set_config('synchronous_commit', 'on', false)"
                                           " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
                                         : "SET synchronous_commit = off");
}

static const Err *connect_to(Cx *cx, Store *store, DbMode mode, PgConn **ret_conn)
{
    static const char *const names[] = {"connect_timeout", "tcp_user_timeout", "application_name",
                                        "dbname",          "client_encoding",  NULL};
    const char *const values[] = {"10",   "30000", "vereint", store->postgres,
                                  "UTF8", NULL}; /* later ones win */
    PgConn *c = calloc(1, sizeof *c + (size_t)store->schema->n_queries * sizeof *c->prepared);
    if (!c)
        return FAIL(cx, ERR_SYSTEM, "There is not enough memory.");
    c->base = (DbConn){.ops = &db_postgres, .store = store, .mode = mode};
    c->pg = PQconnectdbParams(names, values, 1);
    const Err *err = PQstatus(c->pg) == CONNECTION_OK
                         ? settle(cx, c)
                         : FAIL_DETAIL(cx, ERR_STORE, words_of(cx, "connect", PQerrorMessage(c->pg)),
                                       "The database server can't be reached. Check the address, and that "
                                       "the server runs and lets this program in.");
    if (err)
        pg_close(&c->base);
    else
        *ret_conn = c;
    return err;
}

static const Err *pg_open(Cx *cx, Store *store, DbMode mode, DbConn **ret_conn)
{
    PgConn *c = NULL;
    TRY(connect_to(cx, store, mode, &c));
    *ret_conn = &c->base;
    return NULL;
}

/* ---- opening the store ---- */

static const Err *is_ours(Cx *cx, PgConn *c, int64_t *ret_version)
{
    int64_t ours, tables, utf8;
    TRY(number(cx, c, "SELECT count(to_regclass('vereint_schema'))", &ours));
    TRY(number(cx, c,
               "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND "
               "relkind IN ('r', 'p', 'v')",
               &tables));
    TRY(number(cx, c,
               "SELECT count(*) FROM pg_database WHERE datname = current_database() AND "
               "pg_encoding_to_char(encoding) = 'UTF8'",
               &utf8));
    if (!ours && tables)
        return FAIL(cx, ERR_CONFLICT,
                    "The database at this address belongs to another program. Choose another one.");
    if (!utf8)
        return FAIL(cx, ERR_CONFLICT,
                    "The database must have the encoding UTF8. Create it anew with that encoding.");
    *ret_version = 0;
    return ours ? number(cx, c, "SELECT version FROM vereint_schema", ret_version) : NULL;
}

static const Err *run_migrations(Cx *cx, PgConn *c)
{
    const DbSchema *schema = c->base.store->schema;
    int64_t version;
    TRY(script(cx, c, "SELECT pg_advisory_xact_lock(6216549341)")); /* two programs may start at once */
    TRY(is_ours(cx, c, &version));
    TRY(script(cx, c,
               "CREATE TABLE IF NOT EXISTS vereint_schema (one BOOLEAN PRIMARY KEY CHECK (one), version "
               "BIGINT NOT NULL)"));
    for (int i = 0; i < schema->n_migrations; i++)
        if (schema->migrations[i].number > version)
            TRY(script(cx, c, schema_for_postgres(cx->arena, schema->migrations[i].sql)));
    return script(cx, c,
                  arena_printf(cx->arena,
                               "INSERT INTO vereint_schema (one, version) VALUES (true, %d)"
                               " ON CONFLICT (one) DO UPDATE SET version = excluded.version",
                               schema_version(schema)));
}

static const Err *prepare_with(Cx *cx, PgConn *c)
{
    const Store *store = c->base.store;
    int64_t version;
    TRY(is_ours(cx, c, &version));
    TRY(version_is_known(cx, store->schema, version));
    if (version == schema_version(store->schema))
        return NULL;
    if (!version && !store->create)
        return FAIL(cx, ERR_NOT_FOUND,
                    "The database at this address is empty. Create the programme's tables first.");
    TRY(script(cx, c, "BEGIN"));
    const Err *err = run_migrations(cx, c);
    if (!err)
        return pg_commit(cx, &c->base);
    pg_rollback(&c->base);
    return err;
}

static const Err *pg_prepare(Cx *cx, Store *store)
{
    PgConn *c = NULL;
    TRY(connect_to(cx, store, DB_WRITE, &c));
    const Err *err = prepare_with(cx, c);
    pg_close(&c->base);
    return err;
}

static const Err *pg_sweep(Cx *cx, DbConn *conn, const char *table)
{
    /* the name is one of the schema's: no name of a table can be a parameter */
    return table ? script(cx, (PgConn *)conn, arena_printf(cx->arena, "VACUUM FULL %s", table)) : NULL;
}

const DbEngineOps db_postgres = {
    .prepare = pg_prepare,
    .open = pg_open,
    .close = pg_close,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .changed_elsewhere = pg_changed_elsewhere,
    .sweep = pg_sweep,
    .check = pg_check,
    .run = pg_run,
};
