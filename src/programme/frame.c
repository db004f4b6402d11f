/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See frame.h; the markup is in frame.html. */
#include "programme/frame.h"

#include "frame.html.h"

void frame_wrap(Cx *cx, const Frame *frame, Buf *body)
{
    Buf whole = buf_make(cx->arena);
    buf_grow(&whole, body->n + 8192);
    view_frame_open(cx, &whole, frame);
    buf_add(&whole, body->data, body->n);
    view_frame_close(cx, &whole, frame);
    *body = whole;
}
