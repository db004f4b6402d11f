/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See buf.h. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

void buf_grow(Buf *buf, size_t more)
{
    size_t room = buf->room ? buf->room * 2 : 64; /* most are an address or a sentence */
    while (room - buf->n < more)
        room *= 2;
    char *data = arena_room(buf->arena, room);
    if (buf->n)
        memcpy(data, buf->data, buf->n);
    buf->data = data;
    buf->room = room;
}

void buf_i64(Buf *buf, int64_t value)
{
    char digits[24], *p = digits + sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--p = '-';
    buf_add(buf, p, (size_t)(digits + sizeof digits - p));
}

void buf_printf(Buf *buf, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(n >= 0);
    if (buf->room - buf->n < (size_t)n + 1)
        buf_grow(buf, (size_t)n + 1);
    vsnprintf(buf->data + buf->n, (size_t)n + 1, fmt, again);
    va_end(again);
    buf->n += (size_t)n;
}

const char *buf_text(Buf *buf)
{
    buf_char(buf, '\0');
    buf->n--;
    return buf->data;
}
