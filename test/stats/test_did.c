/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Difference in differences on simulated panels: as often wrong as it says, and no more. */
#include "../unit.h"
#include "stats/did.h"
#include "stats/random.h"

#include <math.h>

enum { PANELS = 2000, ASSOCIATIONS = 30 };

static double uniform(StatsRandom *random)
{
    return ((double)(stats_random(random) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(StatsRandom *random) /* Box and Muller */
{
    return sqrt(-2 * log(uniform(random))) * cos(6.283185307179586 * uniform(random));
}

/* Associations with a level of their own, a trend of all, two applications before and two after; a third is
 * trained. `strictness` is what the reviewers of the second period take from everybody. */
static DidRows panel(Arena *arena, StatsRandom *random, double effect, double strictness)
{
    DidRows rows = {0, NEW_ARRAY(arena, DidRow, ASSOCIATIONS * 4)};
    for (uint32_t a = 0; a < ASSOCIATIONS; a++) {
        double level = normal(random), own_change = 0.4 * normal(random);
        for (int i = 0; i < 4; i++) {
            bool treated = a % 3 == 0, after = i >= 2;
            double outcome = level + (after ? own_change + 0.2 - strictness : 0) + 0.5 * normal(random);
            rows.at[rows.n++] = (DidRow){outcome + (treated && after ? effect : 0), treated, after, a};
        }
    }
    return rows;
}

/* More than three standard errors of a share of 5 % in 2,000 panels over it: that would be no chance (p <
 * 0.002). */
static const int at_most = PANELS / 20 + 30;

static void count_misses(double effect, int *ret_clustered, int *ret_permuted, double *ret_mean)
{
    StatsRandom random = {20261201};
    double sum = 0;
    for (int i = 0; i < PANELS; i++) {
        AUTO(arena_free)
        Arena arena = arena_make(0);
        DidRows rows = panel(&arena, &random, effect, 0);
        Did did = did_estimate(&arena, &rows, ASSOCIATIONS, (uint64_t)i);
        *ret_clustered += did.low > effect || did.high < effect;
        *ret_permuted += did.low_permutation > effect || did.high_permutation < effect;
        sum += did.estimate;
    }
    *ret_mean = sum / PANELS;
    print_message(
        "# of %d panels the interval misses an effect of %.1f: clustered %d, permutation %d; mean %.4f\n",
        PANELS, effect, *ret_clustered, *ret_permuted, *ret_mean);
}

static void without_an_effect_there_are_few_false_alarms(void **state)
{
    (void)state;
    int clustered = 0, permuted = 0;
    double mean;
    count_misses(0, &clustered, &permuted, &mean);
    assert_in_range(clustered, 0, at_most);
    assert_in_range(permuted, 0, at_most);
}

static void a_planted_effect_is_recovered(void **state)
{
    (void)state;
    int clustered = 0, permuted = 0;
    double mean;
    count_misses(0.8, &clustered, &permuted, &mean);
    assert_in_range(clustered, 0, at_most);
    assert_in_range(permuted, 0, at_most);
    assert_true(fabs(mean - 0.8) < 0.05);
}

static void strictness_that_meets_all_is_no_effect(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    StatsRandom one = {7}, same = {7};
    DidRows lenient = panel(&arena, &one, 0.5, 0), strict = panel(&arena, &same, 0.5, 1.5);
    Did before = did_estimate(&arena, &lenient, ASSOCIATIONS, 1),
        after = did_estimate(&arena, &strict, ASSOCIATIONS, 1);
    assert_true(fabs(before.estimate - after.estimate) < 1e-12 && fabs(before.se - after.se) < 1e-12);
}

/* By hand: treated 2 → 7, others 1 → 2. */
static void by_hand(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    DidRow rows[] = {{1, true, false, 0},  {3, true, false, 1},  {6, true, true, 0},  {8, true, true, 1},
                     {0, false, false, 2}, {2, false, false, 3}, {1, false, true, 2}, {3, false, true, 3}};
    Did did = did_estimate(&arena, &(DidRows){8, rows}, 4, 1);
    assert_true(did.estimate == 4);
    assert_true(did.n == 8 && did.clusters == 4 && did.treated_clusters == 2);
    assert_true(did.se < 1e-12); /* each cluster changes as its group does */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_hand),
        cmocka_unit_test(strictness_that_meets_all_is_no_effect),
        cmocka_unit_test(without_an_effect_there_are_few_false_alarms),
        cmocka_unit_test(a_planted_effect_is_recovered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
