/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How alike two folded texts are, after PostgreSQL's pg_trgm: each word with two blanks before and one behind
 * it is cut into overlapping triples; the share of triples that both have is the similarity. */
#include "i18n/fold.h"

#include <stdlib.h>

/* The next code point of valid UTF-8. */
static uint32_t next_code(const unsigned char **p)
{
    uint32_t code = *(*p)++;
    if (code < 0x80)
        return code;
    for (code &= code < 0xE0 ? 0x1F : code < 0xF0 ? 0x0F : 0x07; (**p & 0xC0) == 0x80; (*p)++)
        code = code << 6 | (**p & 0x3F);
    return code;
}

static void push(Trigrams *set, uint64_t *window, uint32_t code)
{
    *window = (*window << 21 | code) & UINT64_C(0x7FFFFFFFFFFFFFFF);
    if (set->n < TRIGRAMS_MOST)
        set->at[set->n++] = *window;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void text_trigrams(const char *folded, Trigrams *set)
{
    const uint64_t blanks = (uint64_t)' ' << 21 | ' ';
    const unsigned char *p = (const unsigned char *)folded;
    set->n = 0;
    for (uint64_t window = blanks; *p;) {
        uint32_t code = next_code(&p);
        push(set, &window, code);
        if (code != ' ' && *p == '\0')
            push(set, &window, ' ');
        if (code == ' ')
            window = blanks;
    }
    qsort(set->at, set->n, sizeof *set->at, by_value);
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++)
        if (n == 0 || set->at[n - 1] != set->at[i])
            set->at[n++] = set->at[i];
    set->n = n;
}

double trigram_similarity(const char *folded_a, const char *folded_b)
{
    Trigrams a, b;
    text_trigrams(folded_a, &a);
    text_trigrams(folded_b, &b);
    size_t common = 0;
    for (size_t i = 0, j = 0; i < a.n && j < b.n;) {
        common += a.at[i] == b.at[j];
        bool step_a = a.at[i] <= b.at[j], step_b = b.at[j] <= a.at[i];
        i += step_a;
        j += step_b;
    }
    size_t all = a.n + b.n - common;
    return all ? (double)common / (double)all : 0;
}
