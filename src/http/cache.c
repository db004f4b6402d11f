/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See cache.h. A hash table of lists, and one list by last use. */
#include "http/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096 };

struct Cache {
    size_t max_bytes, bytes;
    void (*release)(void *response);
    Page *newest, *oldest;
    Page *buckets[BUCKETS];
};

static inline uint64_t mix(uint64_t h, uint64_t word)
{
    h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
    return h ^ h >> 32;
}

uint64_t hash_bytes(const void *bytes, size_t n)
{
    const unsigned char *at = bytes;
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15) ^ n, word;
    /* Four chains that don't wait for each other: a multiplication takes longer to end than to begin. */
    uint64_t chains[4] = {h, ~h, h << 1, h >> 1}, words[4];
    if (n >= 2 * sizeof words) {
        for (; n >= sizeof words; at += sizeof words, n -= sizeof words) {
            memcpy(words, at, sizeof words);
            chains[0] = mix(chains[0], words[0]);
            chains[1] = mix(chains[1], words[1]);
            chains[2] = mix(chains[2], words[2]);
            chains[3] = mix(chains[3], words[3]);
        }
        for (int i = 0; i < 4; i++)
            h = (h ^ chains[i]) * UINT64_C(0xc4ceb9fe1a85ec53) + (h >> 29);
    }
    for (; n >= sizeof word; at += sizeof word, n -= sizeof word) {
        memcpy(&word, at, sizeof word);
        h = mix(h, word);
    }
    word = 0;
    memcpy(&word, at, n);
    h = (h ^ word) * UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ h >> 29;
}

Cache *cache_make(size_t max_bytes, void (*release)(void *response))
{
    Cache *cache = calloc(1, sizeof *cache);
    if (!cache) {
        fprintf(stderr, "vereint: out of memory\n");
        abort();
    }
    cache->max_bytes = max_bytes;
    cache->release = release;
    return cache;
}

void cache_free(Cache **cache)
{
    if (!*cache)
        return;
    while ((*cache)->newest)
        cache_drop(*cache, (*cache)->newest);
    free(*cache);
    *cache = NULL;
}

static void unlink_by_use(Cache *cache, Page *page)
{
    *(page->newer ? &page->newer->older : &cache->newest) = page->older;
    *(page->older ? &page->older->newer : &cache->oldest) = page->newer;
}

static void link_newest(Cache *cache, Page *page)
{
    page->newer = NULL;
    page->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = page;
    cache->newest = page;
}

Page *cache_find(Cache *cache, const char *key, size_t n)
{
    uint64_t hash = hash_bytes(key, n);
    for (Page *page = cache->buckets[hash % BUCKETS]; page; page = page->bucket_next) {
        if (page->hash != hash || page->n_key != n || memcmp(page->key, key, n) != 0)
            continue;
        if (cache->newest != page) {
            unlink_by_use(cache, page);
            link_newest(cache, page);
        }
        return page;
    }
    return NULL;
}

Page *cache_put(Cache *cache, const char *key, size_t n, const char *log_path)
{
    Page *page = cache_find(cache, key, n);
    if (page)
        cache_drop(cache, page);
    size_t n_path = strlen(log_path) + 1;
    page = calloc(1, sizeof *page + n + n_path);
    if (!page)
        return NULL;
    page->key = memcpy((char *)(page + 1), key, n);
    page->n_key = n;
    page->log_path = memcpy(page->key + n, log_path, n_path);
    page->hash = hash_bytes(key, n);
    page->bucket_next = cache->buckets[page->hash % BUCKETS];
    cache->buckets[page->hash % BUCKETS] = page;
    link_newest(cache, page);
    cache_charge(cache, page, sizeof *page + n + n_path);
    return page;
}

void cache_charge(Cache *cache, Page *page, size_t n)
{
    page->n_charged += n;
    cache->bytes += n;
    while (cache->bytes > cache->max_bytes && cache->oldest != cache->newest) {
        Page *victim = cache->oldest == page ? page->newer : cache->oldest;
        cache_drop(cache, victim);
    }
}

void cache_drop(Cache *cache, Page *page)
{
    Page **place = &cache->buckets[page->hash % BUCKETS];
    while (*place != page)
        place = &(*place)->bucket_next;
    *place = page->bucket_next;
    unlink_by_use(cache, page);
    cache->bytes -= page->n_charged;
    for (Coding c = 0; c < N_CODINGS; c++) {
        if (page->coding[c].full)
            cache->release(page->coding[c].full);
        if (page->coding[c].not_modified)
            cache->release(page->coding[c].not_modified);
    }
    free(page);
}

size_t cache_bytes(const Cache *cache)
{
    return cache->bytes;
}
