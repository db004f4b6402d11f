/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text and addresses into a page; see html.h. Values with a format of their own are in html_values.c. */
#include "html/html.h"

#include <strings.h>

/* What to write for a byte; n is 0 for those that stay. */
static const struct {
    const char *entity;
    unsigned char n;
} entities[256] = {
    ['&'] = {"&amp;", 5},  ['<'] = {"&lt;", 4},   ['>'] = {"&gt;", 4},
    ['"'] = {"&quot;", 6}, ['\''] = {"&#39;", 5},
};

/* Eight bytes at once: is one of them to be written in another way? May say yes for a '#', never no wrongly.
 * With bits 0 and 2 set " & ' are all 0x27; with bit 1 set < > are both 0x3e. A byte that is zero after the
 * comparison shows in its highest bit (Mycroft 1987). */
static bool may_need_entity(const char *eight)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    uint64_t word;
    memcpy(&word, eight, sizeof word);
    uint64_t quotes = (word | ones * 5) ^ ones * 0x27, angles = (word | ones * 2) ^ ones * 0x3e;
    return (((quotes - ones) & ~quotes) | ((angles - ones) & ~angles)) & highs;
}

static size_t plain_length(const char *text, size_t n)
{
    size_t i = 0;
    while (n - i >= 8 && !may_need_entity(text + i))
        i += 8;
    while (i < n && !entities[(unsigned char)text[i]].n)
        i++;
    return i;
}

void html_text(Cx *cx, Buf *out, const char *text)
{
    (void)cx;
    size_t rest = text ? strlen(text) : 0;
    while (rest) {
        size_t n = plain_length(text, rest);
        buf_add(out, text, n);
        if (n == rest)
            return;
        unsigned char c = (unsigned char)text[n];
        buf_add(out, entities[c].entity, entities[c].n);
        text += n + 1;
        rest -= n + 1;
    }
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
    for (const unsigned char *p = (const unsigned char *)url; *p; p++)
        if (*p <= ' ' || *p == 0x7f || *p == '\\')
            return false;
    return true;
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

const char *path_make(Cx *cx, const char *pattern, const char *const *args)
{
    Buf out = buf_make(cx->arena);
    buf_str(&out, cx->path_prefix ? cx->path_prefix : "");
    for (;;) {
        size_t n = strcspn(pattern, "{");
        buf_add(&out, pattern, n);
        if (!pattern[n])
            return buf_text(&out);
        const char *name = pattern + n + 1, *close = strchr(name, '}');
        const char *value = close ? value_of(args, name, (size_t)(close - name)) : NULL;
        assert(value && "every {hole} of a path needs its value");
        html_part(cx, &out, value);
        pattern = close + 1;
    }
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
