/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The release auditor against brute force: all populations that fit what is published are made, and what they
 * have in common is what a reader knows. */
#include "../unit.h"
#include "stats/disclosure.h"
#include "stats/random.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LEAST = 5, ATOMS_MAX = 8, VALUES_MAX = 3, TABLES_MAX = 32 };

typedef struct Population {
    size_t n_atoms, n_values;
    int64_t count[ATOMS_MAX * VALUES_MAX], total[ATOMS_MAX];
} Population;

typedef struct Published {
    size_t n;
    unsigned char table[TABLES_MAX][ATOMS_MAX];
} Published;

/* ---- brute force ---- */

typedef struct Reader {
    const Population *truth;
    const Published *published;
    int64_t guess[ATOMS_MAX * VALUES_MAX];
    int64_t seen[1 << ATOMS_MAX][VALUES_MAX]; /* of each group of atoms, in the first population that fits */
    bool any, varies[1 << ATOMS_MAX], never_alike[1 << ATOMS_MAX][VALUES_MAX];
} Reader;

static bool fits(const Reader *r)
{
    for (size_t i = 0; i < r->published->n; i++)
        for (size_t v = 0; v < r->truth->n_values; v++) {
            int64_t sum = 0;
            for (size_t a = 0; a < r->truth->n_atoms; a++)
                if (r->published->table[i][a])
                    sum += r->guess[a * r->truth->n_values + v] - r->truth->count[a * r->truth->n_values + v];
            if (sum != 0)
                return false;
        }
    return true;
}

static void take_in(Reader *r)
{
    for (size_t group = 1; group < (size_t)1 << r->truth->n_atoms; group++) {
        int64_t sum[VALUES_MAX] = {0}, people = 0;
        for (size_t a = 0; a < r->truth->n_atoms; a++)
            if (group >> a & 1)
                for (size_t v = 0; v < r->truth->n_values; v++) {
                    sum[v] += r->guess[a * r->truth->n_values + v];
                    people += r->guess[a * r->truth->n_values + v];
                }
        for (size_t v = 0; v < r->truth->n_values; v++) {
            if (r->any && sum[v] != r->seen[group][v])
                r->varies[group] = true;
            r->seen[group][v] = sum[v];
            if (sum[v] != people)
                r->never_alike[group][v] = true;
        }
    }
    r->any = true;
}

/* All distributions of the people of each atom over the values. */
static void imagine(Reader *r, size_t atom, size_t value, int64_t left)
{
    const Population *p = r->truth;
    if (atom == p->n_atoms) {
        if (fits(r))
            take_in(r);
        return;
    }
    int64_t *here = &r->guess[atom * p->n_values + value];
    if (value + 1 == p->n_values) {
        *here = left;
        imagine(r, atom + 1, 0, atom + 1 < p->n_atoms ? p->total[atom + 1] : 0);
        return;
    }
    for (*here = 0; *here <= left; ++*here) {
        int64_t kept = *here;
        imagine(r, atom, value + 1, left - kept);
        *here = kept;
    }
}

/* The people of a group; -1: what was published does not tell of it. */
static bool reveals(const Population *p, const Published *published)
{
    Reader *r = calloc(1, sizeof *r);
    r->truth = p;
    r->published = published;
    imagine(r, 0, 0, p->total[0]);
    bool found = false;
    for (size_t group = 1; group < (size_t)1 << p->n_atoms && !found; group++) {
        int64_t people = 0;
        for (size_t a = 0; a < p->n_atoms; a++)
            people += group >> a & 1 ? p->total[a] : 0;
        if (people > 0 && people < LEAST && !r->varies[group])
            found = true;
        for (size_t v = 0; v < p->n_values; v++)
            if (people > 0 && !r->never_alike[group][v])
                found = true;
    }
    free(r);
    return found;
}

static Population random_population(StatsRandom *random, size_t n_atoms, size_t n_values, size_t people_max)
{
    Population p = {.n_atoms = n_atoms, .n_values = n_values};
    for (size_t a = 0; a < n_atoms; a++)
        for (size_t n = stats_random_below(random, people_max + 1); n > 0; n--) {
            p.count[a * n_values + stats_random_below(random, n_values)]++;
            p.total[a]++;
        }
    return p;
}

static void publish_at_random(StatsRandom *random, const Population *p, Published *published, int *refused)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Disclosure *d = disclosure_begin(&arena, p->n_atoms, p->n_values, p->count, LEAST);
    for (int i = 0; i < 6; i++) {
        unsigned char group[ATOMS_MAX] = {0};
        for (size_t a = 0; a < p->n_atoms; a++)
            group[a] = stats_random(random) & 1;
        if (disclosure_publish(d, group) == DISCLOSURE_SAFE)
            memcpy(published->table[published->n++], group, sizeof group);
        else
            ++*refused;
    }
}

static void nothing_small_or_alike_is_revealed(void **state)
{
    (void)state;
    StatsRandom random = {5};
    int refused = 0, published_all = 0, revealed = 0;
    for (int i = 0; i < 4000; i++) {
        Population p = random_population(&random, 2 + (size_t)(i % 3), 2 + (size_t)(i & 1), 6);
        Published published = {0};
        publish_at_random(&random, &p, &published, &refused);
        published_all += (int)published.n;
        revealed += reveals(&p, &published);
    }
    print_message("# of 4,000 small populations: %d tables published, %d withheld, %d revealed something\n",
                  published_all, refused, revealed);
    assert_int_equal(revealed, 0);
    assert_true(published_all > 4000);
}

/* ---- three filters ---- */

/* Is the indicator of a group a combination of those of the published tables? By fractions, apart from the
 * auditor. */
static bool is_told(const Published *published, size_t group)
{
    double m[TABLES_MAX + 1][ATOMS_MAX];
    bool used[TABLES_MAX] = {0};
    for (size_t i = 0; i < published->n; i++)
        for (size_t a = 0; a < ATOMS_MAX; a++)
            m[i][a] = published->table[i][a];
    double *left = m[published->n];
    for (size_t a = 0; a < ATOMS_MAX; a++)
        left[a] = (double)(group >> a & 1);
    for (size_t a = 0; a < ATOMS_MAX; a++) {
        size_t pivot = 0;
        while (pivot < published->n && (used[pivot] || (m[pivot][a] < 1e-9 && m[pivot][a] > -1e-9)))
            pivot++;
        if (pivot == published->n)
            continue;
        used[pivot] = true;
        for (size_t i = 0; i <= published->n; i++)
            if (i != pivot) {
                double factor = m[i][a] / m[pivot][a];
                for (size_t k = 0; k < ATOMS_MAX; k++)
                    m[i][k] -= factor * m[pivot][k];
            }
    }
    for (size_t a = 0; a < ATOMS_MAX; a++)
        if (left[a] > 1e-9 || left[a] < -1e-9)
            return false;
    return true;
}

/* All tables that three filters of two values give: each filter left open, or set. */
static void publish_filters(const Population *p, bool audited, Published *published)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Disclosure *d = disclosure_begin(&arena, p->n_atoms, p->n_values, p->count, LEAST);
    for (int choice = 0; choice < 27; choice++) {
        unsigned char group[ATOMS_MAX];
        int64_t people = 0;
        for (int atom = 0; atom < ATOMS_MAX; atom++) {
            group[atom] = 1;
            for (int filter = 0, rest = choice; filter < 3; filter++, rest /= 3)
                group[atom] &= rest % 3 == 2 || rest % 3 == (atom >> filter & 1);
            people += group[atom] ? p->total[atom] : 0;
        }
        if (audited ? disclosure_publish(d, group) == DISCLOSURE_SAFE : people >= LEAST)
            memcpy(published->table[published->n++], group, sizeof group);
    }
}

static bool tells_of_few(const Population *p, const Published *published)
{
    for (size_t group = 1; group < 1 << ATOMS_MAX; group++) {
        int64_t people = 0;
        bool has_empty = false;
        for (size_t a = 0; a < ATOMS_MAX; a++) {
            people += group >> a & 1 ? p->total[a] : 0;
            has_empty |= p->total[a] == 0 && !(group >> a & 1);
        }
        /* atoms without people belong to every group: fewer groups to look at, the same people */
        if (!has_empty && people > 0 && people < LEAST && is_told(published, group))
            return true;
    }
    return false;
}

static Population eight_to_sixteen(StatsRandom *random)
{
    Population p = {.n_atoms = ATOMS_MAX, .n_values = VALUES_MAX};
    for (size_t n = 8 + stats_random_below(random, 9); n > 0; n--) {
        size_t atom = stats_random_below(random, ATOMS_MAX);
        p.count[atom * VALUES_MAX + stats_random_below(random, VALUES_MAX)]++;
        p.total[atom]++;
    }
    return p;
}

static void three_filters_reveal_nobody(void **state)
{
    (void)state;
    enum { POPULATIONS = 100000, NAIVE = 300 };
    StatsRandom random = {2026};
    int revealed = 0, naive = 0;
    int64_t tables = 0;
    for (int i = 0; i < POPULATIONS; i++) {
        Population p = eight_to_sixteen(&random);
        Published published = {0}, from_five = {0};
        publish_filters(&p, true, &published);
        tables += (int64_t)published.n;
        revealed += tells_of_few(&p, &published);
        if (i < NAIVE) {
            publish_filters(&p, false, &from_five);
            naive += tells_of_few(&p, &from_five);
        }
    }
    print_message("# three filters, %d populations of 8 to 16: %d reveal fewer than five; %.2f tables each. "
                  "Without the auditor, "
                  "tables from five people on: %d of %d.\n",
                  POPULATIONS, revealed, (double)tables / POPULATIONS, naive, NAIVE);
    assert_int_equal(revealed, 0);
    assert_true(naive > NAIVE / 2);
}

/* ---- by hand ---- */

static void a_difference_of_two_tables_is_seen(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    const int64_t counts[] = {3, 3, 2, 1}; /* six people, and three */
    Disclosure *d = disclosure_begin(&arena, 2, 2, counts, LEAST);
    assert_int_equal(disclosure_publish(d, (unsigned char[]){0, 1}), DISCLOSURE_SMALL);
    assert_int_equal(disclosure_publish(d, (unsigned char[]){1, 1}), DISCLOSURE_SAFE);
    assert_int_equal(disclosure_publish(d, (unsigned char[]){1, 0}),
                     DISCLOSURE_SMALL); /* all less these: three */
}

static void what_all_answered_is_seen(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    const int64_t counts[] = {6, 0, 3, 4};
    Disclosure *d = disclosure_begin(&arena, 2, 2, counts, LEAST);
    assert_int_equal(disclosure_publish(d, (unsigned char[]){1, 0}), DISCLOSURE_ALIKE);
    assert_int_equal(disclosure_publish(d, (unsigned char[]){0, 1}), DISCLOSURE_SAFE);
    assert_int_equal(disclosure_publish(d, (unsigned char[]){1, 1}),
                     DISCLOSURE_ALIKE); /* the difference is */
}

static void bounds_are_seen(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    /* one person with 2; with the first five 1 2 2 2 2 2, with the others 2 2 2 2 2 3: who is in both can
     * only have said 2 */
    const int64_t counts[] = {0, 1, 0, 1, 4, 0, 0, 4, 1};
    Disclosure *d = disclosure_begin(&arena, 3, 3, counts, LEAST);
    assert_int_equal(disclosure_publish(d, (unsigned char[]){1, 1, 0}), DISCLOSURE_SAFE);
    assert_int_equal(disclosure_publish(d, (unsigned char[]){1, 0, 1}), DISCLOSURE_SMALL);
}

static void two_hundred_tables(void **state)
{
    (void)state;
    enum { ROUNDS = 190, VALUES = 5 };
    AUTO(arena_free)
    Arena arena = arena_make((size_t)4 << 30);
    StatsRandom random = {1};
    int64_t *counts = NEW_ARRAY(&arena, int64_t, ROUNDS * VALUES);
    for (size_t i = 0; i < ROUNDS; i++)
        for (size_t n = 3 + stats_random_below(&random, 20); n > 0; n--)
            counts[i * VALUES + stats_random_below(&random, VALUES)]++;
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    Disclosure *d = disclosure_begin(&arena, ROUNDS, VALUES, counts, LEAST);
    int published = 0;
    for (size_t i = 0; i < ROUNDS + 10; i++) {
        unsigned char group[ROUNDS] = {0};
        for (size_t a = 0; a < ROUNDS; a++)
            group[a] = i < ROUNDS ? a == i : a % 10 == i - ROUNDS;
        published += disclosure_publish(d, group) == DISCLOSURE_SAFE;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    print_message("# 200 tables of %d rounds: %d published, %.2f s of CPU time\n", ROUNDS, published,
                  (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    assert_true(published > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_of_two_tables_is_seen),
        cmocka_unit_test(what_all_answered_is_seen),
        cmocka_unit_test(bounds_are_seen),
        cmocka_unit_test(nothing_small_or_alike_is_revealed),
        cmocka_unit_test(three_filters_reveal_nobody),
        cmocka_unit_test(two_hundred_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
