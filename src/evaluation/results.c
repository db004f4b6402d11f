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
    size_t n_values = (size_t)(question->high - question->low + 1);
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
    if (result.n < EVALUATION_SHOWN_FROM) {
        return (QuestionResult){.question = *question, .n = result.n, .withheld = true};
    }
    Summary summary = summary_of_counts(result.counts, n_values, question->low);
    result.mean = summary.mean;
    Interval interval = summary_mean_interval(&summary, 0.95);
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

/* ---- the same as a file ---- */

static void csv_f64(Cx *cx, CsvWriter *csv, double value)
{
    csv_cell(csv, isnan(value) ? "" : arena_printf(cx->arena, "%.4f", value));
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
    static const char *const head[] = {N_("Question"), N_("Dimension"), N_("n"),       N_("Can't say"),
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
