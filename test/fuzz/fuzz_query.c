/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any query or body of the form a=1&b=2: taken apart or refused, and the pieces are no longer than what was
 * sent. */
#include "http/urlencoded.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena};
    FormInput input = {0};
    bool is_good = urlencoded_parse(&cx, (const char *)data, size, &input);
    size_t n = 0;
    for (size_t i = 0; i < input.n_entries; i++)
        n += strlen(input.entries[i].name) + strlen(input.entries[i].value);
    if (n > size || input.n_entries > FORM_MAX_ENTRIES || (is_good && memchr(data, '\0', size)))
        abort();
    arena_free(&arena);
    return 0;
}
