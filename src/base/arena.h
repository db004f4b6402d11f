/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Memory that lives as long as one request or command.
 *
 * Everything allocated from an arena is freed together; nobody frees a single piece. An arena belongs to one
 * thread at a time. */
#pragma once

#include "base/macros.h"

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    ArenaChunk *newest;
    unsigned char *next, *end; /* free bytes of the newest chunk */
    size_t used, cap;          /* bytes taken from the system, and how many may be */
} Arena;

#define ARENA_DEFAULT_CAP ((size_t)256 << 20)

/* An empty arena; takes no memory before the first allocation. cap 0 means ARENA_DEFAULT_CAP. */
Arena arena_make(size_t cap);

/* Frees everything. Accepts the zero value, so it serves AUTO(). */
void arena_free(Arena *arena);

/* Forgets everything but keeps some memory, at most 256 KiB, for the next request. */
void arena_reset(Arena *arena);

/* Zeroed memory, aligned for any type. size 0 gives a valid pointer. Never returns NULL: beyond the cap, or
 * without memory, the process ends with a sentence on stderr (limits on input keep this out of reach). */
void *arena_alloc(Arena *arena, size_t size) __attribute__((malloc, alloc_size(2), returns_nonnull));

/* The same, but not zeroed: for bytes that are all written before they are read. */
void *arena_room(Arena *arena, size_t size) __attribute__((malloc, alloc_size(2), returns_nonnull));

/* A copy of size bytes / of a string / of at most n bytes of a string, NUL-terminated. */
void *arena_copy(Arena *arena, const void *bytes, size_t size) __attribute__((returns_nonnull));
char *arena_text(Arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_text_n(Arena *arena, const char *text, size_t n) __attribute__((returns_nonnull));

/* A formatted string. */
char *arena_printf(Arena *arena, const char *fmt, ...) PRINTF(2, 3) __attribute__((returns_nonnull));

#define NEW(arena, T)          ((T *)arena_alloc((arena), sizeof(T)))
#define NEW_ARRAY(arena, T, n) ((T *)arena_alloc_array((arena), (n), sizeof(T)))
void *arena_alloc_array(Arena *arena, size_t n, size_t size) __attribute__((returns_nonnull));
