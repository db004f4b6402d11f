/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See disclosure.h. The kernel is computed modulo a prime and each of its vectors checked with whole numbers.
 */
#include "stats/disclosure.h"

#include <string.h>

enum {
    PAIRED_MAX = 24 /* kernels up to this dimension: sums and differences of two vectors are tried as well */
};

static const uint64_t prime = ((uint64_t)1 << 61) - 1;

struct Disclosure {
    Arena *arena;
    size_t n_atoms, n_values;
    const int64_t *counts;
    const int64_t *totals; /* of each atom */
    int64_t least;
    size_t n_tables, room;
    unsigned char **tables; /* published, in their order; 0 for atoms without people */
};

/* ---- arithmetic modulo the prime ---- */

static uint64_t product(uint64_t a, uint64_t b)
{
    unsigned __int128 whole = (unsigned __int128)a * b;
    uint64_t sum = (uint64_t)(whole & prime) + (uint64_t)(whole >> 61);
    return sum >= prime ? sum - prime : sum;
}

static uint64_t inverse(uint64_t a) /* a^(p-2), Fermat */
{
    uint64_t result = 1;
    for (uint64_t e = prime - 2; e; e >>= 1) {
        if (e & 1)
            result = product(result, a);
        a = product(a, a);
    }
    return result;
}

/* row -= factor · other */
static void subtract(uint64_t *row, const uint64_t *other, uint64_t factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (other[i]) {
            uint64_t less = product(factor, other[i]);
            row[i] = row[i] >= less ? row[i] - less : row[i] + (prime - less);
        }
}

/* Reduced echelon form; returns the rank. pivot[column]: its row + 1, or 0. */
static size_t eliminate(uint64_t **rows, size_t n_rows, size_t n, size_t *pivot)
{
    size_t rank = 0;
    for (size_t column = 0; column < n && rank < n_rows; column++) {
        size_t found = rank;
        while (found < n_rows && rows[found][column] == 0)
            found++;
        if (found == n_rows)
            continue;
        uint64_t *row = rows[found], scale = inverse(row[column]);
        rows[found] = rows[rank];
        rows[rank] = row;
        for (size_t i = column; i < n; i++)
            row[i] = row[i] ? product(row[i], scale) : 0;
        for (size_t i = 0; i < n_rows; i++)
            if (i != rank && rows[i][column])
                subtract(rows[i], row, rows[i][column], n);
        pivot[column] = ++rank;
    }
    return rank;
}

/* ---- exchanges that change nothing published ---- */

typedef struct Exchanges {
    size_t n;
    int **at; /* whole numbers, one for each atom */
} Exchanges;

/* A residue as the small whole number that it stands for; false for others. */
static bool small_number(uint64_t residue, int *ret_number)
{
    enum { LARGEST = 8 };
    if (residue > LARGEST && prime - residue > LARGEST)
        return false;
    *ret_number = residue <= LARGEST ? (int)residue : -(int)(prime - residue);
    return true;
}

static bool changes_nothing_published(const Disclosure *d, const int *k)
{
    for (size_t i = 0; i < d->n_tables; i++) {
        int64_t sum = 0;
        for (size_t a = 0; a < d->n_atoms; a++)
            sum += d->tables[i][a] ? k[a] : 0;
        if (sum != 0)
            return false;
    }
    return true;
}

/* Are there people who can be exchanged so: |k[a]| with the one answer where k is above 0, with the other
 * where it is below? */
static bool is_possible(const Disclosure *d, const int *k)
{
    for (size_t from = 0; from < d->n_values; from++)
        for (size_t to = 0; to < d->n_values; to++) {
            bool fits = from != to;
            for (size_t a = 0; a < d->n_atoms && fits; a++)
                fits = k[a] == 0 || (k[a] > 0 ? d->counts[a * d->n_values + from] >= k[a]
                                              : d->counts[a * d->n_values + to] >= -k[a]);
            if (fits)
                return true;
        }
    return false;
}

/* The kernel's basis: one vector for each atom that is no pivot. */
static Exchanges find_kernel(Disclosure *d)
{
    uint64_t **rows = NEW_ARRAY(d->arena, uint64_t *, d->n_tables + 1);
    size_t *pivot = NEW_ARRAY(d->arena, size_t, d->n_atoms + 1);
    for (size_t i = 0; i < d->n_tables; i++) {
        rows[i] = NEW_ARRAY(d->arena, uint64_t, d->n_atoms);
        for (size_t a = 0; a < d->n_atoms; a++)
            rows[i][a] = d->tables[i][a];
    }
    size_t rank = eliminate(rows, d->n_tables, d->n_atoms, pivot);
    Exchanges kernel = {0, NEW_ARRAY(d->arena, int *, d->n_atoms - rank + 1)};
    for (size_t atom = 0; atom < d->n_atoms; atom++) {
        if (pivot[atom] || d->totals[atom] == 0)
            continue;
        int *k = NEW_ARRAY(d->arena, int, d->n_atoms);
        bool is_small = true;
        k[atom] = 1;
        for (size_t a = 0; a < d->n_atoms; a++)
            if (pivot[a]) {
                uint64_t x = rows[pivot[a] - 1][atom];
                is_small &= small_number(x ? prime - x : 0, &k[a]);
            }
        if (is_small && changes_nothing_published(d, k))
            kernel.at[kernel.n++] = k;
    }
    return kernel;
}

static Exchanges find_exchanges(Disclosure *d)
{
    Exchanges kernel = find_kernel(d);
    size_t n_paired = kernel.n <= PAIRED_MAX ? kernel.n * (kernel.n ? kernel.n - 1 : 0) : 0;
    Exchanges possible = {0, NEW_ARRAY(d->arena, int *, kernel.n + n_paired + 1)};
    for (size_t i = 0; i < kernel.n; i++)
        if (is_possible(d, kernel.at[i]))
            possible.at[possible.n++] = kernel.at[i];
    for (size_t i = 0; n_paired && i < kernel.n; i++)
        for (size_t j = 0; j < i; j++)
            for (int sign = -1; sign <= 1; sign += 2) {
                int *k = NEW_ARRAY(d->arena, int, d->n_atoms);
                for (size_t a = 0; a < d->n_atoms; a++)
                    k[a] = kernel.at[i][a] + sign * kernel.at[j][a];
                if (is_possible(d, k))
                    possible.at[possible.n++] = k;
            }
    return possible;
}

/* ---- what they prove ---- */

/* Does an exchange change what the group answered? */
static bool can_differ(const Disclosure *d, const Exchanges *exchanges, const unsigned char *group)
{
    for (size_t i = 0; i < exchanges->n; i++) {
        int sum = 0;
        for (size_t a = 0; a < d->n_atoms; a++)
            sum += group[a] ? exchanges->at[i][a] : 0;
        if (sum != 0)
            return true;
    }
    return false;
}

/* Tries all groups with fewer than `least` people, adding atoms from `from` on. */
static bool all_small_can_differ(const Disclosure *d, const Exchanges *exchanges, unsigned char *group,
                                 size_t from, int64_t people)
{
    for (size_t a = from; a < d->n_atoms; a++) {
        int64_t now = people + d->totals[a];
        if (d->totals[a] == 0 || now >= d->least)
            continue;
        group[a] = 1;
        bool proven =
            can_differ(d, exchanges, group) && all_small_can_differ(d, exchanges, group, a + 1, now);
        group[a] = 0;
        if (!proven)
            return false;
    }
    return true;
}

static bool all_alike_can_differ(const Disclosure *d, const Exchanges *exchanges, unsigned char *group)
{
    for (size_t a = 0; a < d->n_atoms; a++) {
        bool is_alike = false;
        for (size_t v = 0; v < d->n_values; v++)
            is_alike |= d->totals[a] > 0 && d->counts[a * d->n_values + v] == d->totals[a];
        if (!is_alike)
            continue;
        group[a] = 1;
        bool proven = can_differ(d, exchanges, group);
        group[a] = 0;
        if (!proven)
            return false;
    }
    return true;
}

static DisclosureVerdict judge(Disclosure *d)
{
    Exchanges exchanges = find_exchanges(d);
    unsigned char *group = NEW_ARRAY(d->arena, unsigned char, d->n_atoms + 1);
    if (!all_small_can_differ(d, &exchanges, group, 0, 0))
        return DISCLOSURE_SMALL;
    return all_alike_can_differ(d, &exchanges, group) ? DISCLOSURE_SAFE : DISCLOSURE_ALIKE;
}

/* ---- publishing ---- */

Disclosure *disclosure_begin(Arena *arena, size_t n_atoms, size_t n_values, const int64_t *counts,
                             int64_t least)
{
    Disclosure *d = NEW(arena, Disclosure);
    int64_t *totals = NEW_ARRAY(arena, int64_t, n_atoms + 1);
    for (size_t i = 0; i < n_atoms * n_values; i++)
        totals[i / n_values] += counts[i];
    *d = (Disclosure){
        .arena = arena, .n_atoms = n_atoms, .n_values = n_values, .totals = totals, .least = least};
    d->counts = arena_copy(arena, counts, n_atoms * n_values * sizeof *counts);
    return d;
}

DisclosureVerdict disclosure_publish(Disclosure *d, const unsigned char *group)
{
    unsigned char *table = NEW_ARRAY(d->arena, unsigned char, d->n_atoms + 1);
    bool any = false;
    for (size_t a = 0; a < d->n_atoms; a++) {
        table[a] = group[a] && d->totals[a] > 0;
        any |= table[a];
    }
    if (!any)
        return DISCLOSURE_SAFE;
    if (d->n_tables == d->room) {
        unsigned char **tables = NEW_ARRAY(d->arena, unsigned char *, 2 * d->room + 16);
        if (d->n_tables)
            memcpy(tables, d->tables, d->n_tables * sizeof *tables);
        d->tables = tables;
        d->room = 2 * d->room + 16;
    }
    d->tables[d->n_tables++] = table;
    DisclosureVerdict verdict = judge(d);
    if (verdict != DISCLOSURE_SAFE)
        d->n_tables--;
    return verdict;
}
