/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which lines and entries are one association: rules 2 to 4 of association_import.h.
 *
 * A node is a register number ("" = none) together with a name key. Each item stands for one node per name;
 * nodes are joined to groups (union by smallest), then the groups are gone through in an order that depends
 * on what they hold and not on where it stood. */
#include "association/import_parts.h"

#include "association/name_index.h"

#include <stdlib.h>
#include <string.h>

typedef struct Node {
    const char *number, *key;
    size_t key_id; /* equal keys have equal ids */
    size_t parent; /* union-find */
} Node;

typedef struct Match {
    Arena *arena;
    const MatchItems *items;
    Node *nodes; /* sorted by key, then number; nodes of a key stand together */
    size_t n_nodes, n_keys;
    size_t *key_first; /* by key id: its first node; one more at the end */
    NameIndex *names;  /* by key id */
    MatchResult result;
    size_t *group_of_node;
} Match;

static int by_key(const void *x, const void *y)
{
    const Node *a = x, *b = y;
    int order = strcmp(a->key, b->key);
    return order ? order : strcmp(a->number, b->number);
}

static size_t root_of(Match *m, size_t node)
{
    while (m->nodes[node].parent != node)
        node = m->nodes[node].parent = m->nodes[m->nodes[node].parent].parent;
    return node;
}

static void join(Match *m, size_t a, size_t b)
{
    a = root_of(m, a), b = root_of(m, b);
    m->nodes[a > b ? a : b].parent = a < b ? a : b;
}

static size_t node_of(const Match *m, const char *number, const char *key)
{
    const Node *found =
        bsearch(&(Node){.number = number, .key = key}, m->nodes, m->n_nodes, sizeof *m->nodes, by_key);
    return found ? (size_t)(found - m->nodes) : SIZE_MAX;
}

static void make_nodes(Match *m)
{
    size_t most = 0;
    for (size_t i = 0; i < m->items->n; i++)
        most += m->items->at[i].n_keys;
    m->nodes = NEW_ARRAY(m->arena, Node, most + 1);
    for (size_t i = 0; i < m->items->n; i++)
        for (size_t k = 0; k < m->items->at[i].n_keys; k++)
            m->nodes[m->n_nodes++] = (Node){.number = m->items->at[i].number, .key = m->items->at[i].keys[k]};
    qsort(m->nodes, m->n_nodes, sizeof *m->nodes, by_key);
    size_t n = 0;
    m->key_first = NEW_ARRAY(m->arena, size_t, m->n_nodes + 1);
    for (size_t i = 0; i < m->n_nodes; i++) {
        if (n > 0 && by_key(&m->nodes[n - 1], &m->nodes[i]) == 0)
            continue;
        Node node = m->nodes[i];
        if (n == 0 || strcmp(m->nodes[n - 1].key, node.key) != 0)
            m->key_first[m->n_keys++] = n;
        node.key_id = m->n_keys - 1;
        node.parent = n;
        m->nodes[n++] = node;
    }
    m->n_nodes = n;
    m->key_first[m->n_keys] = n;
    m->names = name_index_make(m->arena);
    for (size_t key = 0; key < m->n_keys; key++)
        name_index_add(m->names, m->nodes[m->key_first[key]].key, key);
}

/* The names of one item are one association, whatever they look like. */
static void join_names_of_items(Match *m)
{
    for (size_t i = 0; i < m->items->n; i++) {
        const MatchItem *item = &m->items->at[i];
        for (size_t k = 1; k < item->n_keys; k++)
            join(m, node_of(m, item->number, item->keys[0]), node_of(m, item->number, item->keys[k]));
    }
}

/* Rule 2. */
static void join_same_numbers(Match *m)
{
    for (size_t key = 0; key < m->n_keys; key++) {
        NameMatches near = {0};
        for (size_t i = m->key_first[key]; i < m->key_first[key + 1]; i++) {
            if (*m->nodes[i].number == '\0')
                continue;
            if (!near.at)
                near = name_index_find(m->names, m->nodes[i].key, IMPORT_SAME_AT_ALL);
            for (size_t k = 0; k < near.n; k++) {
                size_t other = node_of(m, m->nodes[i].number, m->nodes[m->key_first[near.at[k].number]].key);
                if (other != SIZE_MAX)
                    join(m, i, other);
            }
        }
    }
}

/* What rule 3 wants to know of a group without number: the one group with a number that shares a name. */
typedef struct Bond {
    size_t with; /* root of that group; SIZE_MAX = none yet */
    bool several, holds_entry;
} Bond;

static void note_entries(Match *m, Bond *bonds)
{
    for (size_t i = 0; i < m->items->n; i++) {
        const MatchItem *item = &m->items->at[i];
        if (item->entry)
            bonds[root_of(m, node_of(m, item->number, item->keys[0]))].holds_entry = true;
    }
}

/* Rule 3: seen for all groups first, joined afterwards, so that no order matters. Two entries of the register
 * are never joined by their names alone. */
static void join_same_names(Match *m)
{
    Bond *bonds = NEW_ARRAY(m->arena, Bond, m->n_nodes);
    for (size_t i = 0; i < m->n_nodes; i++)
        bonds[i].with = SIZE_MAX;
    note_entries(m, bonds);
    for (size_t i = 0; i < m->n_nodes; i++) {
        if (*m->nodes[i].number)
            continue;
        Bond *bond = &bonds[root_of(m, i)];
        for (size_t k = m->key_first[m->nodes[i].key_id]; k < m->key_first[m->nodes[i].key_id + 1]; k++) {
            size_t other = root_of(m, k);
            if (*m->nodes[k].number && bond->with != other) {
                bond->several |= bond->with != SIZE_MAX;
                bond->with = other;
            }
        }
    }
    for (size_t i = 0; i < m->n_nodes; i++) {
        const Bond *bond = &bonds[i];
        if (bond->with != SIZE_MAX && !bond->several && !(bond->holds_entry && bonds[bond->with].holds_entry))
            join(m, i, bond->with);
    }
}

/* ---- groups ---- */

static void count_members(Match *m)
{
    MatchResult *r = &m->result;
    r->group_of = NEW_ARRAY(m->arena, size_t, m->items->n);
    r->groups = NEW_ARRAY(m->arena, MatchGroup, m->n_nodes);
    m->group_of_node = NEW_ARRAY(m->arena, size_t, m->n_nodes);
    for (size_t i = 0; i < m->n_nodes; i++) { /* a root stands before what it is the root of */
        size_t root = root_of(m, i);
        if (root == i) {
            m->group_of_node[i] = r->n_groups++;
            r->groups[m->group_of_node[i]] = (MatchGroup){.number = "", .key = m->nodes[i].key};
        }
        m->group_of_node[i] = m->group_of_node[root];
        if (*m->nodes[i].number)
            r->groups[m->group_of_node[i]].number = m->nodes[i].number;
    }
    for (size_t i = 0; i < m->items->n; i++) {
        const MatchItem *item = &m->items->at[i];
        r->group_of[i] = m->group_of_node[node_of(m, item->number, item->keys[0])];
        MatchGroup *group = &r->groups[r->group_of[i]];
        group->n_members++;
        if (item->entry && group->n_entries++ == 0)
            group->entry = item->entry;
    }
}

static void list_members(Match *m)
{
    MatchResult *r = &m->result;
    for (size_t i = 0; i < r->n_groups; i++) {
        r->groups[i].members = NEW_ARRAY(m->arena, size_t, r->groups[i].n_members);
        r->groups[i].n_members = 0;
    }
    for (size_t i = 0; i < m->items->n; i++) {
        MatchGroup *group = &r->groups[r->group_of[i]];
        group->members[group->n_members++] = i;
    }
}

/* ---- doubts ---- */

static int likelier(const void *x, const void *y)
{
    const MatchCandidate *a = x, *b = y;
    if (a->similarity != b->similarity)
        return a->similarity < b->similarity ? 1 : -1;
    return a->group != b->group ? (a->group > b->group) - (a->group < b->group)
                                : (a->entry > b->entry) - (a->entry < b->entry);
}

/* Keeps the IMPORT_CANDIDATES likeliest. */
static void add_candidate(MatchGroup *group, MatchCandidate candidate)
{
    for (size_t i = 0; i < group->n_candidates; i++)
        if (group->candidates[i].group == candidate.group && group->candidates[i].entry == candidate.entry) {
            if (group->candidates[i].similarity < candidate.similarity)
                group->candidates[i].similarity = candidate.similarity;
            return;
        }
    MatchCandidate all[IMPORT_CANDIDATES + 1];
    size_t n = group->n_candidates;
    memcpy(all, group->candidates, sizeof group->candidates);
    all[n++] = candidate;
    qsort(all, n, sizeof *all, likelier);
    group->n_candidates = n < IMPORT_CANDIDATES ? n : IMPORT_CANDIDATES;
    memcpy(group->candidates, all, sizeof group->candidates);
}

static bool alike(const MatchGroup *a, const MatchGroup *b, double similarity)
{
    return similarity >= (*a->number && *b->number ? NAMES_ALIKE_DESPITE_NUMBERS : NAMES_ALIKE);
}

/* Accepted groups that a name of this one resembles. */
static void find_alike(Match *m, size_t group, size_t key)
{
    MatchResult *r = &m->result;
    NameMatches near = name_index_find(m->names, m->nodes[m->key_first[key]].key, NAMES_ALIKE);
    for (size_t k = 0; k < near.n; k++)
        for (size_t i = m->key_first[near.at[k].number]; i < m->key_first[near.at[k].number + 1]; i++) {
            size_t other = m->group_of_node[i];
            if (other != group && r->groups[other].accepted &&
                alike(&r->groups[group], &r->groups[other], near.at[k].similarity))
                add_candidate(&r->groups[group],
                              (MatchCandidate){other, r->groups[other].entry, near.at[k].similarity});
        }
}

typedef struct Ranked {
    const MatchGroup *group;
    size_t index;
} Ranked;

static int by_rank(const void *x, const void *y)
{
    const MatchGroup *a = ((const Ranked *)x)->group, *b = ((const Ranked *)y)->group;
    if ((a->n_entries > 0) != (b->n_entries > 0))
        return a->n_entries > 0 ? -1 : 1;
    if ((*a->number != '\0') != (*b->number != '\0'))
        return *a->number ? -1 : 1;
    if (a->n_members != b->n_members)
        return a->n_members < b->n_members ? 1 : -1;
    int order = strcmp(a->key, b->key);
    return order ? order : strcmp(a->number, b->number);
}

/* An accepted group with the same number: names too different for rule 2. */
static void find_same_number(Match *m, size_t group, const Ranked *ranked, size_t n_before)
{
    MatchGroup *g = &m->result.groups[group];
    for (size_t i = 0; i < n_before && *g->number; i++) {
        const MatchGroup *other = ranked[i].group;
        if (other->accepted && strcmp(other->number, g->number) == 0) {
            add_candidate(g, (MatchCandidate){ranked[i].index, other->entry, 1});
            g->doubt = GROUP_SAME_NUMBER;
        }
    }
}

static void judge(Match *m, size_t group, const Ranked *ranked, size_t n_before)
{
    MatchGroup *g = &m->result.groups[group];
    if (g->n_entries > 1) {
        g->doubt = GROUP_TWICE;
        for (size_t i = 0; i < g->n_members; i++)
            if (m->items->at[g->members[i]].entry)
                add_candidate(g, (MatchCandidate){group, m->items->at[g->members[i]].entry, 1});
    }
    if (g->n_entries == 0) {
        for (size_t i = 0; i < m->n_nodes; i++)
            if (m->group_of_node[i] == group)
                find_alike(m, group, m->nodes[i].key_id);
        find_same_number(m, group, ranked, n_before);
    }
    /* What the register holds is there to be compared with, even when it is held twice. */
    g->accepted = g->n_entries > 0 || g->n_candidates == 0;
}

/* Rule 4. */
static void judge_all(Match *m)
{
    MatchResult *r = &m->result;
    Ranked *ranked = NEW_ARRAY(m->arena, Ranked, r->n_groups);
    for (size_t i = 0; i < r->n_groups; i++)
        ranked[i] = (Ranked){&r->groups[i], i};
    if (r->n_groups > 0)
        qsort(ranked, r->n_groups, sizeof *ranked, by_rank);
    for (size_t i = 0; i < r->n_groups; i++)
        judge(m, ranked[i].index, ranked, i);
}

MatchResult match_items(Arena *arena, const MatchItems *items)
{
    Match m = {.arena = arena, .items = items};
    if (items->n == 0)
        return m.result;
    make_nodes(&m);
    join_names_of_items(&m);
    join_same_numbers(&m);
    join_same_names(&m);
    count_members(&m);
    list_members(&m);
    judge_all(&m);
    return m.result;
}
