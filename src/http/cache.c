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

/* Both halves of the product of two words: every bit of either reaches all others. */
static inline uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Two words a step, in two chains that don't wait for each other: a multiplication takes longer to end than
 * to begin. The factors are odd and without pattern (digits of the golden ratio, and of pi). */
uint64_t hash_bytes(const void *bytes, size_t n)
{
    const uint64_t phi = UINT64_C(0x9e3779b97f4a7c15), pi = UINT64_C(0x243f6a8885a308d3);
    const unsigned char *at = bytes;
    uint64_t h = phi ^ n, other = pi ^ n, words[4];
    for (; n >= sizeof words; at += sizeof words, n -= sizeof words) {
        memcpy(words, at, sizeof words);
        h = mix(words[0] ^ phi, words[1] ^ h);
        other = mix(words[2] ^ pi, words[3] ^ other);
    }
    memset(words, 0, sizeof words);
    memcpy(words, at, n);
    h = mix(words[0] ^ phi, words[1] ^ h);
    other = mix(words[2] ^ pi, words[3] ^ other);
    return mix(h ^ pi, other ^ phi);
}

void hash_text(const void *bytes, size_t n, char out[static 17])
{
    uint64_t hash = hash_bytes(bytes, n);
    for (int i = 0; i < 16; i++)
        out[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    out[16] = '\0';
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
    Page *newer;
    for (Page *victim = cache->oldest; victim && cache->bytes > cache->max_bytes; victim = newer) {
        newer = victim->newer;
        if (victim != page)
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
