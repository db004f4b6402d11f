/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures of a question answered on a scale, and intervals. Arrays in, values out; NaN where there is no
 * value. */
#pragma once

#include "base/macros.h"

typedef struct Interval {
    double low, high; /* NaN, NaN: none */
} Interval;

/* Of answers on a scale of whole numbers. "Can't say" is no answer: it is counted apart, by the caller. */
typedef struct Summary {
    int64_t n;
    int lowest, highest; /* ends of the scale */
    double mean, median; /* NaN if n is 0 */
    double sd;           /* of the sample, divisor n - 1; NaN if n < 2 */
} Summary;

/* counts[i] is how often `lowest` + i was answered. n_values >= 1. */
Summary summary_of_counts(const int64_t *counts, size_t n_values, int lowest);

/* The t-interval of the mean, cut at the ends of the scale; none if n < 2 or all answered alike. */
Interval summary_mean_interval(const Summary *summary, double confidence);

/* Score interval of a share (Wilson, J. Am. Stat. Assoc. 22, 1927, 209–212). 0 <= successes <= n; none if n
 * is 0. confidence as in 0.95. */
Interval wilson_interval(int64_t successes, int64_t n, double confidence);

/* mean ± t(n - 1) · sd / √n (Student, Biometrika 6, 1908, 1–25). None if n < 2 or sd is 0: that all agreed
 * does not mean that everybody would. */
Interval mean_t_interval(double mean, double sd, int64_t n, double confidence);
