/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads a file of named queries, line by line; only the bodies are cut into tokens. Shape in docs/sql.md. */
#include "sqlgen.h"

#include <ctype.h>
#include <stdarg.h>

typedef struct Parser {
    Arena *arena;
    Complaints *complaints;
    QueryFile *file;
    const char *at; /* start of the next line */
    int line;       /* its number */
    Query *query;   /* being read, or NULL */
    int engine;     /* of the next body */
    Fields *list;   /* of a param or row line that ended with a comma */
} Parser;

static const FieldType types[] = {
    {"i32", "int32_t", "", "DB_I32", "DB_I64", "INTEGER"},
    {"i64", "int64_t", "", "DB_I64", "DB_I64", "INTEGER"},
    {"bool", "bool", "", "DB_BOOL", "DB_I64", "INTEGER"},
    {"f64", "double", "", "DB_F64", "DB_F64", "REAL"},
    {"text", "const char *", "", "DB_TEXT", "DB_TEXT", "TEXT"},
    {"blob", "Blob", "", "DB_BLOB", "DB_BLOB", "BLOB"},
    {"date", "Date", ".days", "DB_I32", "DB_I64", "INTEGER"},
    {"time", "Time", ".seconds", "DB_I64", "DB_I64", "INTEGER"},
    {"cents", "Cents", ".v", "DB_I64", "DB_I64", "INTEGER"},
};
static const FieldType id_type = {"…Id", NULL, ".v", "DB_I64", "DB_I64", "INTEGER"};
static const FieldType enum_type = {"enum", NULL, "", "DB_I32", "DB_I64", "INTEGER"};

static const char *const kinds[] = {[KIND_ONE] = "one",
                                    [KIND_MAYBE] = "maybe",
                                    [KIND_MANY] = "many",
                                    [KIND_EXEC] = "exec",
                                    [KIND_INSERT] = "insert"};

/* Names that would not compile, or that the generated function uses itself. */
static const char *const reserved[] = {
    "auto",  "bool",     "break",  "case",     "char",   "const",  "continue", "cx",       "default",
    "do",    "double",   "else",   "enum",     "extern", "false",  "float",    "for",      "goto",
    "if",    "inline",   "int",    "long",     "params", "query",  "register", "restrict", "return",
    "rows",  "short",    "signed", "sizeof",   "static", "struct", "switch",   "true",     "typedef",
    "union", "unsigned", "void",   "volatile", "while"};

void complain(Complaints *complaints, const char *file, int line, const char *fmt, ...)
{
    char sentence[600];
    va_list args;
    va_start(args, fmt);
    vsnprintf(sentence, sizeof sentence, fmt, args);
    va_end(args);
    buf_printf(&complaints->text, "%s:%d: error: %s\n", file, line, sentence);
    complaints->n++;
}

void *push_room(Arena *arena, void *at, size_t n, size_t item_size)
{
    if ((n & (n - 1)) != 0) /* full only at 0 and the powers of two */
        return at;
    void *more = arena_alloc_array(arena, n ? n * 2 : 1, item_size);
    return n ? memcpy(more, at, n * item_size) : more;
}

#define REFUSE(parser, line, ...)                                                                            \
    (complain((parser)->complaints, (parser)->file->path, (line), __VA_ARGS__), false)

/* ---- words ---- */

static void skip_blanks(const char **at)
{
    while (**at == ' ' || **at == '\t' || **at == '\r')
        ++*at;
}

/* Letters, digits, _ from *at on; NULL if there are none. */
static const char *take_word(Parser *p, const char **at)
{
    skip_blanks(at);
    size_t n = 0;
    while (isalnum((unsigned char)(*at)[n]) || (*at)[n] == '_')
        n++;
    if (!n)
        return NULL;
    const char *word = arena_text_n(p->arena, *at, n);
    *at += n;
    return word;
}

static bool take_char(const char **at, char c)
{
    skip_blanks(at);
    if (**at != c)
        return false;
    ++*at;
    return true;
}

static bool is_name(const char *word)
{
    if (!word || !islower((unsigned char)*word) || strncmp(word, "ret_", 4) == 0)
        return false;
    for (const char *c = word; *c; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '_')
            return false;
    for (size_t i = 0; i < ARRAY_LENGTH(reserved); i++)
        if (strcmp(word, reserved[i]) == 0)
            return false;
    return true;
}

static const char *pascal_case(Arena *arena, const char *name)
{
    char *out = arena_text(arena, name), *to = out;
    bool upper = true;
    for (const char *c = name; *c; c++) {
        if (*c != '_')
            *to++ = upper ? (char)toupper((unsigned char)*c) : *c;
        upper = *c == '_';
    }
    *to = '\0';
    return out;
}

/* ---- fields ---- */

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static bool parse_type(Parser *p, const char **at, Field *field)
{
    const char *word = take_word(p, at);
    if (!word)
        return REFUSE(p, p->line, "`%s` has no type", field->name);
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
        if (strcmp(word, types[i].word) == 0)
            field->type = &types[i];
    if (field->type) {
        field->c_type = field->type->c_type;
    } else if (strcmp(word, "enum") == 0) {
        field->type = &enum_type;
        field->c_type = take_word(p, at);
    } else if (isupper((unsigned char)*word) && ends_with(word, "Id")) {
        field->type = &id_type;
        field->c_type = word;
    }
    if (!field->type || !field->c_type)
        return REFUSE(
            p, p->line,
            "`%s` is no type: there are i32 i64 f64 bool text date time cents blob, …Id and `enum Name`",
            word);
    field->nullable = take_char(at, '?');
    return true;
}

static bool name_is_taken(const Fields *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->at[i].name, name) == 0)
            return true;
    return false;
}

/* `name type, name type, …`; a comma at the end goes on in the next comment line. */
static bool parse_fields(Parser *p, const char *at, Fields *list)
{
    p->list = NULL;
    for (;;) {
        Field field = {.name = take_word(p, &at), .line = p->line};
        if (!is_name(field.name))
            return REFUSE(p, p->line,
                          "`%s` can't be a name here: lower case letters, digits and _, no C keyword",
                          field.name ? field.name : "");
        if (name_is_taken(list, field.name))
            return REFUSE(p, p->line, "`%s` is declared twice", field.name);
        if (!parse_type(p, &at, &field))
            return false;
        *PUSH(p->arena, list) = field;
        bool more = take_char(&at, ',');
        skip_blanks(&at);
        bool at_end = !*at || *at == '(';
        if (at_end) {
            p->list = more ? list : NULL;
            return true;
        }
        if (!more)
            return REFUSE(p, p->line,
                          "after `%s` a comma or the end of the line must follow; remarks go in ( )",
                          field.name);
    }
}

static bool parse_row(Parser *p, const char *at)
{
    const char *rest = at, *like = take_word(p, &rest);
    if (like && strcmp(like, "like") == 0 && (like = take_word(p, &rest)) != NULL) {
        skip_blanks(&rest);
        if (!*rest) {
            p->query->like = like;
            return true;
        }
    }
    return parse_fields(p, at, &p->query->row);
}

/* ---- queries ---- */

static bool query_is_complete(Parser *p)
{
    const Query *q = p->query;
    if (!q)
        return true;
    bool has[BODY_COUNT];
    for (int i = 0; i < BODY_COUNT; i++)
        has[i] = q->body[i].text != NULL;
    if (has[BODY_SQLITE] != has[BODY_POSTGRES])
        return REFUSE(p, q->line, "query %s has a body for one engine only", q->name);
    if (!has[BODY_BOTH] && !has[BODY_SQLITE])
        return REFUSE(p, q->line, "query %s has no SQL", q->name);
    bool row = q->row.n || q->like;
    if (q->kind == KIND_EXEC && row)
        return REFUSE(p, q->line, "query %s is :exec and has a row line", q->name);
    if (q->kind != KIND_EXEC && !row)
        return REFUSE(p, q->line, "query %s is :%s and needs a row line", q->name, kinds[q->kind]);
    if (q->row.n && q->like)
        return REFUSE(p, q->line, "query %s has both columns and `row like`", q->name);
    if (q->kind == KIND_INSERT && (q->row.n != 1 || q->row.at[0].nullable))
        return REFUSE(p, q->line, "query %s is :insert and must have one column that is never NULL: its id",
                      q->name);
    return true;
}

static bool has_body(const Query *q)
{
    return q->body[BODY_BOTH].text || q->body[BODY_SQLITE].text || q->body[BODY_POSTGRES].text;
}

static void begin_query(Parser *p, const char *name, QueryKind kind, const char *comment)
{
    p->query = PUSH(p->arena, &p->file->queries);
    *p->query = (Query){.name = name,
                        .struct_name = pascal_case(p->arena, name),
                        .kind = kind,
                        .file = p->file->path,
                        .line = p->line};
    p->engine = BODY_BOTH;
    p->list = NULL;
    skip_blanks(&comment);
    if (*comment)
        *PUSH(p->arena, &p->query->comments) = comment;
}

/* `name :kind …` begins a query; anything else is left to others. */
static bool parse_head(Parser *p, const char *at, bool *ret_is_head)
{
    *ret_is_head = false;
    const char *name = take_word(p, &at);
    if (!name || *at != ' ')
        return true;
    skip_blanks(&at);
    if (*at++ != ':' || !islower((unsigned char)*at))
        return true;
    const char *kind = take_word(p, &at);
    if (*at && *at != ' ' && *at != '\t' && *at != '\r')
        return true;
    size_t k = 0;
    while (k < ARRAY_LENGTH(kinds) && strcmp(kind, kinds[k]) != 0)
        k++;
    if (k == ARRAY_LENGTH(kinds)) {
        if (p->query && !has_body(p->query))
            return true; /* a remark about a parameter */
        return REFUSE(p, p->line, "`:%s` is no kind: there are :one :maybe :many :exec :insert", kind);
    }
    if (!query_is_complete(p))
        return false;
    if (!is_name(name))
        return REFUSE(p, p->line, "`%s` can't be the name of a query", name);
    begin_query(p, name, (QueryKind)k, at);
    *ret_is_head = true;
    return true;
}

static bool parse_include(Parser *p, const char *at)
{
    const char *path = at, *end = path + strlen(path);
    while (end > path && isspace((unsigned char)end[-1]))
        end--;
    if (end - path < 3 || *path != '"' || end[-1] != '"')
        return REFUSE(p, p->line, "an include line reads: -- include \"folder/header.h\"");
    *PUSH(p->arena, &p->file->includes) = arena_text_n(p->arena, path + 1, (size_t)(end - path) - 2);
    return true;
}

static bool set_engine(Parser *p, int engine)
{
    if (p->query->body[BODY_BOTH].text || p->query->body[engine].text)
        return REFUSE(p, p->line, "query %s has a body for this engine already", p->query->name);
    p->engine = engine;
    return true;
}

/* A comment line, without its dashes and outer blanks. */
static bool parse_comment(Parser *p, const char *at)
{
    bool is_head;
    if (!parse_head(p, at, &is_head))
        return false;
    if (is_head)
        return true;
    const char *rest = at, *word = take_word(p, &rest);
    skip_blanks(&rest);
    if (word && strcmp(word, "include") == 0 && *rest == '"')
        return parse_include(p, rest);
    if (!p->query)
        return true;
    bool alone = !*rest;
    if (word && alone && strcmp(word, "sqlite") == 0)
        return set_engine(p, BODY_SQLITE);
    if (word && alone && strcmp(word, "postgres") == 0)
        return set_engine(p, BODY_POSTGRES);
    if (has_body(p->query))
        return true;
    if (p->list)
        return parse_fields(p, at, p->list);
    if (word && strcmp(word, "param") == 0)
        return parse_fields(p, rest, &p->query->params);
    if (word && strcmp(word, "row") == 0)
        return parse_row(p, rest);
    *PUSH(p->arena, &p->query->comments) = at;
    return true;
}

static bool looks_like_head(Parser *p, SqlToken comment)
{
    const char *at = arena_text_n(p->arena, comment.at + 2, comment.n - 2);
    const char *name = take_word(p, &at);
    skip_blanks(&at);
    return name && at[0] == ':' && islower((unsigned char)at[1]);
}

/* From the first line that is no comment to its semicolon. */
static bool parse_body(Parser *p, const char *start)
{
    Query *q = p->query;
    if (!q)
        return REFUSE(p, p->line, "SQL without a line `-- name :kind` before it");
    if (q->body[p->engine].text || q->body[BODY_BOTH].text || p->list)
        return REFUSE(p, p->line, "query %s has its SQL already, or a field list without an end", q->name);
    const char *at = start;
    int line = p->line;
    for (;;) {
        SqlToken token = sql_next(&at);
        for (size_t i = 0; i < token.n; i++)
            p->line += token.at[i] == '\n';
        if (token.kind == SQL_END || (token.kind == SQL_COMMENT && looks_like_head(p, token)))
            return REFUSE(p, line, "the SQL of query %s doesn't end with a semicolon", q->name);
        if (token.kind == SQL_BAD)
            return REFUSE(p, line, "a quote in query %s is never closed", q->name);
        if (token.kind == SQL_PUNCT && (*token.at == '?' || *token.at == '$' || *token.at == '@'))
            return REFUSE(p, p->line, "parameters are written :name");
        if (token.kind == SQL_PUNCT && *token.at == ';')
            break;
    }
    q->body[p->engine] = (Body){arena_text_n(p->arena, start, (size_t)(at - start) - 1), line};
    at += strspn(at, " \t\r");
    if (*at && *at != '\n')
        return REFUSE(p, p->line, "after the semicolon a new line must begin");
    p->at = *at ? at + 1 : at;
    p->line++;
    return true;
}

static bool parse_line(Parser *p)
{
    const char *at = p->at;
    skip_blanks(&at);
    if (*at && *at != '\n' && strncmp(at, "--", 2) != 0)
        return parse_body(p, at);
    size_t n = strcspn(p->at, "\n");
    bool ok = true;
    if (*at == '-') {
        at += 2;
        skip_blanks(&at);
        size_t length = (size_t)(p->at + n - at);
        while (length && isspace((unsigned char)at[length - 1]))
            length--;
        ok = parse_comment(p, arena_text_n(p->arena, at, length));
    }
    p->at += n + (p->at[n] == '\n');
    p->line++;
    return ok;
}

bool parse_file(Arena *arena, const char *path, const char *text, QueryFile *ret_file, Complaints *complaints)
{
    const char *slash = strrchr(path, '/');
    QueryFile file = {.path = path, .name = slash ? slash + 1 : path};
    Parser p = {.arena = arena, .complaints = complaints, .file = &file, .at = text, .line = 1};
    while (*p.at)
        if (!parse_line(&p))
            return false;
    if (!query_is_complete(&p))
        return false;
    *ret_file = file;
    return true;
}
