/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The template compiler must take any bytes: it compiles them, or says why not and where. */
#include "viewgen.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Messages messages = {.arena = &arena};
    Buf header = buf_make(&arena), body = buf_make(&arena), pot = buf_make(&arena);
    Span source = {(const char *)data, size};
    const Fault *refused =
        viewgen_compile(&arena, "fuzz.html", source, "fuzz.html.h", &header, &body, &messages);
    if (refused) {
        must(refused->line >= 1 && refused->line <= 1 + span_lines(source.at, source.at + size));
        must(refused->sentence[0]);
    } else {
        must(header.n && body.n);
        messages_write_pot(&messages, &pot);
    }
    return 0;
}
