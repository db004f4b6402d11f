/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Results of a closed evaluation: n, distribution, mean with its interval. Shown from five responses up, and
 * per question from five answers up; otherwise the figure is withheld, and the page says so (rule 10). */
#pragma once

#include "evaluation/evaluation.h"

typedef struct QuestionResult {
    Question question;
    bool withheld; /* fewer than EVALUATION_SHOWN_FROM answers: nothing below is filled but n */
    int64_t n;     /* answers with a value */
    int64_t cant_say;
    int64_t *counts;        /* per value, low to high */
    double mean, low, high; /* of the mean: 95 % interval by Student's t; NaN when all answers are alike */
    double median, sd;
} QuestionResult;
ROWS(QuestionResults, QuestionResult);

typedef struct TextAnswer {
    QuestionId question;
    const char *wording;
} TextAnswer;
ROWS(TextAnswers, TextAnswer);

typedef struct Results {
    int64_t n;                 /* responses */
    int invited;               /* 0 = unknown */
    bool withheld;             /* fewer than EVALUATION_SHOWN_FROM responses */
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

/* The same figures as CSV: a row per question. */
MUST_USE const Err *evaluation_results_csv(Cx *cx, EvaluationId id, Buf *out);
