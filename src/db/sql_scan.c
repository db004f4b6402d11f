/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See sql_scan.h. */
#include "db/sql_scan.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Behind the closing quote, or NULL; a doubled quote stands for itself. */
static const char *quoted_end(const char *p, char quote)
{
    for (p++; *p; p++)
        if (*p == quote && *++p != quote)
            return p;
    return NULL;
}

static const char *block_comment_end(const char *p)
{
    const char *end = strstr(p + 2, "*/");
    return end ? end + 2 : NULL;
}

static const char *words_end(const char *p)
{
    while (is_word(*p))
        p++;
    return p;
}

static const char *number_end(const char *p)
{
    while (is_word(*p) || *p == '.')
        p++;
    return p;
}

static SqlKind classify(const char *p, const char **ret_end)
{
    if (!*p)
        return *ret_end = p, SQL_END;
    if (isspace((unsigned char)*p)) {
        while (isspace((unsigned char)*p))
            p++;
        return *ret_end = p, SQL_SPACE;
    }
    if (p[0] == '-' && p[1] == '-')
        return *ret_end = p + strcspn(p, "\n"), SQL_COMMENT;
    if (p[0] == '/' && p[1] == '*')
        return *ret_end = block_comment_end(p), SQL_COMMENT;
    if (*p == '\'')
        return *ret_end = quoted_end(p, '\''), SQL_STRING;
    if (*p == '"')
        return *ret_end = quoted_end(p, '"'), SQL_QUOTED;
    if ((*p == 'x' || *p == 'X') && p[1] == '\'')
        return *ret_end = quoted_end(p + 1, '\''), SQL_BLOB;
    if (isdigit((unsigned char)*p))
        return *ret_end = number_end(p), SQL_NUMBER;
    if (is_word(*p))
        return *ret_end = words_end(p), SQL_WORD;
    if (*p == ':' && is_word(p[1]))
        return *ret_end = words_end(p + 1), SQL_PARAM;
    return *ret_end = p + (p[0] == ':' && p[1] == ':' ? 2 : 1), SQL_PUNCT;
}

SqlToken sql_next(const char **at)
{
    const char *end;
    SqlToken token = {classify(*at, &end), *at, 0};
    if (!end) {
        token.kind = SQL_BAD;
        end = *at + strlen(*at);
    }
    token.n = (size_t)(end - *at);
    *at = end;
    return token;
}

bool sql_is(SqlToken token, const char *word)
{
    return token.kind == SQL_WORD && token.n == strlen(word) && strncasecmp(token.at, word, token.n) == 0;
}
