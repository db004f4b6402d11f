/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See multipart.h. Nothing is guessed: lines end in CRLF, every part has a Content-Disposition with a name,
 * the closing boundary is there. Browsers keep to it. */
#include "http/multipart.h"

#include "http/urlencoded.h"
#include <string.h>
#include <strings.h>

enum { MAX_LINE = 4096, MAX_LINES = 16 };

typedef struct Slice {
    const char *at;
    size_t n;
} Slice;

typedef struct Part {
    const char *name, *file_name;
} Part;

static const char *find(const char *bytes, size_t n, const char *what, size_t n_what)
{
    return n < n_what ? NULL : memmem(bytes, n, what, n_what);
}

static void skip_blanks(Slice *s)
{
    for (; s->n > 0 && (*s->at == ' ' || *s->at == '\t'); s->at++)
        s->n--;
}

static bool skip_word(Slice *s, const char *word)
{
    size_t n = strlen(word);
    if (s->n < n || strncasecmp(s->at, word, n) != 0)
        return false;
    s->at += n;
    s->n -= n;
    return true;
}

/* name="value" or name=value after a ";". Browsers write %22 for a quote inside, older ones \". */
static bool read_parameter(Cx *cx, Slice *s, Slice *ret_name, const char **ret_value)
{
    skip_blanks(s);
    const char *equals = memchr(s->at, '=', s->n);
    if (!equals)
        return false;
    Slice name = {s->at, (size_t)(equals - s->at)};
    s->n -= name.n + 1;
    s->at = equals + 1;
    char *value = arena_alloc(cx->arena, s->n + 1), *out = value;
    bool is_quoted = s->n > 0 && *s->at == '"', is_closed = !is_quoted;
    size_t i = is_quoted;
    for (; i < s->n; i++) {
        char c = s->at[i];
        if (is_quoted && c == '"') {
            is_closed = true;
            i++;
            break;
        }
        if (!is_quoted && (c == ';' || c == ' '))
            break;
        if (is_quoted && c == '\\' && i + 1 < s->n && s->at[i + 1] == '"')
            c = s->at[++i];
        *out++ = c;
    }
    s->at += i;
    s->n -= i;
    if (!is_closed)
        return false;
    *ret_name = name;
    *ret_value = value;
    return true;
}

static bool is_named(Slice s, const char *name)
{
    return s.n == strlen(name) && strncasecmp(s.at, name, s.n) == 0;
}

/* "C:\fake\list.xlsx" and "../list.xlsx" are "list.xlsx". */
static const char *base_name(const char *path)
{
    const char *base = path;
    for (const char *p = path; *p; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    return base;
}

static bool read_disposition(Cx *cx, Slice s, Part *part)
{
    if (!skip_word(&s, "form-data"))
        return false;
    for (skip_blanks(&s); s.n > 0; skip_blanks(&s)) {
        Slice name;
        const char *value;
        if (!skip_word(&s, ";") || !read_parameter(cx, &s, &name, &value))
            return false;
        if (is_named(name, "name") && !part->name)
            part->name = value;
        else if (is_named(name, "filename") && !part->file_name)
            part->file_name = base_name(value);
        else
            return false; /* filename*= is forbidden here (RFC 7578, 4.2) */
    }
    return part->name != NULL;
}

static bool read_header(Cx *cx, Slice line, Part *part)
{
    if (memchr(line.at, '\0', line.n) || memchr(line.at, '\n', line.n))
        return false;
    if (skip_word(&line, "content-disposition:")) {
        skip_blanks(&line);
        return !part->name && read_disposition(cx, line, part);
    }
    return true;
}

/* Reads the header lines of a part up to its empty line; *at is then its first byte. */
static bool read_headers(Cx *cx, const char **at, const char *end, Part *part)
{
    for (int lines = 0; lines < MAX_LINES; lines++) {
        const char *cr = find(*at, (size_t)(end - *at), "\r\n", 2);
        if (!cr)
            return false;
        Slice line = {*at, (size_t)(cr - *at)};
        *at = cr + 2;
        if (line.n == 0)
            return part->name != NULL;
        if (line.n > MAX_LINE || !read_header(cx, line, part))
            return false;
    }
    return false;
}

static bool add_part(Cx *cx, const Part *part, const char *bytes, size_t n, FormInput *input)
{
    FormEntry entry = {.name = part->name};
    if (part->file_name) {
        bool is_empty = n == 0 && !*part->file_name;
        entry.file_name = part->file_name;
        entry.bytes = is_empty ? NULL : bytes;
        entry.n_bytes = n;
    } else {
        if (memchr(bytes, '\0', n))
            return false;
        entry.value = arena_text_n(cx->arena, bytes, n);
    }
    return form_add_entry(cx, input, entry);
}

bool multipart_parse(Cx *cx, const char *bytes, size_t n, const char *boundary, FormInput *input)
{
    const char *line = arena_printf(cx->arena, "\r\n--%s", boundary);
    size_t n_line = strlen(line);
    const char *at = bytes, *end = bytes + n;
    if (n < n_line - 2 || memcmp(at, line + 2, n_line - 2) != 0)
        return false; /* a preamble is permitted, and nobody sends one */
    at += n_line - 2;
    for (;;) {
        if (end - at >= 2 && memcmp(at, "--", 2) == 0)
            return end - at == 2 || (end - at == 4 && memcmp(at, "--\r\n", 4) == 0);
        if (end - at < 2 || memcmp(at, "\r\n", 2) != 0)
            return false;
        at += 2;
        Part part = {0};
        if (!read_headers(cx, &at, end, &part))
            return false;
        const char *next = find(at, (size_t)(end - at), line, n_line);
        if (!next || !add_part(cx, &part, at, (size_t)(next - at), input))
            return false;
        at = next + n_line;
    }
}

const char *multipart_boundary(Cx *cx, const char *content_type)
{
    static const char allowed[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ";
    Slice s = {content_type, strlen(content_type)};
    if (!skip_word(&s, "multipart/form-data"))
        return NULL;
    skip_blanks(&s);
    Slice name;
    const char *value;
    if (!skip_word(&s, ";") || !read_parameter(cx, &s, &name, &value) || !is_named(name, "boundary"))
        return NULL;
    size_t n = strlen(value);
    return n >= 1 && n <= 70 && strspn(value, allowed) == n ? value : NULL;
}
