/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See urlencoded.h. */
#include "http/urlencoded.h"

#include "http/target.h"
#include <string.h>

bool form_add_entry(Cx *cx, FormInput *input, FormEntry entry)
{
    size_t n = input->n_entries;
    if (n == FORM_MAX_ENTRIES)
        return false;
    bool is_full = n == 0 || (n >= 8 && (n & (n - 1)) == 0); /* room is a power of two, 8 at least */
    if (is_full) {
        FormEntry *entries = NEW_ARRAY(cx->arena, FormEntry, n ? n * 2 : 8);
        if (n > 0)
            memcpy(entries, input->entries, n * sizeof *entries);
        input->entries = entries;
    }
    input->entries[input->n_entries++] = entry;
    return true;
}

/* Decodes into the arena; NULL for a NUL. */
static const char *decode(Cx *cx, const char *bytes, size_t n)
{
    char *text = arena_alloc(cx->arena, n + 1), *out = text;
    for (size_t i = 0; i < n; i++) {
        int c = (unsigned char)bytes[i], escaped;
        if (c == '+')
            c = ' ';
        else if (c == '%' && i + 2 < n && (escaped = percent_value(bytes[i + 1], bytes[i + 2])) >= 0) {
            c = escaped;
            i += 2;
        }
        if (c == '\0')
            return NULL;
        *out++ = (char)c;
    }
    return text;
}

static bool add_pair(Cx *cx, const char *bytes, size_t n, FormInput *input)
{
    const char *equals = memchr(bytes, '=', n);
    size_t n_name = equals ? (size_t)(equals - bytes) : n;
    FormEntry entry = {.name = decode(cx, bytes, n_name),
                       .value = equals ? decode(cx, equals + 1, n - n_name - 1) : ""};
    return entry.name && entry.value && form_add_entry(cx, input, entry);
}

bool urlencoded_parse(Cx *cx, const char *bytes, size_t n, FormInput *input)
{
    for (size_t i = 0; i < n;) {
        const char *ampersand = memchr(bytes + i, '&', n - i);
        size_t end = ampersand ? (size_t)(ampersand - bytes) : n;
        if (end > i && !add_pair(cx, bytes + i, end - i, input))
            return false;
        i = end + 1;
    }
    return true;
}
