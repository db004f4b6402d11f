/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What folding and cleaning promise for any bytes whatever. */
#pragma once

#include "../unit.h"
#include "i18n/fold.h"

#include <string.h>

static inline void keeps_the_promises(Arena *arena, const char *text, size_t n)
{
    const char *fold = text_fold(arena, arena_text_n(arena, text, n));
    assert_string_equal(text_fold(arena, fold), fold);
    for (int many = 0; many <= 1; many++) {
        const char *once = text_clean(arena, text, n, many);
        if (!once)
            continue;
        const char *twice = text_clean(arena, once, strlen(once), many);
        assert_non_null(twice); /* valid UTF-8, NFC, nothing refused: or it would be NULL or changed */
        assert_string_equal(twice, once);
        assert_true(many || !strpbrk(once, "\r\n\t"));
    }
}
