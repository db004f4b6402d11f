/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strict and lenient reviewers told from strong and weak applications: score = subject + severity of the
 * rater + error, by least squares, on any design (no rater needs to see every subject). */
#pragma once

#include "stats/icc.h"

typedef struct RaterSeverity {
    int64_t n; /* scores given; 0: all else NaN */
    double
        severity; /* above 0: gives more than the others for the same; sums to 0 over the raters of a group */
    double low, high; /* 95 %; NaN where the error can't be told */
    uint32_t group;
} RaterSeverity;

typedef struct AdjustedScore {
    int64_t n;        /* scores; 0: all else NaN */
    double raw;       /* mean of the scores */
    double adjusted;  /* mean of the scores less the severities of those who gave them */
    double low, high; /* of the adjusted mean, 95 %; NaN where the error can't be told */
    double spread;    /* between the lowest and the highest score */
    uint32_t group;
} AdjustedScore;

typedef struct Severity {
    size_t n_subjects, n_raters;
    AdjustedScore *subjects;
    RaterSeverity *raters;
    int64_t groups; /* of raters and subjects that scores connect; adjusted means of different groups can't be
                       compared */
    double sd_severity; /* of the raters; NaN with fewer than two */
    double sd_error;    /* what neither subject nor rater explains; NaN without degrees of freedom */
    double df;
    bool is_approximate; /* intervals: with more than SEVERITY_EXACT_MAX raters they leave out what raters
                            share */
} Severity;

enum { SEVERITY_EXACT_MAX = 400 };

/* Everything lies in the arena. */
Severity severity_fit(Arena *arena, const Scores *scores, size_t n_subjects, size_t n_raters);
