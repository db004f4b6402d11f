/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists of associations: search, filters, pages, and pairs that look like one and the same. */
#pragma once

#include "association/association.h"

typedef enum AssociationState { ASSOCIATION_ACTIVE, ASSOCIATION_ENDED, ASSOCIATION_ANY } AssociationState;

typedef struct AssociationFilter {
    const char *words;   /* each must be part of name, former name, register number or place; NULL = all */
    DistrictId district; /* 0 = all */
    const char *lang;    /* a tag; NULL or "" = all */
    AssociationState state;
    bool published_only;
    int page; /* from 1; beyond the last one means the last */
} AssociationFilter;

enum { ASSOCIATIONS_PER_PAGE = 50 };

typedef struct AssociationFound {
    size_t n; /* on this page */
    AssociationList *at;
    size_t total;
    int page, pages; /* pages is at least 1 */
} AssociationFound;

/* A page of what the filter leaves, in the order of a dictionary of the reader's language. */
MUST_USE const Err *association_find(Cx *cx, const AssociationFilter *filter, AssociationFound *ret_found);

/* Every association's present name, sorted for a select box: published ones only, or all. */
MUST_USE const Err *association_choices(Cx *cx, bool published_only, AssociationFound *ret_found);

/* Names as alike as this are worth a look by a person, when there is no register number in common; when both
 * have a number, and another one, they have to be more alike, since most such pairs are two associations
 * ("Alevitische Gemeinde zu Berlin", "Jüdische Gemeinde zu Berlin"). */
#define NAMES_ALIKE                 0.6
#define NAMES_ALIKE_DESPITE_NUMBERS 0.85

typedef struct AssociationTwin {
    AssociationId a, b; /* a is the elder entry */
    const char *a_name, *b_name;
    const char *a_number, *b_number;
    bool same_number;
    double similarity;
} AssociationTwin;
ROWS(AssociationTwins, AssociationTwin);

/* Pairs with the same register number or names alike, former names included; the likeliest first. `of`: only
 * pairs with this one, or 0 for all. */
MUST_USE const Err *association_twins(Cx *cx, AssociationId of, AssociationTwins *ret_twins);
