/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See did.h. */
#include "stats/did.h"

#include "stats/gsl_adapter.h"
#include "stats/random.h"

#include <math.h>
#include <string.h>

enum { BEFORE, AFTER, PERIODS };

/* A cluster's outcomes by period. treatment: 1 for outcomes of the treated after, as an outcome of its own.
 */
typedef struct Cluster {
    double n[PERIODS], sum[PERIODS], treatment;
    bool is_treated, is_mixed;
} Cluster;

typedef struct Cell {
    double n, mean;
} Cell;

static Cluster *gather(Arena *arena, const DidRows *rows, size_t n_clusters)
{
    Cluster *clusters = NEW_ARRAY(arena, Cluster, n_clusters + 1);
    for (size_t i = 0; i < rows->n; i++) {
        const DidRow *row = &rows->at[i];
        Cluster *c = &clusters[row->cluster];
        if (c->n[BEFORE] + c->n[AFTER] > 0)
            c->is_mixed |= c->is_treated != row->treated;
        c->is_treated |= row->treated;
        c->n[row->after]++;
        c->sum[row->after] += row->outcome;
        c->treatment += row->treated && row->after;
    }
    return clusters;
}

static void find_cells(const DidRows *rows, Cell cell[2][PERIODS])
{
    for (size_t i = 0; i < rows->n; i++) {
        cell[rows->at[i].treated][rows->at[i].after].n++;
        cell[rows->at[i].treated][rows->at[i].after].mean += rows->at[i].outcome;
    }
    for (int i = 0; i < 4; i++)
        cell[i / 2][i % 2].mean /= cell[i / 2][i % 2].n;
}

/* Variance of the estimate: a row's part of it is ± its residual over the size of its cell; parts of a
 * cluster add up. */
static double clustered_variance(Arena *arena, const DidRows *rows, size_t n_clusters, size_t used,
                                 Cell cell[2][PERIODS])
{
    double *part = NEW_ARRAY(arena, double, n_clusters + 1), sum = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const DidRow *row = &rows->at[i];
        const Cell *own = &cell[row->treated][row->after];
        part[row->cluster] += (row->treated == row->after ? 1 : -1) * (row->outcome - own->mean) / own->n;
    }
    for (size_t i = 0; i < n_clusters; i++)
        sum += part[i] * part[i];
    double G = (double)used, N = (double)rows->n;
    return sum * G / (G - 1) * (N - 1) / (N - 4);
}

/* ---- permutations ---- */

/* The estimates of the outcome and of the treatment itself, with the clusters in `order` up to n_treated
 * called treated: if the true effect is e, that of the outcome without it is outcome − e · treatment. */
typedef struct Dealt {
    double outcome, treatment;
} Dealt;

static Dealt deal(const Cluster *clusters, const size_t *order, size_t n, size_t n_treated)
{
    double size[2][PERIODS] = {{0}}, sum[2][PERIODS] = {{0}}, treatment[2] = {0};
    for (size_t i = 0; i < n; i++) {
        const Cluster *c = &clusters[order[i]];
        for (int after = 0; after < PERIODS; after++) {
            size[i < n_treated][after] += c->n[after];
            sum[i < n_treated][after] += c->sum[after];
        }
        treatment[i < n_treated] += c->treatment;
    }
    double mean[2][PERIODS];
    for (int i = 0; i < 4; i++)
        mean[i / 2][i % 2] = sum[i / 2][i % 2] / size[i / 2][i % 2];
    return (Dealt){mean[1][AFTER] - mean[1][BEFORE] - mean[0][AFTER] + mean[0][BEFORE],
                   treatment[1] / size[1][AFTER] - treatment[0] / size[0][AFTER]};
}

typedef struct Permutations {
    Dealt *at; /* those in which no group was empty */
    size_t n;
    double estimate;
} Permutations;

/* Share of the dealings, with the real one, that look as unusual as it if the effect is e. */
static double p_of(const Permutations *p, double e)
{
    double real = fabs(p->estimate - e);
    size_t unusual = 1;
    for (size_t i = 0; i < p->n; i++)
        unusual += fabs(p->at[i].outcome - e * p->at[i].treatment) >= real - 1e-12 * (1 + real);
    return (double)unusual / (double)(p->n + 1);
}

static Permutations permute(Arena *arena, const Cluster *clusters, size_t *order, size_t n, size_t n_treated,
                            double estimate, uint64_t seed)
{
    Permutations p = {NEW_ARRAY(arena, Dealt, DID_PERMUTATIONS), 0, estimate};
    StatsRandom random = {seed};
    for (int i = 0; i < DID_PERMUTATIONS; i++) {
        for (size_t k = 0; k + 1 < n; k++) { /* Fisher and Yates */
            size_t other = k + stats_random_below(&random, n - k), kept = order[k];
            order[k] = order[other];
            order[other] = kept;
        }
        p.at[p.n] = deal(clusters, order, n, n_treated);
        p.n += isfinite(p.at[p.n].outcome) && isfinite(p.at[p.n].treatment);
    }
    return p;
}

/* The end of the effects that are not unusual, in the direction of `step` from the estimate. */
static double end_of(const Permutations *p, double step)
{
    double inside = 0, outside = step;
    for (int i = 0; i < 60 && p_of(p, p->estimate + outside) > 0.05; i++) {
        inside = outside;
        outside *= 2;
    }
    if (p_of(p, p->estimate + outside) > 0.05)
        return step > 0 ? INFINITY : -INFINITY;
    for (int i = 0; i < 50; i++) {
        double middle = (inside + outside) / 2;
        if (p_of(p, p->estimate + middle) > 0.05)
            inside = middle;
        else
            outside = middle;
    }
    return p->estimate + inside;
}

Did did_estimate(Arena *arena, const DidRows *rows, size_t n_clusters, uint64_t seed)
{
    Did did = {.estimate = NAN,
               .se = NAN,
               .low = NAN,
               .high = NAN,
               .p_permutation = NAN,
               .low_permutation = NAN,
               .high_permutation = NAN,
               .n = (int64_t)rows->n};
    Cluster *clusters = gather(arena, rows, n_clusters);
    size_t *order = NEW_ARRAY(arena, size_t, n_clusters + 1), n = 0;
    bool is_mixed = false;
    for (size_t i = 0; i < n_clusters; i++)
        if (clusters[i].n[BEFORE] + clusters[i].n[AFTER] > 0) {
            order[n++] = i;
            did.treated_clusters += clusters[i].is_treated;
            is_mixed |= clusters[i].is_mixed;
        }
    did.clusters = (int64_t)n;
    Cell cell[2][PERIODS] = {{{0}}};
    find_cells(rows, cell);
    did.estimate = cell[1][AFTER].mean - cell[1][BEFORE].mean - cell[0][AFTER].mean + cell[0][BEFORE].mean;
    bool is_enough =
        did.treated_clusters >= DID_CLUSTERS_MIN && did.clusters - did.treated_clusters >= DID_CLUSTERS_MIN;
    if (isnan(did.estimate) || rows->n <= 4 || (!is_mixed && !is_enough) || n < 2)
        return did;
    did.se = sqrt(clustered_variance(arena, rows, n_clusters, n, cell));
    double half = t_quantile(0.975, (double)(n - 1)) * did.se;
    did.low = did.estimate - half;
    did.high = did.estimate + half;
    if (is_mixed)
        return did;
    Permutations p = permute(arena, clusters, order, n, (size_t)did.treated_clusters, did.estimate, seed);
    double step = did.se > 0 ? did.se / 8 : 1e-9;
    did.p_permutation = p_of(&p, 0);
    did.low_permutation = end_of(&p, -step);
    did.high_permutation = end_of(&p, step);
    return did;
}
