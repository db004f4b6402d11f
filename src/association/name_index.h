/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names that resemble a name, without comparing all with all: which entries share its trigrams, counted
 * through lists of entries per trigram. */
#pragma once

#include "base/arena.h"

typedef struct NameIndex NameIndex;

NameIndex *name_index_make(Arena *arena);

/* Adds a folded name under a number of the caller's. One number may have several names. */
void name_index_add(NameIndex *index, const char *folded, size_t number);

typedef struct NameMatch {
    size_t number;
    double similarity; /* trigram_similarity of the number's most similar name */
} NameMatch;
ROWS(NameMatches, NameMatch);

/* All numbers with a name at least `threshold` similar (above 0), the most similar first, then by number.
 * Each number once. In the index's arena. */
NameMatches name_index_find(NameIndex *index, const char *folded, double threshold);
