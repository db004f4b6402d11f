/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How far reviewers agree on numbers: the six intraclass correlations of P. E. Shrout and J. L. Fleiss
 * (Psychol. Bull. 86, 1979, 420–428), with intervals, and how many reviewers would be enough.
 *
 * Where each rater scored each subject once, by analysis of variance. Otherwise the variances come from the
 * sums of squares of C. R. Henderson's method 1 (Biometrics 9, 1953, 226–252), k is the mean number of scores
 * of a subject as that analysis weighs it, and F and the intervals are approximations. */
#pragma once

#include "base/arena.h"

/* One score; subjects and raters are numbered from 0. */
typedef struct Score {
    uint32_t subject, rater;
    double score;
} Score;
ROWS(Scores, Score);

/* One: single score, raters differ from subject to subject. Two: single score, raters drawn from many. Three:
 * these raters alone. …K: the mean of k scores. */
typedef enum IccForm { ICC_1, ICC_2, ICC_3, ICC_1K, ICC_2K, ICC_3K, ICC_COUNT } IccForm;
extern const char *const icc_names[ICC_COUNT]; /* "ICC1" … "ICC3k" */

typedef struct Icc {
    double value, F, df1, df2; /* NaN: can't be said */
    double low, high;          /* 95 % */
} Icc;

typedef struct IccTable {
    Icc of[ICC_COUNT];
    int64_t subjects, raters, scores;
    double k;      /* scores of a subject */
    bool balanced; /* each rater scored each subject once */
} IccTable;

/* All NaN where fewer than two subjects or raters have scores, or all scores are alike. A rater who scored a
 * subject twice counts with both. */
IccTable icc_table(Arena *arena, const Scores *scores, size_t n_subjects, size_t n_raters);

/* Spearman and Brown's formula turned round: how many scores of reliability `single` each give a mean of
 * reliability `wanted`. 0: none would be enough (single <= 0). */
int64_t icc_raters_needed(double single, double wanted);
