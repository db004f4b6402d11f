/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See results.h. Every figure goes through result_of_question, so that the page, the file and the report
 * can't differ. */
#include "evaluation/results.h"

#include "evaluation.sql.h"
#include "evaluation/release.h"
#include "i18n/catalogue.h"
#include "stats/summary.h"

#include <math.h>

static const double confidence = 0.95;

static QuestionResult result_of_question(const Question *question, const ReleasedTable *table)
{
    QuestionResult result = {
        .question = *question, .withheld = table->verdict != DISCLOSURE_SAFE, .agree = -1};
    if (result.withheld)
        return result;
    size_t n_values = question_values(question);
    Summary summary = summary_of_counts(table->counts, n_values, question->low);
    Interval interval = summary_mean_interval(&summary, confidence);
    result.n = table->n;
    result.cant_say = table->cant_say;
    result.counts = table->counts;
    result.mean = summary.mean;
    result.median = summary.median;
    result.sd = summary.sd;
    result.low = interval.low;
    result.high = interval.high;
    result.share = result.share_low = result.share_high = NAN;
    result.is_thin = result.n < RESULT_THIN_BELOW;
    if (question->kind == QUESTION_SCALE && question->low == 1 && question->high == 5) {
        result.agree = table->counts[3] + table->counts[4];
        Interval share = wilson_interval(result.agree, result.n, confidence);
        result.share = (double)result.agree / (double)result.n;
        result.share_low = share.low;
        result.share_high = share.high;
    }
    return result;
}

/* ---- comparisons ---- */

static void add_to(Comparison *comparison, const Question *question, const int64_t *counts)
{
    double sum = comparison->mean * (double)comparison->n;
    for (size_t v = 0; v < question_values(question); v++) {
        comparison->n += counts[v];
        sum += (double)counts[v] * (double)(question->low + (int)v);
    }
    comparison->rounds++;
    comparison->mean = sum / (double)comparison->n;
}

/* Sums of what was released: they tell nothing that their parts do not. */
static const Err *compare(Cx *cx, const Evaluation *evaluation, QuestionResults *results)
{
    EvaluationBudgetYear own;
    ReleasedElsewhereRows rows;
    bool found;
    TRY(q_evaluation_budget_year(cx, evaluation->id, &own, &found));
    if (!found)
        return NULL; /* imported: of no seminar here */
    TRY(q_released_elsewhere(cx, evaluation->questionnaire, &rows));
    for (size_t i = 0; i < results->n; i++) {
        QuestionResult *r = &results->at[i];
        for (size_t k = 0; k < rows.n && !r->withheld; k++) {
            if (rows.at[k].question.v != r->question.id.v)
                continue;
            const int64_t *counts = release_counts(cx, rows.at[k].counts, question_values(&r->question));
            add_to(&r->all, &r->question, counts);
            if (rows.at[k].year < own.year)
                add_to(&r->earlier, &r->question, counts);
        }
        if (r->all.rounds == 1)
            r->all = (Comparison){0}; /* this one alone */
    }
    return NULL;
}

static const Err *find_texts(Cx *cx, EvaluationId id, TextAnswers *ret_texts)
{
    ResponseTextListRows rows;
    TRY(q_response_text_list(cx, id, &rows));
    TextAnswers texts = {rows.n, NEW_ARRAY(cx->arena, TextAnswer, rows.n)};
    for (size_t i = 0; i < rows.n; i++)
        texts.at[i] = (TextAnswer){rows.at[i].question, rows.at[i].wording};
    *ret_texts = texts;
    return NULL;
}

const Err *evaluation_results(Cx *cx, EvaluationId id, bool with_texts, Results *ret_results)
{
    Evaluation evaluation;
    TRY(evaluation_find(cx, id, &evaluation));
    if (evaluation.state != EVALUATION_CLOSED)
        return FAIL(cx, ERR_CONFLICT, "The results appear when the evaluation is closed.");
    Questions questions;
    Release release;
    TRY(evaluation_questions(cx, evaluation.questionnaire, &questions));
    TRY(release_find(cx, id, &questions, &release));
    Results results = {.n = release.responses, .invited = evaluation.invited, .alike = -1};
    results.withheld = results.n < EVALUATION_SHOWN_FROM;
    if (!results.withheld) {
        results.questions.at = NEW_ARRAY(cx->arena, QuestionResult, questions.n);
        for (size_t i = 0; i < questions.n; i++)
            if (questions.at[i].kind != QUESTION_TEXT)
                results.questions.at[results.questions.n++] =
                    result_of_question(&questions.at[i], &release.tables[i]);
        if (release.scales >= 3)
            results.alike = release.alike > 0 && release.alike < EVALUATION_SHOWN_FROM ? -2 : release.alike;
        TRY(compare(cx, &evaluation, &results.questions));
        if (with_texts)
            TRY(find_texts(cx, id, &results.texts));
    }
    *ret_results = results;
    return NULL;
}

/* ---- a year ---- */

typedef struct Scores {
    size_t n;
    double sum, squares;
} Scores;

/* The mean of a response's answers on this dimension; NaN when it has none. */
static double score_of(const Questions *questions, Blob answers, Dimension dimension)
{
    int n = 0, sum = 0;
    for (size_t i = 0; i < questions->n && i < answers.n; i++) {
        const Question *q = &questions->at[i];
        int value = answers.bytes[i] - ANSWER_FIRST + 1;
        if (q->kind == QUESTION_SCALE && q->dimension == dimension && q->low == 1 && q->high == 5 &&
            value >= 1 && value <= 5) {
            sum += value;
            n++;
        }
    }
    return n ? (double)sum / n : NAN;
}

static Scores scores_of(const Questions *questions, const ResponseListRows *responses, Dimension dimension)
{
    Scores scores = {0};
    for (size_t i = 0; i < responses->n; i++) {
        double score = score_of(questions, responses->at[i].answers, dimension);
        if (isnan(score))
            continue;
        scores.n++;
        scores.sum += score;
        scores.squares += score * score;
    }
    return scores;
}

static const Err *add_round(Cx *cx, const EvaluationsOfYear *round, Scores *all, DimensionMeans *means)
{
    Questions questions;
    ResponseListRows responses;
    TRY(evaluation_questions(cx, round->questionnaire, &questions));
    TRY(q_response_list(cx, round->id, &responses));
    for (int d = 0; d < DIMENSION_COUNT; d++) {
        Scores scores = scores_of(&questions, &responses, (Dimension)d);
        if (scores.n < EVALUATION_SHOWN_FROM)
            continue;
        means->of[d].rounds++;
        all[d].n += scores.n;
        all[d].sum += scores.sum;
        all[d].squares += scores.squares;
    }
    return NULL;
}

const Err *evaluation_year_means(Cx *cx, BudgetYearId year, DimensionMeans *ret_means)
{
    EvaluationsOfYearRows rounds;
    Scores all[DIMENSION_COUNT] = {0};
    DimensionMeans means = {0};
    TRY(q_evaluations_of_year(cx, year, &rounds));
    for (size_t i = 0; i < rounds.n; i++)
        TRY(add_round(cx, &rounds.at[i], all, &means));
    for (int d = 0; d < DIMENSION_COUNT; d++) {
        double n = (double)all[d].n;
        if (all[d].n == 0)
            continue;
        DimensionMean *m = &means.of[d];
        m->n = (int64_t)all[d].n;
        m->mean = all[d].sum / n;
        /* scores lie between 1 and 5: the short formula loses nothing that shows */
        double sd = sqrt(fmax(0, (all[d].squares - n * m->mean * m->mean) / (n - 1)));
        Interval interval = mean_t_interval(m->mean, sd, m->n, 0.95);
        m->low = fmax(interval.low, 1);
        m->high = fmin(interval.high, 5);
        if (isnan(interval.low))
            m->low = m->high = NAN;
    }
    *ret_means = means;
    return NULL;
}

/* ---- words ---- */

const char *results_how_to_read(Cx *cx)
{
    return t(cx, "n is the number of answers; who ticked “I can't say” or left a question out is not in it. "
                 "The 95 % interval says "
                 "how far the mean could lie from the one that many such groups together would give. A "
                 "question is withheld when "
                 "fewer than five people answered it or when all answered alike: else its figures would tell "
                 "what single people "
                 "said. Who compares with other seminars sees only what was released of them.");
}

const char *results_what_they_cannot_show(Cx *cx)
{
    return t(cx, "What these figures can't show: whether those who did not answer think alike, whether other "
                 "seminars would be judged "
                 "differently, and whether anything has changed in the daily work of the associations. "
                 "People who liked a seminar "
                 "tend to answer more often. Groups of other years are other people: a difference need not "
                 "be the seminar's doing.");
}
