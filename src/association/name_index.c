/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See name_index.h: an open-addressed table from trigram to the list of names that have it. */
#include "association/name_index.h"

#include "i18n/fold.h"

#include <stdlib.h>
#include <string.h>

typedef struct Postings {
    uint64_t trigram; /* 0: a free place; no trigram is 0 */
    uint32_t n, room;
    uint32_t *names;
} Postings;

typedef struct IndexedName {
    size_t number;
    uint32_t n_trigrams, common; /* common: with the name looked for; 0 between searches */
    uint32_t found;              /* the same, of the last search that found it */
} IndexedName;

struct NameIndex {
    Arena *arena;
    Postings *table;
    size_t n_table, used; /* n_table is a power of two, less than half used */
    IndexedName *names;
    uint32_t n_names, room;
    uint32_t *touched; /* names with a common trigram, during a search */
    uint32_t touched_room;
};

NameIndex *name_index_make(Arena *arena)
{
    NameIndex *index = NEW(arena, NameIndex);
    *index = (NameIndex){.arena = arena, .n_table = 1024};
    index->table = NEW_ARRAY(arena, Postings, index->n_table);
    return index;
}

static Postings *find_place(Postings *table, size_t n_table, uint64_t trigram)
{
    size_t i = (trigram * UINT64_C(0x9E3779B97F4A7C15)) >> 20 & (n_table - 1);
    while (table[i].trigram && table[i].trigram != trigram)
        i = (i + 1) & (n_table - 1);
    return &table[i];
}

static void grow_table(NameIndex *index)
{
    size_t n = index->n_table * 2;
    Postings *table = NEW_ARRAY(index->arena, Postings, n);
    for (size_t i = 0; i < index->n_table; i++)
        if (index->table[i].trigram)
            *find_place(table, n, index->table[i].trigram) = index->table[i];
    index->table = table;
    index->n_table = n;
}

/* Doubles an array of the arena when it is full. */
static void *with_room(Arena *arena, void *items, uint32_t n, uint32_t *room, size_t size)
{
    if (n < *room)
        return items;
    uint32_t more = *room ? *room * 2 : 4;
    char *grown = arena_alloc_array(arena, more, size);
    if (n > 0)
        memcpy(grown, items, n * size);
    *room = more;
    return grown;
}

void name_index_add(NameIndex *index, const char *folded, size_t number)
{
    Trigrams set;
    text_trigrams(folded, &set);
    index->names = with_room(index->arena, index->names, index->n_names, &index->room, sizeof *index->names);
    uint32_t name = index->n_names++;
    index->names[name] = (IndexedName){.number = number, .n_trigrams = (uint32_t)set.n};
    for (size_t i = 0; i < set.n; i++) {
        if (index->used * 2 >= index->n_table)
            grow_table(index);
        Postings *place = find_place(index->table, index->n_table, set.at[i]);
        index->used += place->trigram == 0;
        place->trigram = set.at[i];
        place->names = with_room(index->arena, place->names, place->n, &place->room, sizeof *place->names);
        place->names[place->n++] = name;
    }
}

static int best_of_number(const void *a, const void *b)
{
    const NameMatch *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->similarity < y->similarity) - (x->similarity > y->similarity);
}

static int best_first(const void *a, const void *b)
{
    const NameMatch *x = a, *y = b;
    if (x->similarity != y->similarity)
        return x->similarity < y->similarity ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

static void keep_best_of_each(NameMatches *matches)
{
    if (matches->n == 0)
        return;
    qsort(matches->at, matches->n, sizeof *matches->at, best_of_number);
    size_t n = 0;
    for (size_t i = 0; i < matches->n; i++)
        if (n == 0 || matches->at[n - 1].number != matches->at[i].number)
            matches->at[n++] = matches->at[i];
    matches->n = n;
    qsort(matches->at, n, sizeof *matches->at, best_first);
}

/* Counts common trigrams; returns how many names have any, listed in index->touched. */
static uint32_t count_common(NameIndex *index, const Trigrams *set)
{
    uint32_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        const Postings *place = find_place(index->table, index->n_table, set->at[i]);
        for (uint32_t k = 0; k < place->n; k++) {
            index->touched =
                with_room(index->arena, index->touched, n, &index->touched_room, sizeof *index->touched);
            if (index->names[place->names[k]].common++ == 0)
                index->touched[n++] = place->names[k];
        }
    }
    return n;
}

NameMatches name_index_find(NameIndex *index, const char *folded, double threshold)
{
    Trigrams set;
    text_trigrams(folded, &set);
    uint32_t n = count_common(index, &set), n_kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        IndexedName *name = &index->names[index->touched[i]];
        uint32_t common = name->common;
        name->common = 0;
        if (common / ((double)set.n + name->n_trigrams - common) >= threshold) {
            name->found = common;
            index->touched[n_kept++] = index->touched[i];
        }
    }
    NameMatches found = {n_kept, NEW_ARRAY(index->arena, NameMatch, n_kept)};
    for (uint32_t i = 0; i < n_kept; i++) {
        const IndexedName *name = &index->names[index->touched[i]];
        found.at[i] =
            (NameMatch){name->number, name->found / ((double)set.n + name->n_trigrams - name->found)};
    }
    keep_best_of_each(&found);
    return found;
}
