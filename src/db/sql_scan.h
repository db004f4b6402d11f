/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cuts SQL text into tokens: what sqlgen and the translation of the schema to PostgreSQL need, no grammar. */
#pragma once

#include "base/macros.h"

typedef enum SqlKind {
    SQL_END,
    SQL_SPACE,
    SQL_COMMENT, /* -- to the end of the line (without it), or a block */
    SQL_WORD,    /* keyword or name */
    SQL_QUOTED,  /* "name" */
    SQL_STRING,  /* 'text' */
    SQL_BLOB,    /* x'00ff' */
    SQL_NUMBER,
    SQL_PARAM, /* :name */
    SQL_PUNCT, /* one character, or :: */
    SQL_BAD,   /* a quote or comment that never ends; reaches to the end of the text */
} SqlKind;

typedef struct SqlToken {
    SqlKind kind;
    const char *at; /* into the text */
    size_t n;
} SqlToken;

/* The token at *at, which moves behind it. The text ends with NUL; there SQL_END is given again and again. */
SqlToken sql_next(const char **at);

/* Is the token this keyword, in either case? */
bool sql_is(SqlToken token, const char *word);
