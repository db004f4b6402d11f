/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A growing byte buffer in an arena: what pages, CSV files and mails are written into. */
#pragma once

#include "base/arena.h"
#include <string.h>

typedef struct Buf {
    Arena *arena;
    char *data; /* NUL-terminated after buf_text(); otherwise just bytes */
    size_t n, room;
} Buf;

static inline Buf buf_make(Arena *arena)
{
    return (Buf){.arena = arena};
}

void buf_grow(Buf *buf, size_t more); /* makes room for at least `more` further bytes */

static inline void buf_add(Buf *buf, const void *bytes, size_t n)
{
    if (buf->room - buf->n < n)
        buf_grow(buf, n);
    if (n > 0) /* an empty buffer has no bytes to point at */
        memcpy(buf->data + buf->n, bytes, n);
    buf->n += n;
}

static inline void buf_char(Buf *buf, char c)
{
    if (buf->room == buf->n)
        buf_grow(buf, 1);
    buf->data[buf->n++] = c;
}

static inline void buf_str(Buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_i64(Buf *buf, int64_t value); /* decimal, no grouping */
void buf_printf(Buf *buf, const char *fmt, ...) PRINTF(2, 3);
const char *buf_text(Buf *buf); /* NUL-terminates and returns the bytes so far */
