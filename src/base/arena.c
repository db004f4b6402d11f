/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Chunked bump allocation; see arena.h. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CHUNK = 8 << 10, CHUNK_MAX = 1 << 20, KEPT_MAX = 256 << 10 };

struct ArenaChunk {
    ArenaChunk *older;
    size_t size; /* of data[] */
    _Alignas(max_align_t) unsigned char data[];
};

Arena arena_make(size_t cap)
{
    return (Arena){.cap = cap ? cap : ARENA_DEFAULT_CAP};
}

void arena_free(Arena *arena)
{
    for (ArenaChunk *c = arena->newest, *older; c; c = older) {
        older = c->older;
        free(c);
    }
    *arena = (Arena){.cap = arena->cap};
}

void arena_reset(Arena *arena)
{
    ArenaChunk *kept = NULL;
    for (ArenaChunk *c = arena->newest, *older; c; c = older) {
        older = c->older;
        if (c->size <= KEPT_MAX && (!kept || c->size > kept->size)) {
            free(kept);
            kept = c;
        } else {
            free(c);
        }
    }
    *arena = (Arena){.cap = arena->cap};
    if (!kept)
        return;
    kept->older = NULL;
    arena->newest = kept;
    arena->next = kept->data;
    arena->end = kept->data + kept->size;
    arena->used = kept->size;
}

static _Noreturn void out_of_memory(size_t size, size_t used)
{
    fprintf(stderr, "vereint: out of memory: %zu bytes wanted, %zu in use by this request\n", size, used);
    abort();
}

static void add_chunk(Arena *arena, size_t at_least)
{
    size_t size = arena->newest ? arena->newest->size * 2 : FIRST_CHUNK;
    if (size > CHUNK_MAX)
        size = CHUNK_MAX;
    if (size < at_least)
        size = at_least;
    if (size > arena->cap || arena->used > arena->cap - size)
        out_of_memory(size, arena->used);
    ArenaChunk *c = malloc(sizeof *c + size);
    if (!c)
        out_of_memory(size, arena->used);
    c->older = arena->newest;
    c->size = size;
    arena->newest = c;
    arena->next = c->data;
    arena->end = c->data + size;
    arena->used += size;
}

static void *take(Arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX - 2 * align)
        out_of_memory(size, arena->used);
    size_t rounded = (size + align) & ~(align - 1); /* at least one byte more, so size 0 is unique too */
    if ((size_t)(arena->end - arena->next) < rounded)
        add_chunk(arena, rounded);
    void *p = arena->next;
    arena->next += rounded;
    return p;
}

void *arena_room(Arena *arena, size_t size)
{
    return take(arena, size);
}

void *arena_alloc(Arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

void *arena_alloc_array(Arena *arena, size_t n, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(n, size, &total))
        out_of_memory(SIZE_MAX, arena->used);
    return arena_alloc(arena, total);
}

void *arena_copy(Arena *arena, const void *bytes, size_t size)
{
    void *p = take(arena, size);
    if (size)
        memcpy(p, bytes, size);
    return p;
}

char *arena_text_n(Arena *arena, const char *text, size_t n)
{
    size_t length = strnlen(text, n);
    char *p = take(arena, length + 1);
    memcpy(p, text, length);
    p[length] = '\0';
    return p;
}

char *arena_text(Arena *arena, const char *text)
{
    return arena_copy(arena, text, strlen(text) + 1);
}

char *arena_printf(Arena *arena, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    unsigned char *here = arena->next;
    int n = vsnprintf((char *)here, (size_t)(arena->end - here), fmt, args); /* mostly there is room for it */
    va_end(args);
    assert(n >= 0);
    char *p = take(arena, (size_t)n + 1);
    if ((unsigned char *)p != here)
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p;
}
