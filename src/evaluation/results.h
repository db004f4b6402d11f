/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Results of a closed evaluation: n, distribution, mean and share of agreement with their intervals,
 * comparisons. All of it follows from what was released (release.h); what is withheld says so (rule 10). */
#pragma once

#include "evaluation/evaluation.h"

/* The same question over several rounds: all that were released of it. */
typedef struct Comparison {
    int64_t n, rounds; /* answers; 0: nothing to compare with */
    double mean;
} Comparison;

typedef struct QuestionResult {
    Question question;
    bool withheld; /* by the release (release.h): nothing below is filled */
    int64_t n;     /* answers with a value */
    int64_t cant_say;
    int64_t *counts;        /* per value, low to high */
    double mean, low, high; /* of the mean: 95 % interval by Student's t; NaN when all answers are alike */
    double median, sd;
    int64_t agree;                       /* answers 4 and 5 of a scale from 1 to 5; -1: another scale */
    double share, share_low, share_high; /* of those among all answers, with Wilson's interval; NaN as well */
    bool is_thin;                        /* so few answers that one more would move the figures */
    Comparison earlier, all; /* years before this one; all rounds of seminars, this one with them */
} QuestionResult;
ROWS(QuestionResults, QuestionResult);

enum { RESULT_THIN_BELOW = 10 };

typedef struct TextAnswer {
    QuestionId question;
    const char *wording;
} TextAnswer;
ROWS(TextAnswers, TextAnswer);

typedef struct Results {
    int64_t n;     /* responses */
    int invited;   /* 0 = unknown */
    bool withheld; /* fewer than EVALUATION_SHOWN_FROM responses */
    int64_t
        alike; /* responses with one answer on every scale; -1: too few scales to say, -2: fewer than five */
    QuestionResults questions; /* without the text questions */
    TextAnswers texts;         /* only for whoever may moderate; empty when withheld */
} Results;

/* CONFLICT while the round is open: results are released once, by closing. */
MUST_USE const Err *evaluation_results(Cx *cx, EvaluationId id, bool with_texts, Results *ret_results);

/* What people thought of one dimension in all closed rounds of the seminars of a budget year: each response
 * counts with the mean of its answers on scales from 1 to 5. Rounds in which fewer than EVALUATION_SHOWN_FROM
 * responses have one stay out, so that no difference of published figures tells what was withheld. */
typedef struct DimensionMean {
    int64_t n;      /* responses; 0: no figure */
    int64_t rounds; /* that they come from */
    double mean, low, high;
} DimensionMean;
typedef struct DimensionMeans {
    DimensionMean of[DIMENSION_COUNT];
} DimensionMeans;
MUST_USE const Err *evaluation_year_means(Cx *cx, BudgetYearId year, DimensionMeans *ret_means);

/* What stands below the figures wherever they are shown. */
const char *results_how_to_read(Cx *cx);
const char *results_what_they_cannot_show(Cx *cx);

/* ---- the same figures as files (results_files.c) ---- */

typedef enum ResultsFormat { RESULTS_CSV, RESULTS_XLSX, RESULTS_PDF, RESULTS_FORMAT_COUNT } ResultsFormat;

/* A row per question, and what cannot be shown. PDF takes tens of milliseconds. CONFLICT as
 * evaluation_results. */
MUST_USE const Err *evaluation_results_file(Cx *cx, EvaluationId id, ResultsFormat format, Buf *out);
