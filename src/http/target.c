/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See target.h. Segments are split before they are decoded, so that %2F is text and not a separator. */
#include "http/target.h"

#include "base/utf8.h"
#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int percent_value(char high, char low)
{
    int h = hex_digit(high), l = hex_digit(low);
    return h < 0 || l < 0 ? -1 : h * 16 + l;
}

/* Decodes n bytes to `out` (room for n); false for a bad escape or a control character. */
static bool decode(const char *raw, size_t n, char *out, size_t *ret_n)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        int c = (unsigned char)raw[i];
        if (c == '%') {
            if (i + 2 >= n || (c = percent_value(raw[i + 1], raw[i + 2])) < 0)
                return false;
            i += 2;
        }
        if (c < 0x20 || c == 0x7f)
            return false;
        out[length++] = (char)c;
    }
    *ret_n = length;
    return true;
}

static int add_segment(Arena *arena, const char *raw, size_t n, char **at, Target *target)
{
    if (n == 0 || target->n_segments == TARGET_SEGMENTS)
        return 404;
    char *start = *at;
    size_t length;
    *start = '/';
    if (!decode(raw, n, start + 1, &length) || !utf8_valid(start + 1, length))
        return 400;
    target->starts[target->n_segments] = start;
    target->segments[target->n_segments++] = arena_text_n(arena, start + 1, length);
    *at = start + 1 + length;
    return 0;
}

int target_parse(Arena *arena, const char *raw, size_t n, Target *ret_target)
{
    const char *question = memchr(raw, '?', n);
    size_t n_path = question ? (size_t)(question - raw) : n;
    Target target = {.query = question ? arena_text_n(arena, question + 1, n - n_path - 1) : "",
                     .raw_path = arena_text_n(arena, raw, n_path)};
    char *path = arena_alloc(arena, n_path + 2), *at = path;
    target.path = path;
    if (n_path > 1 && raw[n_path - 1] == '/') {
        target.ends_with_slash = true;
        n_path--;
    }
    for (size_t i = 1; i < n_path;) {
        const char *slash = memchr(raw + i, '/', n_path - i);
        size_t end = slash ? (size_t)(slash - raw) : n_path;
        int status = add_segment(arena, raw + i, end - i, &at, &target);
        if (status)
            return status;
        i = end + 1;
        if (i == n_path)
            return 404; /* "//" at the end */
    }
    if (target.ends_with_slash || at == path)
        *at = '/';
    *ret_target = target;
    return 0;
}
