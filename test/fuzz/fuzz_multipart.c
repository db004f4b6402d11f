/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any body with parts; its first line is the Content-Type. Uploads must lie inside the body. */
#include "http/multipart.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const FormInput *input, const char *body, size_t n)
{
    for (size_t i = 0; i < input->n_entries; i++) {
        const FormEntry *entry = &input->entries[i];
        if (!entry->name || (!entry->value && !entry->file_name))
            abort();
        if (entry->bytes && (entry->bytes < body || entry->bytes + entry->n_bytes > body + n))
            abort();
        if (entry->file_name && strpbrk(entry->file_name, "/\\"))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena};
    const char *text = (const char *)data;
    const char *line_end = memchr(text, '\n', size);
    size_t n_type = line_end ? (size_t)(line_end - text) : 0;
    const char *boundary = multipart_boundary(&cx, arena_text_n(&arena, text, n_type));
    if (line_end && boundary) {
        FormInput input = {0};
        multipart_parse(&cx, line_end + 1, size - n_type - 1, boundary, &input);
        check(&input, line_end + 1, size - n_type - 1);
    }
    arena_free(&arena);
    return 0;
}
