/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See alpha.h. Units are kept as lists of numbered values; a sample of units is a weight for each of them. */
#include "stats/alpha.h"

#include "stats/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Ratings {
    AlphaLevel level;
    size_t n_units;    /* with at least two values */
    const size_t *end; /* of each unit's values in `at`, which begin where the one before ends */
    const size_t *at;  /* numbers of values */
    size_t n_values;
    const double *value; /* ascending */
} Ratings;

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts and drops repetitions; returns how many are left. */
static size_t sort_once(double *values, size_t n)
{
    size_t kept = 0;
    qsort(values, n, sizeof *values, compare_doubles);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || values[kept - 1] != values[i])
            values[kept++] = values[i];
    return kept;
}

static Ratings read_ratings(Arena *arena, const double *ratings, size_t n_coders, size_t n_units,
                            AlphaLevel level)
{
    double *value = NEW_ARRAY(arena, double, n_coders *n_units + 1);
    size_t *at = NEW_ARRAY(arena, size_t, n_coders * n_units + 1),
           *end = NEW_ARRAY(arena, size_t, n_units + 1);
    size_t n = 0, kept = 0, units = 0;
    for (size_t i = 0; i < n_coders * n_units; i++)
        if (!isnan(ratings[i]))
            value[n++] = ratings[i];
    size_t n_values = sort_once(value, n);
    for (size_t unit = 0; unit < n_units; unit++) {
        size_t begin = kept;
        for (size_t coder = 0; coder < n_coders; coder++) {
            const double *one = &ratings[coder * n_units + unit];
            if (!isnan(*one))
                at[kept++] =
                    (size_t)((double *)bsearch(one, value, n_values, sizeof *value, compare_doubles) - value);
        }
        if (kept - begin < 2)
            kept = begin; /* a single value can't be compared */
        else
            end[units++] = kept;
    }
    return (Ratings){level, units, end, at, n_values, value};
}

static size_t begin_of(const Ratings *r, size_t unit)
{
    return unit ? r->end[unit - 1] : 0;
}

/* What takes the place of the values: for ordinal data the middle rank of each, so that the difference of two
 * is the number of values between them and half of their own. */
static void scale_values(const Ratings *r, const double *count, double *scale)
{
    double before = 0;
    for (size_t v = 0; v < r->n_values; v++) {
        scale[v] = r->level == ALPHA_ORDINAL ? before + count[v] / 2 : r->value[v];
        before += count[v];
    }
}

static double difference(AlphaLevel level, double a, double b)
{
    if (level == ALPHA_NOMINAL)
        return a != b;
    double d = level == ALPHA_RATIO ? (a + b == 0 ? 0 : (a - b) / (a + b)) : a - b;
    return d * d;
}

/* Sum of the differences of all ordered pairs of the n values counted. */
static double all_pairs(const Ratings *r, const double *count, const double *scale, double n)
{
    double sum = 0, squares = 0, middle = 0;
    if (r->level == ALPHA_RATIO) {
        for (size_t v = 0; v < r->n_values; v++)
            for (size_t w = 0; w < v; w++)
                sum += 2 * count[v] * count[w] * difference(r->level, scale[v], scale[w]);
        return sum;
    }
    if (r->level == ALPHA_NOMINAL) {
        for (size_t v = 0; v < r->n_values; v++)
            squares += count[v] * count[v];
        return n * n - squares;
    }
    for (size_t v = 0; v < r->n_values; v++)
        middle += count[v] * scale[v] / n;
    for (size_t v = 0; v < r->n_values; v++)
        squares += count[v] * (scale[v] - middle) * (scale[v] - middle);
    return 2 * n * squares;
}

static double unit_pairs(const Ratings *r, size_t unit, const double *scale)
{
    double sum = 0;
    for (size_t i = begin_of(r, unit); i < r->end[unit]; i++)
        for (size_t j = begin_of(r, unit); j < i; j++)
            sum += 2 * difference(r->level, scale[r->at[i]], scale[r->at[j]]);
    return sum / (double)(r->end[unit] - begin_of(r, unit) - 1);
}

/* Alpha of the units, each taken weight[unit] times. count and scale are room for n_values. */
static double alpha_of(const Ratings *r, const double *weight, double *count, double *scale)
{
    double n = 0, observed = 0;
    memset(count, 0, r->n_values * sizeof *count);
    for (size_t unit = 0; unit < r->n_units; unit++)
        for (size_t i = begin_of(r, unit); i < r->end[unit]; i++) {
            count[r->at[i]] += weight[unit];
            n += weight[unit];
        }
    scale_values(r, count, scale);
    for (size_t unit = 0; unit < r->n_units; unit++)
        if (weight[unit] > 0)
            observed += weight[unit] * unit_pairs(r, unit, scale);
    double expected = all_pairs(r, count, scale, n) / (n - 1);
    return expected > 0 ? 1 - observed / expected : NAN;
}

Alpha krippendorff_alpha(Arena *arena, const double *ratings, size_t n_coders, size_t n_units,
                         AlphaLevel level, uint64_t seed)
{
    Ratings r = read_ratings(arena, ratings, n_coders, n_units, level);
    Alpha alpha = {NAN, NAN, NAN, (int64_t)r.n_units, r.n_units ? (int64_t)r.end[r.n_units - 1] : 0};
    if (r.n_units == 0)
        return alpha;
    double *weight = NEW_ARRAY(arena, double, r.n_units), *count = NEW_ARRAY(arena, double, r.n_values);
    double *scale = NEW_ARRAY(arena, double, r.n_values), *drawn = NEW_ARRAY(arena, double, ALPHA_DRAWS);
    for (size_t unit = 0; unit < r.n_units; unit++)
        weight[unit] = 1;
    alpha.value = alpha_of(&r, weight, count, scale);
    if (isnan(alpha.value))
        return alpha;
    StatsRandom random = {seed};
    size_t n_drawn = 0;
    for (int draw = 0; draw < ALPHA_DRAWS; draw++) {
        memset(weight, 0, r.n_units * sizeof *weight);
        for (size_t i = 0; i < r.n_units; i++)
            weight[stats_random_below(&random, r.n_units)]++;
        drawn[n_drawn] = alpha_of(&r, weight, count, scale);
        n_drawn += !isnan(drawn[n_drawn]);
    }
    if (n_drawn < ALPHA_DRAWS / 2)
        return alpha; /* hardly any sample has two different values: no interval can be had */
    qsort(drawn, n_drawn, sizeof *drawn, compare_doubles);
    alpha.low = drawn[(size_t)(0.025 * (double)(n_drawn - 1))];
    alpha.high = drawn[(size_t)ceil(0.975 * (double)(n_drawn - 1))];
    return alpha;
}
