/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the three steps of an import hand to each other: rows (import_row.c), groups (import_match.c), and
 * what a group does to an association (import_fold.c). association_import.c puts them together. */
#pragma once

#include "association/association_import.h"

/* A line of the file, tidied. */
typedef struct ImportRow {
    int line;
    const char *refused; /* why; NULL: it is fine */
    Buf notes;           /* what was left out of it */
    Association association;
    bool has_may_publish;
    const char **keys; /* text_fold_name of name and former names */
    size_t n_keys;
} ImportRow;
ROWS(ImportRows, ImportRow);

MUST_USE const Err *import_rows(Cx *cx, const CsvTable *table, const ImportMapping *mapping,
                                ImportRows *ret_rows);

/* An entry of the register or a row, as matching sees it. */
typedef struct MatchItem {
    const char *number; /* "" = none */
    const char **keys;
    size_t n_keys;
    int64_t entry; /* id in the register; 0: a row */
} MatchItem;
ROWS(MatchItems, MatchItem);

enum { GROUP_ALIKE, GROUP_SAME_NUMBER, GROUP_TWICE };

typedef struct MatchCandidate {
    size_t group;
    int64_t entry; /* when the group is the register's: which entry */
    double similarity;
} MatchCandidate;

/* Items that are one association. Members are in the order of the items. */
typedef struct MatchGroup {
    size_t n_members;
    size_t *members;          /* items */
    size_t n_entries;         /* how many of them are the register's; 0, 1, or more when it is held twice */
    int64_t entry;            /* the first of those; 0 = none */
    const char *number, *key; /* key: the smallest, which makes orders independent of the file's */
    bool accepted;
    int doubt; /* when not accepted: GROUP_… */
    size_t n_candidates;
    MatchCandidate candidates[IMPORT_CANDIDATES];
} MatchGroup;

typedef struct MatchResult {
    size_t n_groups;
    MatchGroup *groups;
    size_t *group_of; /* by item */
} MatchResult;

/* Rules 2 to 4 of association_import.h. Does not depend on the order of items but in naming groups. */
MatchResult match_items(Arena *arena, const MatchItems *items);

/* Adds what the row knows and the association lacks (rule 5). True if that changed it; what was added or
 * left goes into `told`, in the reader's language. */
bool import_fold(Cx *cx, Association *association, const ImportRow *row, Buf *told);
