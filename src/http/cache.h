/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages kept as they were sent, by address and query, so that showing one again costs a look-up.
 *
 * Belongs to the loop's thread. What the server queues (a prepared response per coding) is opaque here. */
#pragma once

#include "http/compress.h"
#include <stdint.h>

typedef struct Page Page;
struct Page {
    /* how it was made and how long it holds */
    uint64_t tables[2], generation; /* good while the sum of these tables' change counters is this */
    int64_t made_at_s;              /* env time */
    bool is_for_ever;               /* an asset */

    const char *content_type, *cache_control, *language; /* static; language may be NULL */
    const char *log_path;                                /* lives as long as the page; see log.h */
    bool is_apart, is_secure;
    char etag[40]; /* without quotes and coding */
    struct {
        const unsigned char *bytes; /* belong to `full`, or to the asset; NULL: not made, or does not pay */
        size_t n;
        bool is_tried;
        void *full, *not_modified; /* the server's prepared responses, or NULL */
    } coding[N_CODINGS];

    /* the cache's own */
    char *key;
    size_t n_key, n_charged;
    uint64_t hash;
    Page *bucket_next, *newer, *older;
};

typedef struct Cache Cache;

/* At most max_bytes of pages; release frees a prepared response. Aborts without memory. */
Cache *cache_make(size_t max_bytes, void (*release)(void *response));
void cache_free(Cache **cache); /* accepts NULL in it */

/* NULL if there is none; otherwise it is now the most recently used. Never allocates. */
Page *cache_find(Cache *cache, const char *key, size_t n);

/* An empty page under this key (replacing another), or NULL without memory. log_path is copied. */
Page *cache_put(Cache *cache, const char *key, size_t n, const char *log_path);

/* The page holds n more bytes; forgets the least recently used others until all fit. */
void cache_charge(Cache *cache, Page *page, size_t n);
void cache_drop(Cache *cache, Page *page);
size_t cache_bytes(const Cache *cache);

/* A hash that is quick on pages; not for adversaries who gain by a collision. */
uint64_t hash_bytes(const void *bytes, size_t n);
void hash_text(const void *bytes, size_t n, char out[static 17]); /* in hex */
