/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Chance that can be repeated, for bootstraps and permutations: the same seed gives the same figures. Not for
 * secrets. SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
#pragma once

#include "base/macros.h"

typedef struct StatsRandom {
    uint64_t state; /* the seed */
} StatsRandom;

static inline uint64_t stats_random(StatsRandom *random)
{
    uint64_t z = random->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* From 0 to n - 1; n >= 1. The skew of 2^-64 · n is beyond any figure here. */
static inline size_t stats_random_below(StatsRandom *random, size_t n)
{
    return (size_t)(((unsigned __int128)stats_random(random) * n) >> 64);
}
