/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See summary.h. */
#include "stats/summary.h"

#include "stats/gsl_adapter.h"

#include <math.h>

static const Interval no_interval = {NAN, NAN};

/* The answer that has `rank` answers before it, as a number from 0. */
static int answer_at(const int64_t *counts, int64_t rank)
{
    int value = 0;
    while (rank >= counts[value])
        rank -= counts[value++];
    return value;
}

static double sd_of(const int64_t *counts, size_t n_values, int64_t n, double mean)
{
    double squares = 0;
    for (size_t i = 0; i < n_values; i++)
        squares += (double)counts[i] * ((double)i - mean) * ((double)i - mean);
    return sqrt(squares / (double)(n - 1));
}

Summary summary_of_counts(const int64_t *counts, size_t n_values, int lowest)
{
    assert(n_values >= 1 && n_values < 1000000);
    Summary s = {
        .lowest = lowest, .highest = lowest + (int)n_values - 1, .mean = NAN, .median = NAN, .sd = NAN};
    double sum = 0;
    for (size_t i = 0; i < n_values; i++) {
        s.n += counts[i];
        sum += (double)counts[i] * (double)i;
    }
    if (s.n == 0)
        return s;
    double mean = sum / (double)s.n;
    s.mean = lowest + mean;
    s.median = lowest + (answer_at(counts, (s.n - 1) / 2) + answer_at(counts, s.n / 2)) / 2.0;
    if (s.n > 1)
        s.sd = sd_of(counts, n_values, s.n, mean);
    return s;
}

Interval summary_mean_interval(const Summary *summary, double confidence)
{
    Interval interval = mean_t_interval(summary->mean, summary->sd, summary->n, confidence);
    if (isnan(interval.low))
        return interval;
    return (Interval){fmax(interval.low, summary->lowest), fmin(interval.high, summary->highest)};
}

Interval wilson_interval(int64_t successes, int64_t n, double confidence)
{
    assert(successes >= 0 && successes <= n && confidence > 0 && confidence < 1);
    if (n == 0)
        return no_interval;
    double z = normal_quantile(0.5 + confidence / 2), zz_n = z * z / (double)n;
    double p = (double)successes / (double)n;
    double centre = (p + zz_n / 2) / (1 + zz_n);
    double half = z / (1 + zz_n) * sqrt((p * (1 - p) + zz_n / 4) / (double)n);
    /* exactly 0 and 1 at the ends, where rounding would leave 1e-17 */
    return (Interval){successes == 0 ? 0 : centre - half, successes == n ? 1 : centre + half};
}

Interval mean_t_interval(double mean, double sd, int64_t n, double confidence)
{
    assert(confidence > 0 && confidence < 1);
    if (n < 2 || !(sd > 0))
        return no_interval;
    double half = t_quantile(0.5 + confidence / 2, (double)(n - 1)) * sd / sqrt((double)n);
    return (Interval){mean - half, mean + half};
}
