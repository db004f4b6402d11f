/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The whole way from a template to C; see viewgen.h. */
#include "viewgen.h"

#include <stdarg.h>
#include <stdio.h>

const Fault *fault(Arena *arena, int line, const char *fmt, ...)
{
    char sentence[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(sentence, sizeof sentence, fmt, args);
    va_end(args);
    Fault *made = NEW(arena, Fault);
    *made = (Fault){line, arena_text(arena, sentence)};
    return made;
}

int span_lines(const char *from, const char *to)
{
    int n = 0;
    for (; from < to; from++)
        n += *from == '\n';
    return n;
}

const Fault *viewgen_compile(Arena *arena, const char *file, Span source, const char *header_name,
                             Buf *ret_header, Buf *ret_body, Messages *messages)
{
    Pieces pieces;
    Nodes nodes;
    CHECK(lex(arena, source, &pieces));
    CHECK(parse(arena, pieces, &nodes));
    CHECK(place_all(arena, nodes));
    buf_printf(ret_header,
               "/* Made by viewgen from %s: edit that. */\n#pragma once\n#include \"html/html.h\"\n",
               header_name);
    buf_printf(ret_body, "/* Made by viewgen: edit the template. */\n#include \"%s\"\n", header_name);
    return emit(arena, file, nodes, ret_header, ret_body, messages);
}
