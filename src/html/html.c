/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text and addresses into a page; see html.h. Values with a format of their own are in html_values.c. */
#include "html/html.h"

#include <strings.h>

/* What to write for a byte; n is 0 for those that stay. */
static const struct {
    char entity[7];
    unsigned char n;
} entities[256] = {
    ['&'] = {"&amp;", 5},  ['<'] = {"&lt;", 4},   ['>'] = {"&gt;", 4},
    ['"'] = {"&quot;", 6}, ['\''] = {"&#39;", 5},
};

/* In blocks: is one of their bytes to be written in another way? May say yes for a '#', never no wrongly.
 * With bits 0 and 2 set " & ' are all 0x27; with bit 1 set < > are both 0x3e. */
enum { BLOCK = 16 };
typedef uint8_t Block __attribute__((vector_size(BLOCK)));

static bool block_may_need_entity(const char *sixteen)
{
    Block block;
    memcpy(&block, sixteen, sizeof block);
    Block found = (Block)((block | 5) == 0x27) | (Block)((block | 2) == 0x3e);
    uint64_t halves[2];
    memcpy(halves, &found, sizeof halves);
    return halves[0] | halves[1];
}

static bool may_need_entity(const char *text, size_t n)
{
    size_t i = 0;
    char few[BLOCK] = {0};
    if (n >= sizeof few) {
        for (; i + sizeof few < n; i += sizeof few)
            if (block_may_need_entity(text + i))
                return true;
        return block_may_need_entity(text + n - sizeof few);
    }
    if (n < 4) {
        while (i < n && !entities[(unsigned char)text[i]].n)
            i++;
        return i < n;
    }
    if (n >= 8) { /* its beginning and its end, which may overlap */
        memcpy(few, text, 8);
        memcpy(few + 8, text + n - 8, 8);
    } else {
        memcpy(few, text, 4);
        memcpy(few + 8, text + n - 4, 4);
    }
    return block_may_need_entity(few);
}

void html_text_n(Buf *out, const char *text, size_t n)
{
    size_t done = 0;
    for (size_t i = 0; i < n && may_need_entity(text + done, n - done); i = done) {
        while (i < n && !entities[(unsigned char)text[i]].n)
            i++;
        buf_add(out, text + done, i - done);
        if (i < n)
            buf_add(out, entities[(unsigned char)text[i]].entity, entities[(unsigned char)text[i]].n);
        done = i < n ? i + 1 : n;
    }
    buf_add(out, text + done, n - done);
}

void html_text(Cx *cx, Buf *out, const char *text)
{
    (void)cx;
    if (text)
        html_text_n(out, text, strlen(text));
}

void html_safe(Cx *cx, Buf *out, SafeHtml html)
{
    (void)cx;
    if (html.html)
        buf_str(out, html.html);
}

/* Browsers drop tabs, line breaks and leading control characters before they look for a scheme. */
static bool url_is_clean(const char *url)
{
    static const bool stray[256] = {[1 ... ' '] = true, [0x7f] = true, ['\\'] = true};
    const unsigned char *p = (const unsigned char *)url;
    while (*p && !stray[*p])
        p++;
    return !*p;
}

static bool url_passes(const char *url)
{
    static const char *const schemes[] = {"http:", "https:", "mailto:", "tel:"};
    if (!url_is_clean(url))
        return false;
    if (url[0] == '/')
        return url[1] != '/';
    size_t n = strcspn(url, ":/?#");
    if (url[n] != ':')
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++)
        if (strlen(schemes[i]) == n + 1 && strncasecmp(url, schemes[i], n + 1) == 0)
            return true;
    return false;
}

void html_url(Cx *cx, Buf *out, const char *url)
{
    html_text(cx, out, url && url_passes(url) ? url : "#");
}

static bool unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~@", c));
}

void html_part(Cx *cx, Buf *out, const char *text)
{
    (void)cx;
    for (const unsigned char *p = (const unsigned char *)(text ? text : ""); *p; p++) {
        if (unreserved(*p)) {
            buf_char(out, (char)*p);
        } else {
            char code[3] = {'%', "0123456789ABCDEF"[*p >> 4], "0123456789ABCDEF"[*p & 15]};
            buf_add(out, code, sizeof code);
        }
    }
}

static const char *value_of(const char *const *args, const char *name, size_t n)
{
    for (; args[0] && args[1]; args += 2)
        if (strncmp(args[0], name, n) == 0 && !args[0][n])
            return args[1];
    return NULL;
}

void path_put(Cx *cx, Buf *out, MessagePut *put, const char *pattern, const char *const *args)
{
    const char *prefix = cx->path_prefix ? cx->path_prefix : "";
    buf_str(out, prefix); /* of a programme and a language: nothing to escape */
    for (const char *hole; (hole = strchr(pattern, '{'));) {
        put(out, pattern, (size_t)(hole - pattern));
        const char *name = hole + 1, *close = strchr(name, '}');
        const char *value = close ? value_of(args, name, (size_t)(close - name)) : NULL;
        assert(value && "every {hole} of a path needs its value");
        html_part(cx, out, value); /* leaves nothing to escape */
        pattern = close + 1;
    }
    put(out, pattern, strlen(pattern));
}

static void put_plain(Buf *out, const char *text, size_t n)
{
    buf_add(out, text, n);
}

const char *path_make(Cx *cx, const char *pattern, const char *const *args)
{
    Buf out = buf_make(cx->arena);
    path_put(cx, &out, put_plain, pattern, args);
    return buf_text(&out);
}

const char *h_str_text(Cx *cx, const char *text)
{
    (void)cx;
    return text ? text : "";
}

const char *h_part_date(Cx *cx, Date date)
{
    char iso[11];
    date_iso(date, iso);
    return arena_text(cx->arena, iso);
}

const char *h_part_i64(Cx *cx, int64_t value)
{
    Buf out = buf_make(cx->arena);
    buf_i64(&out, value);
    return buf_text(&out);
}
