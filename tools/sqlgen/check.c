/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Applies the migrations to an in-memory SQLite and prepares every query there, so that a wrong table, column
 * or parameter is a build error. SQLite's authorizer tells which tables a query reads and writes. */
#include "sqlgen.h"

#include <sqlite3.h>
#include <stdlib.h>

typedef struct Checker {
    Arena *arena;
    sqlite3 *db;
    Texts tables;
    Complaints *complaints;
    Query *query;        /* being prepared, or NULL during the migrations */
    const char *refused; /* what the authorizer forbade in it */
} Checker;

/* ---- what is read and written ---- */

static void mark(const Checker *c, uint64_t mask[2], const char *table)
{
    for (size_t i = 0; table && i < c->tables.n; i++)
        if (strcmp(c->tables.at[i], table) == 0)
            mask[i / 64] |= UINT64_C(1) << i % 64;
}

static int authorize(void *arg, int action, const char *a, const char *b, const char *schema,
                     const char *trigger)
{
    (void)b, (void)schema, (void)trigger;
    Checker *c = arg;
    if (!c->query)
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        mark(c, c->query->reads, a);
        return SQLITE_OK;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        mark(c, c->query->writes, a);
        c->query->writes_any = true;
        return SQLITE_OK;
    default:
        c->refused = "only SELECT, INSERT, UPDATE and DELETE are allowed in a query";
        return SQLITE_DENY;
    }
}

/* ---- bodies ---- */

const char *query_body(const Query *query, int engine)
{
    return query->body[BODY_BOTH].text ? query->body[BODY_BOTH].text : query->body[engine].text;
}

static int body_line(const Query *query, int engine)
{
    return query->body[BODY_BOTH].text ? query->body[BODY_BOTH].line : query->body[engine].line;
}

static size_t param_number(const Query *query, SqlToken token)
{
    for (size_t i = 0; i < query->params.n; i++) {
        const char *name = query->params.at[i].name;
        if (strlen(name) == token.n - 1 && memcmp(name, token.at + 1, token.n - 1) == 0)
            return i + 1;
    }
    return 0;
}

const char *numbered_sql(Arena *arena, const Query *query, int engine)
{
    Buf out = buf_make(arena);
    const char *at = query_body(query, engine);
    bool gap = false;
    for (SqlToken token; (token = sql_next(&at)).kind != SQL_END;) {
        if (token.kind == SQL_SPACE || token.kind == SQL_COMMENT) {
            gap = out.n > 0;
            continue;
        }
        if (gap)
            buf_char(&out, ' ');
        gap = false;
        if (token.kind == SQL_PARAM)
            buf_printf(&out, "%c%zu", engine == BODY_SQLITE ? '?' : '$', param_number(query, token));
        else
            buf_add(&out, token.at, token.n);
    }
    return buf_text(&out);
}

static bool params_match(Checker *c, int engine)
{
    const Query *q = c->query;
    bool *used = NEW_ARRAY(c->arena, bool, q->params.n + 1);
    const char *at = query_body(q, engine);
    int line = body_line(q, engine), before = c->complaints->n;
    for (SqlToken token; (token = sql_next(&at)).kind != SQL_END;) {
        size_t number = token.kind == SQL_PARAM ? param_number(q, token) : 0;
        if (token.kind == SQL_PARAM && !number)
            complain(c->complaints, q->file, line, "query %s uses %.*s, which no param line declares",
                     q->name, (int)token.n, token.at);
        used[number] = true;
        for (size_t i = 0; i < token.n; i++)
            line += token.at[i] == '\n';
    }
    for (size_t i = 0; i < q->params.n; i++)
        if (!used[i + 1])
            complain(c->complaints, q->file, q->params.at[i].line,
                     "query %s declares the parameter `%s` and doesn't use it", q->name,
                     q->params.at[i].name);
    return c->complaints->n == before;
}

/* ---- columns ---- */

static SqlToken next_word(const char **at)
{
    SqlToken token;
    do
        token = sql_next(at);
    while (token.kind == SQL_SPACE || token.kind == SQL_COMMENT);
    return token;
}

/* Does the SQL say `column IS NOT NULL` somewhere? Then it is taken at its word. */
static bool demands_value(const char *sql, const char *column)
{
    static const char *const rest[] = {"is", "not", "null"};
    for (SqlToken token; (token = next_word(&sql)).kind != SQL_END;) {
        if (!sql_is(token, column))
            continue;
        const char *at = sql;
        size_t i = 0;
        while (i < ARRAY_LENGTH(rest) && sql_is(next_word(&at), rest[i]))
            i++;
        if (i == ARRAY_LENGTH(rest))
            return true;
    }
    return false;
}

/* Can the column be NULL by its table's declaration? Of expressions and outer joins nobody knows: those fail
 * when a NULL comes. */
static bool may_be_null(const Checker *c, sqlite3_stmt *stmt, int i)
{
    const char *table = sqlite3_column_table_name(stmt, i), *origin = sqlite3_column_origin_name(stmt, i);
    int not_null = 1, primary = 0;
    if (table && origin)
        sqlite3_table_column_metadata(c->db, NULL, table, origin, NULL, NULL, &not_null, &primary, NULL);
    return !not_null && !primary && !demands_value(query_body(c->query, BODY_SQLITE), origin);
}

/* Is the SQL's column i called like another column of the row line, which itself has got something else? */
static bool is_misplaced(sqlite3_stmt *stmt, int i, const Fields *row)
{
    const char *name = sqlite3_column_name(stmt, i);
    if (strcmp(name, row->at[i].name) == 0)
        return false;
    for (size_t j = 0; j < row->n; j++)
        if (strcmp(row->at[j].name, name) == 0 && strcmp(sqlite3_column_name(stmt, (int)j), name) != 0)
            return true;
    return false;
}

static void check_column(Checker *c, sqlite3_stmt *stmt, int i, const Fields *row)
{
    const Query *q = c->query;
    const Field *field = &row->at[i];
    const char *type = sqlite3_column_decltype(stmt, i);
    int line = q->like ? q->line : field->line;
    if (is_misplaced(stmt, i, row))
        complain(c->complaints, q->file, line,
                 "column %d of query %s is `%s` in the SQL and `%s` in the row line", i + 1, q->name,
                 sqlite3_column_name(stmt, i), field->name);
    else if (type && strcmp(type, field->type->column) != 0)
        complain(c->complaints, q->file, line, "column `%s` of query %s is %s in its table, not %s (%s)",
                 field->name, q->name, type, field->type->column, field->type->word);
    else if (!field->nullable && may_be_null(c, stmt, i))
        complain(c->complaints, q->file, line,
                 "column `%s` of query %s may be NULL: declare its type with `?`, or use coalesce()",
                 field->name, q->name);
}

static void check_columns(Checker *c, sqlite3_stmt *stmt)
{
    const Query *q = c->query;
    const Fields *row = q->row_of ? &q->row_of->row : &q->row;
    int n = sqlite3_column_count(stmt);
    if ((size_t)n != row->n) {
        complain(c->complaints, q->file, q->line, "query %s gives %d columns and declares %zu", q->name, n,
                 row->n);
        return;
    }
    for (int i = 0; i < n; i++)
        check_column(c, stmt, i, row);
}

/* Where in the body SQLite saw the mistake. */
static int error_line(const Query *q, const char *sql, int offset)
{
    int line = body_line(q, BODY_SQLITE);
    for (int i = 0; i < offset && sql[i]; i++)
        line += sql[i] == '\n';
    return line;
}

/* "INSERT INTO t (…) VALUES (…) RETURNING id" where id is the rowid, so that whoever inserts knows it without
 * RETURNING. With ON CONFLICT the row may be another one. */
static bool inserts_rowid(const Checker *c, const char *sql)
{
    const char *end = strstr(sql, RETURNING_ID), *at = sql, *type = "";
    if (!end || end[strlen(RETURNING_ID)] || strstr(sql, "ON CONFLICT"))
        return false;
    next_word(&at); /* INSERT */
    next_word(&at); /* INTO */
    SqlToken table = next_word(&at);
    const char *name = arena_text_n(c->arena, table.at, table.n);
    int not_null, is_key = 0, counts;
    bool has_rowid =
        sqlite3_table_column_metadata(c->db, NULL, name, "rowid", NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
    return has_rowid &&
           sqlite3_table_column_metadata(c->db, NULL, name, "id", &type, NULL, &not_null, &is_key, &counts) ==
               SQLITE_OK &&
           is_key && strcmp(type, "INTEGER") == 0;
}

static void check_query(Checker *c, Query *query)
{
    c->query = query;
    c->refused = NULL;
    bool ok = params_match(c, BODY_SQLITE);
    if (!query->body[BODY_BOTH].text)
        ok = params_match(c, BODY_POSTGRES) && ok;
    if (!ok)
        return;
    const char *sql = query_body(query, BODY_SQLITE);
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(c->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        complain(c->complaints, query->file, error_line(query, sql, sqlite3_error_offset(c->db)),
                 "query %s: %s", query->name, c->refused ? c->refused : sqlite3_errmsg(c->db));
    else if (!stmt)
        complain(c->complaints, query->file, query->line, "query %s is empty", query->name);
    else {
        check_columns(c, stmt);
        query->id_is_rowid =
            query->kind == KIND_INSERT && inserts_rowid(c, numbered_sql(c->arena, query, BODY_SQLITE));
    }
    sqlite3_finalize(stmt);
}

/* ---- names across files ---- */

static Query *find_query(QueryFiles files, const char *name, const QueryFile **ret_file)
{
    for (size_t i = 0; i < files.n; i++)
        for (size_t j = 0; j < files.at[i].queries.n; j++)
            if (strcmp(files.at[i].queries.at[j].name, name) == 0)
                return *ret_file = &files.at[i], &files.at[i].queries.at[j];
    return NULL;
}

static void link_query(Checker *c, QueryFiles files, Query *q)
{
    const QueryFile *home = NULL;
    const Query *first = find_query(files, q->name, &home);
    if (first != q)
        complain(c->complaints, q->file, q->line, "a query %s stands in %s:%d already", q->name, first->file,
                 first->line);
    const Query *of = q->like ? find_query(files, q->like, &home) : q;
    if (!of || !of->row.n) {
        if (q->like)
            complain(c->complaints, q->file, q->line, "query %s is like %s, which has no row line of its own",
                     q->name, q->like);
        return;
    }
    q->row_of = of;
    q->home = home;
}

/* ---- all ---- */

static void apply(Checker *c, const Migration *m)
{
    char *message = NULL;
    if (sqlite3_exec(c->db, m->sql, NULL, NULL, &message) == SQLITE_OK)
        return;
    int offset = sqlite3_error_offset(c->db), line = 1;
    for (int i = 0; i < offset && m->sql[i]; i++)
        line += m->sql[i] == '\n'; /* within the failing statement only; exec doesn't say which that was */
    complain(c->complaints, m->path, line, "%s", message ? message : sqlite3_errmsg(c->db));
    sqlite3_free(message);
}

static void list_tables(Checker *c)
{
    sqlite3_stmt *stmt = NULL;
    sqlite3_prepare_v2(
        c->db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
        -1, &stmt, NULL);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        *PUSH(c->arena, &c->tables) = arena_text(c->arena, (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    if (c->tables.n > 128)
        complain(c->complaints, "schema", 1, "%zu tables are more than the 128 that a mask has bits for",
                 c->tables.n);
}

void check_all(Arena *arena, Migrations migrations, QueryFiles files, Texts *ret_tables,
               Complaints *complaints)
{
    Checker c = {.arena = arena, .complaints = complaints};
    if (sqlite3_open(":memory:", &c.db) != SQLITE_OK)
        abort();
    sqlite3_exec(c.db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL); /* so that cascades count as writes */
    for (size_t i = 0; i < migrations.n && !complaints->n; i++)
        apply(&c, &migrations.at[i]);
    list_tables(&c);
    sqlite3_set_authorizer(c.db, authorize, &c);
    for (size_t i = 0; i < files.n && !complaints->n; i++)
        for (size_t j = 0; j < files.at[i].queries.n; j++)
            link_query(&c, files, &files.at[i].queries.at[j]);
    bool linked = !complaints->n;
    for (size_t i = 0; i < files.n && linked; i++)
        for (size_t j = 0; j < files.at[i].queries.n; j++)
            check_query(&c, &files.at[i].queries.at[j]);
    sqlite3_close(c.db);
    *ret_tables = c.tables;
}
