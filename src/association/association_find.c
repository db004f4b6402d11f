/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See association_find.h. */
#include "association/association_find.h"

#include "association/name_index.h"
#include "i18n/fold.h"
#include "i18n/format.h"

#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b, void *lang)
{
    const AssociationList *x = a, *y = b;
    int order = text_collate(*(Lang *)lang, x->name, y->name);
    return order ? order : (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

static const Err *all_found(Cx *cx, const AssociationFilter *f, AssociationListRows *ret_rows)
{
    Date today = local_today(cx);
    AssociationListRows rows;
    TRY(q_association_list(cx, cx->programme, f->published_only, f->district.v ? &f->district : NULL,
                           f->lang ? f->lang : "", f->state == ASSOCIATION_ACTIVE ? &today : NULL,
                           f->state == ASSOCIATION_ENDED ? &today : NULL, &rows));
    const char *words = text_fold(cx->arena, f->words ? f->words : "");
    /* Words of punctuation alone fold to nothing, and nothing is what they find. */
    bool impossible = *words == '\0' && f->words && f->words[strspn(f->words, " ")] != '\0';
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (!impossible && text_has_words(rows.at[i].search_text, words))
            rows.at[n++] = rows.at[i];
    rows.n = n;
    if (n > 0)
        qsort_r(rows.at, n, sizeof *rows.at, by_name, &cx->lang);
    *ret_rows = rows;
    return NULL;
}

const Err *association_find(Cx *cx, const AssociationFilter *filter, AssociationFound *ret_found)
{
    AssociationListRows rows;
    TRY(all_found(cx, filter, &rows));
    int pages = (int)((rows.n + ASSOCIATIONS_PER_PAGE - 1) / ASSOCIATIONS_PER_PAGE);
    pages = pages ? pages : 1;
    int page = filter->page < 1 ? 1 : filter->page > pages ? pages : filter->page;
    size_t first = (size_t)(page - 1) * ASSOCIATIONS_PER_PAGE, left = rows.n - first;
    *ret_found = (AssociationFound){.n = left < ASSOCIATIONS_PER_PAGE ? left : ASSOCIATIONS_PER_PAGE,
                                    .at = rows.at + first,
                                    .total = rows.n,
                                    .page = page,
                                    .pages = pages};
    return NULL;
}

const Err *association_choices(Cx *cx, bool published_only, AssociationFound *ret_found)
{
    AssociationListRows rows;
    TRY(all_found(cx, &(AssociationFilter){.published_only = published_only}, &rows));
    *ret_found = (AssociationFound){.n = rows.n, .at = rows.at, .total = rows.n, .page = 1, .pages = 1};
    return NULL;
}

/* ---- twins ---- */

static bool alike(const AssociationNames *a, const AssociationNames *b, double similarity)
{
    bool both_numbered = *a->register_number && *b->register_number;
    return similarity >= (both_numbered ? NAMES_ALIKE_DESPITE_NUMBERS : NAMES_ALIKE);
}

static bool same_number(const AssociationNames *a, const AssociationNames *b)
{
    return *a->register_number && strcmp(a->register_number, b->register_number) == 0;
}

static int likeliest_first(const void *x, const void *y)
{
    const AssociationTwin *a = x, *b = y;
    if (a->same_number != b->same_number)
        return a->same_number ? -1 : 1;
    if (a->similarity != b->similarity)
        return a->similarity < b->similarity ? 1 : -1;
    return a->a.v != b->a.v ? (a->a.v > b->a.v) - (a->a.v < b->a.v) : (a->b.v > b->b.v) - (a->b.v < b->b.v);
}

typedef struct TwinSearch {
    Cx *cx;
    const AssociationNamesRows *names;
    NameIndex *index; /* by row of names */
    AssociationTwins found;
    size_t room;
} TwinSearch;

static void add_twin(TwinSearch *s, const AssociationNames *a, const AssociationNames *b, double similarity)
{
    for (size_t i = 0; i < s->found.n; i++) /* another pair of names of the same two */
        if (s->found.at[i].a.v == a->id.v && s->found.at[i].b.v == b->id.v)
            return;
    if (s->found.n == s->room) {
        AssociationTwin *at = NEW_ARRAY(s->cx->arena, AssociationTwin, s->room * 2 + 16);
        if (s->found.n)
            memcpy(at, s->found.at, s->found.n * sizeof *at);
        s->found.at = at;
        s->room = s->room * 2 + 16;
    }
    s->found.at[s->found.n++] = (AssociationTwin){.a = a->id,
                                                  .b = b->id,
                                                  .a_name = a->name,
                                                  .b_name = b->name,
                                                  .a_number = a->register_number,
                                                  .b_number = b->register_number,
                                                  .same_number = same_number(a, b),
                                                  .similarity = similarity};
}

static bool wanted(AssociationId of, const AssociationNames *a, const AssociationNames *b)
{
    return of.v == 0 || a->id.v == of.v || b->id.v == of.v;
}

/* The present name of the association of a row: the first of its rows. */
static const AssociationNames *present_name(const AssociationNames *row)
{
    while (!row->present)
        row--;
    return row;
}

static void find_alike(TwinSearch *s, AssociationId of)
{
    for (size_t i = 0; i < s->names->n; i++) {
        const AssociationNames *row = &s->names->at[i];
        if (of.v && row->id.v != of.v)
            continue;
        NameMatches near = name_index_find(s->index, text_fold_name(s->cx->arena, row->name), NAMES_ALIKE);
        for (size_t k = 0; k < near.n; k++) {
            const AssociationNames *a = present_name(&s->names->at[near.at[k].number]),
                                   *b = present_name(row);
            bool in_order = a->id.v < b->id.v || (of.v && a->id.v > b->id.v);
            if (in_order && alike(a, b, near.at[k].similarity))
                add_twin(s, a->id.v < b->id.v ? a : b, a->id.v < b->id.v ? b : a, near.at[k].similarity);
        }
    }
}

static int by_number(const void *x, const void *y)
{
    const AssociationNames *a = *(const AssociationNames *const *)x, *b = *(const AssociationNames *const *)y;
    int order = strcmp(a->register_number, b->register_number);
    return order ? order : (a->id.v > b->id.v) - (a->id.v < b->id.v);
}

static void find_same_numbers(TwinSearch *s, AssociationId of)
{
    const AssociationNames **rows = NEW_ARRAY(s->cx->arena, const AssociationNames *, s->names->n);
    size_t n = 0;
    for (size_t i = 0; i < s->names->n; i++)
        if (s->names->at[i].present && *s->names->at[i].register_number)
            rows[n++] = &s->names->at[i];
    if (n > 0)
        qsort(rows, n, sizeof *rows, by_number);
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n && same_number(rows[i], rows[k]); k++)
            if (wanted(of, rows[i], rows[k]))
                add_twin(s, rows[i], rows[k],
                         trigram_similarity(text_fold_name(s->cx->arena, rows[i]->name),
                                            text_fold_name(s->cx->arena, rows[k]->name)));
}

const Err *association_twins(Cx *cx, AssociationId of, AssociationTwins *ret_twins)
{
    AssociationNamesRows names;
    TRY(q_association_names(cx, cx->programme, &names));
    TwinSearch search = {.cx = cx, .names = &names, .index = name_index_make(cx->arena)};
    for (size_t i = 0; i < names.n; i++)
        name_index_add(search.index, text_fold_name(cx->arena, names.at[i].name), i);
    find_same_numbers(&search, of);
    find_alike(&search, of);
    if (search.found.n > 0)
        qsort(search.found.at, search.found.n, sizeof *search.found.at, likeliest_first);
    *ret_twins = search.found;
    return NULL;
}
