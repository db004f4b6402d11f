/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes the C of a query file: x.sql.h (row structs, prototypes) and x.sql.c (tables, functions). */
#include "sqlgen.h"

#define LICENCE                                                                                              \
    "/* SPDX-License-"                                                                                       \
    "Identifier: AGPL-3.0-or-later */\n" /* in two: it is not the licence line of this file */

/* As a C string literal. */
static void emit_literal(Buf *out, const char *text)
{
    buf_char(out, '"');
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '\n')
            buf_str(out, "\\n\"\n    \"");
        else if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c < 0x20 || (c == '?' && p[1] == '?')) /* no trigraphs */
            buf_printf(out, "\\%03o", c);
        else
            buf_char(out, *p);
    }
    buf_char(out, '"');
}

/* ---- header ---- */

static void emit_comment(Buf *out, const Query *q)
{
    buf_str(out, "\n/* ");
    for (size_t i = 0; i < q->comments.n; i++) {
        buf_str(out, i ? "\n * " : "");
        for (const char *p = q->comments.at[i]; *p; p++) {
            buf_char(out, *p);
            if ((*p == '*' && p[1] == '/') || (*p == '/' && p[1] == '*'))
                buf_char(out, ' ');
        }
    }
    buf_printf(out, "%s%s:%d */\n", q->comments.n ? "\n * " : "",
               strrchr(q->file, '/') ? strrchr(q->file, '/') + 1 : q->file, q->line);
}

static bool has_flag(const Field *f)
{
    return f->nullable && strcmp(f->type->store, "DB_TEXT") != 0;
}

static const char *gap_after(const char *c_type)
{
    return c_type[strlen(c_type) - 1] == '*' ? "" : " ";
}

static void emit_struct(Buf *out, const Query *q)
{
    buf_printf(out, "typedef struct %s {\n", q->struct_name);
    for (size_t i = 0; i < q->row.n; i++) {
        const Field *f = &q->row.at[i];
        if (has_flag(f))
            buf_printf(out, "    bool has_%s;\n", f->name);
        buf_printf(out, "    %s%s%s;\n", f->c_type, gap_after(f->c_type), f->name);
    }
    buf_printf(out, "} %s;\nROWS(%sRows, %s);\n", q->struct_name, q->struct_name, q->struct_name);
}

static const char *output_of(Arena *arena, const Query *q)
{
    const char *row = q->row_of ? q->row_of->struct_name : "";
    switch (q->kind) {
    case KIND_ONE:
        return arena_printf(arena, "%s *ret_row", row);
    case KIND_MAYBE:
        return arena_printf(arena, "%s *ret_row, bool *ret_found", row);
    case KIND_MANY:
        return arena_printf(arena, "%sRows *ret_rows", row);
    case KIND_EXEC:
        return "int64_t *ret_count";
    case KIND_INSERT:
        return arena_printf(arena, "%s *ret_id", q->row.at[0].c_type);
    }
    return NULL;
}

static void emit_prototype(Buf *out, const Query *q)
{
    buf_printf(out, "const Err *q_%s(Cx *cx, ", q->name);
    for (size_t i = 0; i < q->params.n; i++) {
        const Field *f = &q->params.at[i];
        if (has_flag(f))
            buf_printf(out, "const %s *%s, ", f->c_type, f->name);
        else
            buf_printf(out, "%s%s%s, ", f->c_type, gap_after(f->c_type), f->name);
    }
    buf_printf(out, "%s)", output_of(out->arena, q));
}

const char *emit_header(Arena *arena, const QueryFile *file)
{
    Buf out = buf_make(arena);
    buf_str(&out, LICENCE);
    buf_printf(&out, "/* Made by sqlgen from %s. */\n#pragma once\n\n#include \"db/db_query.h\"\n",
               file->name);
    for (size_t i = 0; i < file->includes.n; i++)
        buf_printf(&out, "#include \"%s\"\n", file->includes.at[i]);
    for (size_t i = 0; i < file->queries.n; i++) {
        const QueryFile *home = file->queries.at[i].home;
        if (home && home != file)
            buf_printf(&out, "#include \"%s.h\"\n", home->name);
    }
    for (size_t i = 0; i < file->queries.n; i++) /* first, since a query may be like a later one */
        if (file->queries.at[i].row.n && file->queries.at[i].kind != KIND_INSERT) {
            buf_char(&out, '\n');
            emit_struct(&out, &file->queries.at[i]);
        }
    for (size_t i = 0; i < file->queries.n; i++) {
        emit_comment(&out, &file->queries.at[i]);
        buf_str(&out, "MUST_USE ");
        emit_prototype(&out, &file->queries.at[i]);
        buf_str(&out, ";\n");
    }
    return buf_text(&out);
}

/* ---- source ---- */

static void emit_param_types(Buf *out, const Query *q)
{
    if (!q->params.n)
        return;
    buf_printf(out, "static const DbType %s_params[] = {", q->name);
    for (size_t i = 0; i < q->params.n; i++)
        buf_printf(out, "%s%s", i ? ", " : "", q->params.at[i].type->value);
    buf_str(out, "};\n");
}

static void emit_column(Buf *out, const Query *q, const Field *f)
{
    buf_printf(out, "    {.name = \"%s\", .type = %s", f->name, f->type->store);
    if (q->kind != KIND_INSERT)
        buf_printf(out, ", .at = offsetof(%s, %s)", q->row_of->struct_name, f->name);
    if (f->nullable)
        buf_str(out, ", .nullable = true");
    if (has_flag(f))
        buf_printf(out, ", .has_at = offsetof(%s, has_%s)", q->row_of->struct_name, f->name);
    buf_str(out, "},\n");
}

static void emit_columns(Buf *out, const Query *q)
{
    if (!q->row_of)
        return;
    buf_printf(out, "static const DbColumn %s_columns[] = {\n", q->name);
    for (size_t i = 0; i < q->row_of->row.n; i++)
        emit_column(out, q, &q->row_of->row.at[i]);
    buf_str(out, "};\n");
    for (size_t i = 0; i < q->row_of->row.n; i++)
        if (strcmp(q->row_of->row.at[i].type->word, "enum") == 0)
            buf_printf(out, "_Static_assert(sizeof(%s) == 4, \"an enum is stored as 32 bits\");\n",
                       q->row_of->row.at[i].c_type);
}

static void emit_table(Buf *out, const Query *q, int index)
{
    const char *sqlite = numbered_sql(out->arena, q, BODY_SQLITE);
    buf_printf(
        out,
        "extern const DbQuery query_%s;\nconst DbQuery query_%s = {\n    .name = \"%s\",\n    .index = %d,\n"
        "    .sqlite = ",
        q->name, q->name, q->name, index);
    if (q->id_is_rowid)
        sqlite = arena_text_n(out->arena, sqlite, strlen(sqlite) - strlen(RETURNING_ID));
    emit_literal(out, sqlite);
    buf_str(out, ",\n    .postgres = ");
    emit_literal(out, numbered_sql(out->arena, q, BODY_POSTGRES));
    buf_str(out, ",\n");
    if (q->params.n)
        buf_printf(out, "    .n_params = %zu,\n    .params = %s_params,\n", q->params.n, q->name);
    if (q->row_of)
        buf_printf(out, "    .n_columns = %zu,\n    .columns = %s_columns,\n    .row_size = sizeof(%s),\n",
                   q->row_of->row.n, q->name,
                   q->kind == KIND_INSERT ? q->row.at[0].c_type : q->row_of->struct_name);
    buf_printf(out, "    .writes_any = %s,\n", q->writes_any ? "true" : "false");
    if (q->id_is_rowid)
        buf_str(out, "    .id_is_rowid = true,\n");
    buf_printf(out, "    .reads = {0x%llx, 0x%llx},\n    .writes = {0x%llx, 0x%llx},\n};\n",
               (unsigned long long)q->reads[0], (unsigned long long)q->reads[1],
               (unsigned long long)q->writes[0], (unsigned long long)q->writes[1]);
}

static void emit_value(Buf *out, const Field *f)
{
    static const struct {
        const char *type, *maker;
    } makers[] = {{"DB_I64", "db_i64"}, {"DB_F64", "db_f64"}, {"DB_TEXT", "db_text"}, {"DB_BLOB", "db_blob"}};
    const char *maker = NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(makers); i++)
        if (strcmp(makers[i].type, f->type->value) == 0)
            maker = makers[i].maker;
    if (!f->nullable)
        buf_printf(out, "%s(%s%s)", maker, f->name, f->type->member);
    else if (!has_flag(f))
        buf_printf(out, "%s ? %s(%s) : db_null(%s)", f->name, maker, f->name, f->type->value);
    else if (*f->type->member)
        buf_printf(out, "%s ? %s(%s->%s) : db_null(%s)", f->name, maker, f->name, f->type->member + 1,
                   f->type->value);
    else
        buf_printf(out, "%s ? %s(*%s) : db_null(%s)", f->name, maker, f->name, f->type->value);
}

static void emit_function(Buf *out, const Query *q)
{
    static const char *const calls[] = {
        [KIND_ONE] = "    return db_one(cx, &query_%s, params, ret_row);\n",
        [KIND_MAYBE] = "    return db_maybe(cx, &query_%s, params, ret_row, ret_found);\n",
        [KIND_MANY] = ("    DbRows rows;\n    TRY(db_many(cx, &query_%s, params, &rows));\n"
                       "    ret_rows->n = rows.n;\n    ret_rows->at = rows.at;\n    return NULL;\n"),
        [KIND_EXEC] = "    return db_exec(cx, &query_%s, params, ret_count);\n",
        [KIND_INSERT] = "    return db_one(cx, &query_%s, params, ret_id);\n",
    };
    emit_prototype(out, q);
    buf_str(out, "\n{\n");
    if (!q->params.n)
        buf_str(out, "    const DbValue *params = NULL;\n");
    else
        buf_str(out, "    const DbValue params[] = {\n");
    for (size_t i = 0; i < q->params.n; i++) {
        buf_str(out, "        ");
        emit_value(out, &q->params.at[i]);
        buf_str(out, i + 1 < q->params.n ? ",\n" : "};\n");
    }
    const char *call = calls[q->kind], *mark = strstr(call, "%s");
    buf_add(out, call, (size_t)(mark - call));
    buf_str(out, q->name);
    buf_str(out, mark + 2);
    buf_str(out, "}\n");
}

const char *emit_source(Arena *arena, const QueryFile *file, int first_index)
{
    Buf out = buf_make(arena);
    buf_str(&out, LICENCE);
    buf_printf(&out, "/* Made by sqlgen from %s. */\n#include \"%s.h\"\n", file->name, file->name);
    for (size_t i = 0; i < file->queries.n; i++) {
        const Query *q = &file->queries.at[i];
        buf_char(&out, '\n');
        emit_param_types(&out, q);
        emit_columns(&out, q);
        emit_table(&out, q, first_index + (int)i);
        buf_char(&out, '\n');
        emit_function(&out, q);
    }
    return buf_text(&out);
}

/* ---- the schema ---- */

const char *emit_schema(Arena *arena, const char *symbol, Migrations migrations, QueryFiles files,
                        Texts tables)
{
    Buf out = buf_make(arena), list = buf_make(arena);
    int n_queries = 0;
    buf_str(&out, LICENCE);
    buf_str(&out, "/* Made by sqlgen: the migrations, the tables by number, and all queries. */\n#include "
                  "\"db/db_query.h\"\n\n");
    for (size_t i = 0; i < files.n; i++)
        for (size_t j = 0; j < files.at[i].queries.n; j++, n_queries++) {
            buf_printf(&out, "extern const DbQuery query_%s;\n", files.at[i].queries.at[j].name);
            buf_printf(&list, "    &query_%s,\n", files.at[i].queries.at[j].name);
        }
    buf_str(&out, "\nstatic const DbMigration migrations[] = {\n");
    for (size_t i = 0; i < migrations.n; i++) {
        buf_printf(&out, "    {%d, \"%s\",\n    ", migrations.at[i].number, migrations.at[i].name);
        emit_literal(&out, migrations.at[i].sql);
        buf_str(&out, "},\n");
    }
    buf_str(&out, "};\nstatic const char *const tables[] = {\n");
    for (size_t i = 0; i < tables.n; i++)
        buf_printf(&out, "    \"%s\",\n", tables.at[i]);
    buf_printf(&out, "    NULL,\n};\nstatic const DbQuery *const queries[] = {\n%s    NULL,\n};\n",
               buf_text(&list));
    buf_printf(
        &out,
        "extern const DbSchema %s;\nconst DbSchema %s = {\n    .migrations = migrations,\n    .tables = "
        "tables,\n"
        "    .queries = queries,\n    .n_migrations = %zu,\n    .n_tables = %zu,\n    .n_queries = %d,\n};\n",
        symbol, symbol, migrations.n, tables.n, n_queries);
    return buf_text(&out);
}
