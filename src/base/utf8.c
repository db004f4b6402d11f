/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See utf8.h. The table is RFC 3629's grammar: what may stand second after each lead byte. */
#include "base/utf8.h"

static const struct {
    unsigned char first_low, first_high, second_low, second_high, length;
} forms[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

/* Bytes of the character at `at`, 0 if there is none. */
static size_t sequence_length(const unsigned char *at, size_t n)
{
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
        if (at[0] < forms[i].first_low || at[0] > forms[i].first_high)
            continue;
        if (n < forms[i].length || at[1] < forms[i].second_low || at[1] > forms[i].second_high)
            return 0;
        for (size_t k = 2; k < forms[i].length; k++)
            if ((at[k] & 0xc0) != 0x80)
                return 0;
        return forms[i].length;
    }
    return 0;
}

bool utf8_valid(const char *bytes, size_t n)
{
    const unsigned char *at = (const unsigned char *)bytes;
    while (n > 0) {
        size_t length = at[0] < 0x80 ? 1 : sequence_length(at, n);
        if (length == 0)
            return false;
        at += length;
        n -= length;
    }
    return true;
}

size_t utf8_cut(const char *text, size_t most)
{
    size_t n = 0;
    for (size_t characters = 0; text[n]; n++)
        if ((text[n] & 0xC0) != 0x80 && characters++ == most)
            break;
    return n;
}

size_t utf8_length(const char *text)
{
    size_t characters = 0;
    for (; *text; text++)
        characters += (*text & 0xC0) != 0x80;
    return characters;
}
