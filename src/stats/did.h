/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Difference in differences: how much more the treated changed between two periods than the others. That it
 * is the treatment's doing holds only if both would else have changed alike.
 *
 * The estimate is the interaction of the saturated regression, that is (mean of the treated after − before) −
 * (the others' after − before). Its error is clustered: CR1, (G/(G−1))·((N−1)/(N−4)) times the sandwich (as
 * Stata, and vcovCL of R's sandwich, type HC1); interval by t(G−1). The permutation interval holds without a
 * model: the treatment is dealt anew among the clusters, and it has all effects that such dealing would not
 * make look unusual. */
#pragma once

#include "base/arena.h"

typedef struct DidRow {
    double outcome;
    bool treated, after;
    uint32_t cluster; /* from 0 */
} DidRow;
ROWS(DidRows, DidRow);

typedef struct Did {
    double estimate;      /* NaN: one of the four groups is empty */
    double se, low, high; /* clustered, 95 %; NaN with fewer than DID_CLUSTERS_MIN clusters on a side */
    double p_permutation; /* two-sided; NaN likewise, or if a cluster is treated in part */
    double low_permutation, high_permutation; /* 95 %; may be infinite where few dealings are possible */
    int64_t n, clusters, treated_clusters;
} Did;

enum { DID_CLUSTERS_MIN = 2, DID_PERMUTATIONS = 1999 };

/* n_clusters: numbers go below it. */
Did did_estimate(Arena *arena, const DidRows *rows, size_t n_clusters, uint64_t seed);
