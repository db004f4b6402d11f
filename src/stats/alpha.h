/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Krippendorff's alpha: how far coders agree beyond chance. K. Krippendorff, "Computing Krippendorff's
 * Alpha-Reliability" (2011), for any number of coders, levels and missing values. */
#pragma once

#include "base/arena.h"

typedef enum AlphaLevel {
    ALPHA_NOMINAL,
    ALPHA_ORDINAL,
    ALPHA_INTERVAL,
    ALPHA_RATIO,
    ALPHA_LEVEL_COUNT
} AlphaLevel;

typedef struct Alpha {
    double value;     /* 1 - observed / expected disagreement; NaN: nothing to compare, or all values alike */
    double low, high; /* 95 %: percentiles of ALPHA_DRAWS samples of units with replacement, those without a
                         value of alpha left out; NaN where value is */
    int64_t units;    /* with at least two values */
    int64_t pairable; /* values in them */
} Alpha;

enum { ALPHA_DRAWS = 2000 };

/* ratings[coder * n_units + unit]; NaN is missing. Ratio level: values >= 0. The same seed gives the same
 * interval. */
Alpha krippendorff_alpha(Arena *arena, const double *ratings, size_t n_coders, size_t n_units,
                         AlphaLevel level, uint64_t seed);
