/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The released results: as a page and as a file. */
#include "evaluation/evaluation_pages.h"

#include "evaluation/evaluation_routes.h"
#include "html/svg.h"
#include "output/pdf.h"
#include "output/table.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "results.html.h"

#include <math.h>

/* Free texts: for the office, and for the consultants of this seminar. */
static const Err *may_read(Request *rq, EvaluationId id, Permission permission, bool *ret_may)
{
    ObjectScope scope = {0};
    TRY(evaluation_scope(rq->cx, id.v, &scope));
    return session_may(rq->cx, request_session(rq), permission, &scope, ret_may);
}

/* ---- charts ---- */

static bool is_five_points(const QuestionResult *r)
{
    return r->question.low == 1 && r->question.high == 5;
}

static ScaleRow scale_row(const QuestionResult *r)
{
    ScaleRow row = {.label = r->question.wording};
    memcpy(row.count, r->counts, sizeof row.count);
    return row;
}

static SafeHtml bars_of(Cx *cx, const QuestionResult *r)
{
    size_t n = (size_t)r->question.high - (size_t)r->question.low + 1;
    BarRows rows = {n, NEW_ARRAY(cx->arena, BarRow, n)};
    for (size_t i = 0; i < n; i++)
        rows.at[i] = (BarRow){plain(r->question.low + (int)i), (double)r->counts[i], plain(r->counts[i])};
    return svg_bars(cx, (ChartText){.title = r->question.wording}, t(cx, "Answer"), t(cx, "Responses"), rows);
}

/* All questions from 1 to 5 in one chart, each other scale in one of its own. */
static ResultCharts charts_of(Cx *cx, const ResultLines *lines)
{
    ResultCharts charts = {.at = NEW_ARRAY(cx->arena, SafeHtml, lines->n + 1)};
    ScaleRows five = {.at = NEW_ARRAY(cx->arena, ScaleRow, lines->n)};
    for (size_t i = 0; i < lines->n; i++)
        if (!lines->at[i].result->withheld && is_five_points(lines->at[i].result))
            five.at[five.n++] = scale_row(lines->at[i].result);
    if (five.n > 0)
        charts.at[charts.n++] = svg_scale(cx, (ChartText){.title = t(cx, "How the answers are distributed")},
                                          t(cx, "not at all"), t(cx, "fully"), five);
    for (size_t i = 0; i < lines->n; i++)
        if (!lines->at[i].result->withheld && !is_five_points(lines->at[i].result))
            charts.at[charts.n++] = bars_of(cx, lines->at[i].result);
    return charts;
}

static ResultLine line_of(Cx *cx, const QuestionResult *r)
{
    ResultLine line = {.result = r};
    if (r->withheld)
        return line;
    line.mean = format_f64(cx, r->mean, 2);
    if (r->agree >= 0) {
        line.share = format_percent(cx, r->share, 0);
        line.share_interval = t(cx, "{low} to {high}", "low", format_percent(cx, r->share_low, 0), "high",
                                format_percent(cx, r->share_high, 0));
    }
    if (r->earlier.n > 0)
        line.earlier = format_f64(cx, r->earlier.mean, 2);
    if (r->all.n > 0)
        line.all = format_f64(cx, r->all.mean, 2);
    if (!isnan(r->low))
        line.interval =
            t(cx, "{low} to {high}", "low", format_f64(cx, r->low, 2), "high", format_f64(cx, r->high, 2));
    return line;
}

static TextAnswers texts_of(Cx *cx, const Results *results, QuestionId question)
{
    TextAnswers texts = {.at = NEW_ARRAY(cx->arena, TextAnswer, results->texts.n)};
    for (size_t i = 0; i < results->texts.n; i++)
        if (results->texts.at[i].question.v == question.v)
            texts.at[texts.n++] = results->texts.at[i];
    return texts;
}

static ResultGroup group_of(Cx *cx, const Results *results, const Questions *questions, Dimension dimension)
{
    ResultGroup group = {.dimension = dimension,
                         .lines = {.at = NEW_ARRAY(cx->arena, ResultLine, results->questions.n)},
                         .texts = {.at = NEW_ARRAY(cx->arena, ResultTexts, questions->n)}};
    for (size_t i = 0; i < results->questions.n; i++)
        if (results->questions.at[i].question.dimension == dimension) {
            ResultLine line = line_of(cx, &results->questions.at[i]);
            group.has_comparison |= line.earlier || line.all;
            group.lines.at[group.lines.n++] = line;
        }
    for (size_t i = 0; i < questions->n; i++) {
        const Question *q = &questions->at[i];
        if (q->dimension == dimension && q->kind == QUESTION_TEXT)
            group.texts.at[group.texts.n++] = (ResultTexts){q->wording, texts_of(cx, results, q->id)};
    }
    group.charts = charts_of(cx, &group.lines);
    return group;
}

static void fill_groups(Cx *cx, const Questions *questions, ResultsView *v)
{
    static const Dimension order[] = {DIMENSION_RELEVANCE, DIMENSION_METHOD, DIMENSION_TOPICS,
                                      DIMENSION_OTHER};
    v->groups.at = NEW_ARRAY(cx->arena, ResultGroup, ARRAY_LENGTH(order));
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        ResultGroup group = group_of(cx, &v->results, questions, order[i]);
        if (group.lines.n > 0 || group.texts.n > 0)
            v->groups.at[v->groups.n++] = group;
    }
}

/* ---- the page ---- */

const Err *evaluation_results_show(Request *rq)
{
    Cx *cx = rq->cx;
    EvaluationId id = REQUEST_ID(rq, EvaluationId, 0);
    ResultsView v = {0};
    Questions questions;
    TRY(evaluation_find(cx, id, &v.evaluation));
    TRY(may_read(rq, id, PERM_EVALUATION_READ, &v.may_read_texts));
    TRY(may_read(rq, id, PERM_EVALUATION_WRITE, &v.may_manage));
    TRY(evaluation_results(cx, id, v.may_read_texts, &v.results));
    TRY(evaluation_questions(cx, v.evaluation.questionnaire, &questions));
    if (v.results.invited >= v.results.n && v.results.n > 0)
        v.response_rate = format_percent(cx, (double)v.results.n / v.results.invited, 0);
    if (!v.results.withheld)
        fill_groups(cx, &questions, &v);
    view_evaluation_results(cx, &rq->body, &v);
    UiCrumb crumb = {t(cx, "Evaluations"), path(cx, "/evaluations")};
    return page_send(rq, &(Page){.title = t(cx, "Results: {title}", "title", v.evaluation.title),
                                 .crumbs = &crumb,
                                 .n_crumbs = v.may_manage,
                                 .wide = true});
}

/* ---- files ---- */

static const struct {
    const char *type, *ending;
} formats[RESULTS_FORMAT_COUNT] = {
    {"text/csv; charset=utf-8", "csv"}, {XLSX_TYPE, "xlsx"}, {PDF_TYPE, "pdf"}};

static const Err *send_file(Request *rq, ResultsFormat format)
{
    Cx *cx = rq->cx;
    EvaluationId id = REQUEST_ID(rq, EvaluationId, 0);
    Buf out = buf_make(cx->arena);
    TRY(evaluation_results_file(cx, id, format, &out));
    return respond_file(
        rq, formats[format].type,
        arena_printf(cx->arena, "evaluation-%lld.%s", (long long)id.v, formats[format].ending), out.data,
        out.n);
}

const Err *evaluation_results_csv(Request *rq)
{
    return send_file(rq, RESULTS_CSV);
}

const Err *evaluation_results_xlsx(Request *rq)
{
    return send_file(rq, RESULTS_XLSX);
}

const Err *evaluation_results_pdf(Request *rq)
{
    return send_file(rq, RESULTS_PDF);
}
