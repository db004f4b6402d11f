/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqlgen turns *.sql files of named queries into typed C. Read in this order: parse.c (file → Query),
 * check.c (asks SQLite about each query), emit.c (Query → C), sqlgen.c (main).
 *
 * The input is described in docs/sql.md. */
#pragma once

#include "base/buf.h"
#include "db/sql_scan.h"

#include <stdio.h>

/* How an :insert ends, as numbered_sql writes it. */
#define RETURNING_ID " RETURNING id"

typedef enum QueryKind { KIND_ONE, KIND_MAYBE, KIND_MANY, KIND_EXEC, KIND_INSERT } QueryKind;

typedef struct FieldType {
    const char *word;   /* in the .sql file */
    const char *c_type; /* NULL: the written name itself (ids, enums) */
    const char *member; /* of the C struct that holds the number: ".v", or "" */
    const char *store;  /* DbType in a row */
    const char *value;  /* DbType of a parameter; db_i64() … make it */
    const char *column; /* what a STRICT table must call it */
} FieldType;

typedef struct Field {
    const char *name;
    const FieldType *type;
    const char *c_type;
    bool nullable;
    int line;
} Field;
ROWS(Fields, Field);

typedef struct Body {
    const char *text; /* NULL: there is none */
    int line;
} Body;

enum { BODY_BOTH, BODY_SQLITE, BODY_POSTGRES, BODY_COUNT };

ROWS(Texts, const char *);

typedef struct Query {
    const char *name, *struct_name;
    QueryKind kind;
    const char *file;
    int line;
    Texts comments;
    Fields params, row;
    const char *like; /* name of the query whose row struct this one uses, or NULL */
    Body body[BODY_COUNT];
    /* Filled by check.c: */
    const struct QueryFile *home; /* of the row struct */
    const struct Query *row_of;   /* whose struct it is: itself, or the one it is like */
    bool writes_any;
    bool id_is_rowid; /* :insert … RETURNING id of a table whose id is SQLite's rowid */
    uint64_t reads[2], writes[2];
} Query;
ROWS(Queries, Query);

typedef struct QueryFile {
    const char *path, *name; /* name: without folders */
    Texts includes;
    Queries queries;
} QueryFile;
ROWS(QueryFiles, QueryFile);

typedef struct Migration {
    int number;
    const char *path, *name, *sql;
} Migration;
ROWS(Migrations, Migration);

/* Complaints, each "file:line: error: sentence". */
typedef struct Complaints {
    Buf text;
    int n;
} Complaints;

void complain(Complaints *complaints, const char *file, int line, const char *fmt, ...) PRINTF(4, 5);

/* Grows an arena array by one zeroed item, and gives its address. */
#define PUSH(arena, rows)                                                                                    \
    ((rows)->at = push_room((arena), (rows)->at, (rows)->n, sizeof *(rows)->at), &(rows)->at[(rows)->n++])
void *push_room(Arena *arena, void *at, size_t n, size_t item_size);

/* Stops at the file's first mistake: it is then complained about and false is returned. `text` must live as
 * long as the result. */
bool parse_file(Arena *arena, const char *path, const char *text, QueryFile *ret_file,
                Complaints *complaints);

/* Applies the migrations to an empty database and prepares every query there; fills what parse left open. */
void check_all(Arena *arena, Migrations migrations, QueryFiles files, Texts *ret_tables,
               Complaints *complaints);

const char *query_body(const Query *query, int engine); /* BODY_SQLITE or BODY_POSTGRES */
/* The body in one line, without comments, `:name` as ?1 / $1. */
const char *numbered_sql(Arena *arena, const Query *query, int engine);

const char *emit_header(Arena *arena, const QueryFile *file);
const char *emit_source(Arena *arena, const QueryFile *file, int first_index);
const char *emit_schema(Arena *arena, const char *symbol, Migrations migrations, QueryFiles files,
                        Texts tables);
