/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See results.h. Every figure goes through result_of_question, so that the page, the file and the report
 * can't differ. */
#include "evaluation/results.h"

#include "evaluation.sql.h"
#include "i18n/catalogue.h"
#include "output/csv.h"
#include "stats/summary.h"

#include <math.h>

/* Counts one question over the packed responses. A response shorter than the questionnaire has no answer. */
static QuestionResult result_of_question(Cx *cx, const Question *question, size_t at,
                                         const ResponseListRows *responses)
{
    size_t n_values = (size_t)question->high - (size_t)question->low + 1;
    QuestionResult result = {.question = *question, .counts = NEW_ARRAY(cx->arena, int64_t, n_values)};
    for (size_t i = 0; i < responses->n; i++) {
        Blob answers = responses->at[i].answers;
        unsigned char answer = at < answers.n ? answers.bytes[at] : ANSWER_NONE;
        if (answer == ANSWER_CANT_SAY) {
            result.cant_say++;
        } else if (answer >= ANSWER_FIRST && (size_t)(answer - ANSWER_FIRST) < n_values) {
            result.counts[answer - ANSWER_FIRST]++;
            result.n++;
        }
    }
    if (result.n < EVALUATION_SHOWN_FROM)
        return (QuestionResult){.question = *question, .n = result.n, .withheld = true};
    Summary summary = summary_of_counts(result.counts, n_values, question->low);
    Interval interval = summary_mean_interval(&summary, 0.95);
    result.mean = summary.mean;
    result.median = summary.median;
    result.sd = summary.sd;
    result.low = interval.low;
    result.high = interval.high;
    return result;
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
    ResponseListRows responses;
    TRY(evaluation_questions(cx, evaluation.questionnaire, &questions));
    TRY(q_response_list(cx, id, &responses));
    Results results = {.n = (int64_t)responses.n, .invited = evaluation.invited};
    results.withheld = results.n < EVALUATION_SHOWN_FROM;
    if (!results.withheld) {
        results.questions.at = NEW_ARRAY(cx->arena, QuestionResult, questions.n);
        for (size_t i = 0; i < questions.n; i++)
            if (questions.at[i].kind != QUESTION_TEXT)
                results.questions.at[results.questions.n++] =
                    result_of_question(cx, &questions.at[i], i, &responses);
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

/* ---- the same as a file ---- */

/* With the decimal sign that a spreadsheet of the reader's language takes for one. */
static void csv_f64(Cx *cx, CsvWriter *csv, double value)
{
    char *text = arena_printf(cx->arena, "%.4f", value);
    char *point = strchr(text, '.');
    if (point && csv->separator == ';')
        *point = ',';
    csv_cell(csv, isnan(value) ? "" : text);
}

static void write_counts(Cx *cx, CsvWriter *csv, const QuestionResult *r)
{
    Buf counts = buf_make(cx->arena);
    for (int value = r->question.low; value <= r->question.high; value++)
        buf_printf(&counts, "%s%d: %lld", value == r->question.low ? "" : ", ", value,
                   (long long)r->counts[value - r->question.low]);
    csv_cell(csv, buf_text(&counts));
}

const Err *evaluation_results_csv(Cx *cx, EvaluationId id, Buf *out)
{
    Results results;
    TRY(evaluation_results(cx, id, false, &results));
    static const char *const head[] = {N_("Question"), N_("Dimension"), "n",           N_("I can't say"),
                                       N_("Mean"),     N_("95 % from"), N_("95 % to"), N_("Distribution")};
    CsvWriter csv = csv_writer(out, cx->lang == LANG_EN ? ',' : ';');
    for (size_t i = 0; i < ARRAY_LENGTH(head); i++)
        csv_cell(&csv, t(cx, head[i]));
    csv_end_row(&csv);
    for (size_t i = 0; i < results.questions.n; i++) {
        const QuestionResult *r = &results.questions.at[i];
        csv_cell(&csv, r->question.wording);
        csv_cell(&csv, t(cx, dimension_name(r->question.dimension)));
        if (r->withheld) {
            csv_cell(&csv, t(cx, "fewer than five answers"));
            for (size_t k = 3; k < ARRAY_LENGTH(head); k++)
                csv_cell(&csv, "");
        } else {
            csv_cell_i64(&csv, r->n);
            csv_cell_i64(&csv, r->cant_say);
            csv_f64(cx, &csv, r->mean);
            csv_f64(cx, &csv, r->low);
            csv_f64(cx, &csv, r->high);
            write_counts(cx, &csv, r);
        }
        csv_end_row(&csv);
    }
    return NULL;
}
