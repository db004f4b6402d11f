/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The compiled catalogue: what tools/mogen writes and catalogue.c reads. One read-only table for all
 * languages, without pointers, so that it costs neither start-up time nor private memory. */
#pragma once

#include "base/lang.h"

#include <string.h>

typedef struct CatalogueRow {
    uint64_t hash;               /* of the msgid; no two are the same */
    uint32_t msgid;              /* offsets into the text; the plural of the msgid follows its NUL */
    uint32_t text[LANG_COUNT];   /* 0: not translated; plural forms follow one another, NUL after each */
    uint8_t n_forms[LANG_COUNT]; /* of text; 1 for a message without plural */
} CatalogueRow;

typedef struct CatalogueTable {
    const char *text;
    const CatalogueRow *rows;
    const uint16_t *slots; /* hash table, linear probing: number of the row + 1, 0 is free */
    uint32_t n_rows, slot_mask;
} CatalogueTable;

extern const CatalogueTable catalogue_table;

/* Which plural form the language has for n: the Plural-Forms of the PO file, compiled. NULL: English's. */
extern unsigned (*const catalogue_plural[LANG_COUNT])(uint64_t n);

/* Eight bytes at a time; the multiplier is the odd integer next to 2^64 divided by the golden ratio. */
static inline uint64_t message_hash(const char *msgid)
{
    size_t n = strlen(msgid);
    uint64_t h = n;
    for (; n >= 8; n -= 8, msgid += 8) {
        uint64_t word;
        memcpy(&word, msgid, 8);
        h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    uint64_t rest = 0;
    memcpy(&rest, msgid, n);
    h = (h ^ rest) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 32;
}
