/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text as a person means it: folded for search, normalised for storage, compared for sorting. */
#pragma once

#include "base/cx.h"

/* What search compares: lower case, without marks and punctuation, words apart by one space; ß is ss, ä/ae/a
 * are one (so are ö, ü), Turkish ı is i, Arabic alef/hamza/ya/ta marbuta forms are one, harakat and tatweel
 * are gone. "Türkische", "turkische", "Tuerkische" fold alike. Idempotent. Result in the arena. */
const char *text_fold(Arena *arena, const char *text);

/* Stands each of the words in the text? Both folded; a word may stand inside a longer one. */
bool text_has_words(const char *folded, const char *folded_words);

/* The folded name without legal-form words (e. V., eingetragener Verein, gGmbH …): what tells duplicates. */
const char *text_fold_name(Arena *arena, const char *name);

enum { TRIGRAMS_MOST = 512 }; /* longer texts are compared by their beginning */

/* The different trigrams of a folded text in rising order: three code points of 21 bits, never 0. */
typedef struct Trigrams {
    size_t n;
    uint64_t at[TRIGRAMS_MOST];
} Trigrams;
void text_trigrams(const char *folded, Trigrams *ret_trigrams);

/* Share of common trigrams of two folded texts (Jaccard), 0 to 1. */
double trigram_similarity(const char *folded_a, const char *folded_b);

/* Puts what a person typed into shape: NFC, line ends \n, outer white space trimmed, inner runs of blanks
 * kept to one in single-line text. Invisible characters that writing does not need (zero-width spaces, soft
 * hyphens, joiners where no script or emoji joins, tags outside flags) are dropped. NULL if it is not valid
 * UTF-8 or holds control or bidi-control characters (C0 but \n and \t in many-line text, C1, U+202A–202E,
 * U+2066–2069, U+FEFF inside, U+FFF9–FFFB, noncharacters). Idempotent. */
const char *text_clean(Arena *arena, const char *text, size_t n, bool many_lines);

/* Orders like a dictionary of the language. Sign as strcmp. */
int text_collate(Lang lang, const char *a, const char *b);
