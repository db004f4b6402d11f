/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The office's pages: rounds, slips to print, closing. */
#include "evaluation/evaluation_pages.h"

#include "evaluation.html.h"
#include "evaluation/evaluation_routes.h"
#include "html/qr_svg.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "seminar/seminar.h"

enum { SLIPS_USUAL = 20 };

static const Err *send_page(Request *rq, const char *title)
{
    UiCrumb crumb = {t(rq->cx, "Evaluations"), path(rq->cx, "/evaluations")};
    return page_send(rq, &(Page){.title = title, .crumbs = &crumb, .n_crumbs = 1});
}

const Err *evaluations_show(Request *rq)
{
    Cx *cx = rq->cx;
    EvaluationsView v = {.input = rq->input};
    TRY(q_evaluation_to_open(cx, cx->programme, local_today(cx), &v.to_open));
    TRY(q_evaluation_list(cx, cx->programme, &v.rounds));
    view_evaluations(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Evaluations"), .wide = true});
}

static const char *manage_path(Cx *cx, EvaluationId id)
{
    return path(cx, "/evaluations/{id}/manage", "id", plain(id.v));
}

const Err *evaluation_open_submit(Request *rq)
{
    EvaluationId id;
    TRY(evaluation_open(rq->cx, REQUEST_ID(rq, SeminarId, 0), &id));
    return respond_redirect(rq, manage_path(rq->cx, id));
}

/* ---- one round ---- */

typedef struct SlipsForm {
    bool unused;
    int64_t slips;
} SlipsForm;
static const FormField slips_fields[] = {
    {"slips", N_("Number of slips"), FIELD_I64, FORM_AT(SlipsForm, slips), .required = true, .min = 1,
     .max = EVALUATION_SLIPS_MAX},
};
const FormRules slips_form = FORM_RULES(SlipsForm, slips_fields);

typedef struct CloseForm {
    bool sure;
} CloseForm;
static const FormField close_fields[] = {
    {"sure", N_("All who want to have answered"), FIELD_CHECK, FORM_AT(CloseForm, sure), .required = true},
};
const FormRules close_form = FORM_RULES(CloseForm, close_fields);

static const Err *show_round(Request *rq, FormInput *input)
{
    Cx *cx = rq->cx;
    ManageView v = {.input = input};
    TRY(evaluation_find(cx, REQUEST_ID(rq, EvaluationId, 0), &v.evaluation));
    TRY(q_evaluation_counts(cx, v.evaluation.id, &v.counts));
    view_evaluation_manage(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Evaluation: {title}", "title", v.evaluation.title));
}

const Err *evaluation_manage_show(Request *rq)
{
    Evaluation evaluation;
    TRY(evaluation_find(rq->cx, REQUEST_ID(rq, EvaluationId, 0), &evaluation));
    SlipsForm usual = {.slips = evaluation.invited > 0 ? evaluation.invited : SLIPS_USUAL};
    if (usual.slips > EVALUATION_SLIPS_MAX)
        usual.slips = EVALUATION_SLIPS_MAX;
    return show_round(rq, request_form(rq, &slips_form, &usual));
}

const Err *evaluation_close_submit(Request *rq)
{
    Cx *cx = rq->cx;
    EvaluationId id = REQUEST_ID(rq, EvaluationId, 0);
    if (form_failed(rq))
        return show_round(rq, rq->input);
    TRY(evaluation_close(cx, id));
    return respond_redirect(rq, path(cx, "/evaluations/{id}", "id", plain(id.v)));
}

/* ---- slips ---- */

/* "abcdefghijkm" as "abcd efgh ijkm". */
static const char *in_groups(Cx *cx, const char *token)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; token[i]; i++) {
        if (i > 0 && i % 4 == 0)
            buf_char(&text, ' ');
        buf_char(&text, token[i]);
    }
    return buf_text(&text);
}

/* One paper for all: what to do, in each language that participants of the programme may read. */
static SlipTexts slip_texts(Request *rq)
{
    Cx *cx = rq->cx;
    SlipTexts texts = {.at = NEW_ARRAY(cx->arena, SlipText, LANG_COUNT)};
    static const Lang spoken[] = {LANG_DE, LANG_EN, LANG_AR};
    for (size_t i = 0; i < ARRAY_LENGTH(spoken); i++) {
        if (!programme_speaks(request_programme(rq), spoken[i]))
            continue;
        Cx in_language = *cx;
        in_language.lang = spoken[i];
        texts.at[texts.n++] =
            (SlipText){spoken[i], t(&in_language, "Your opinion counts"),
                       t(&in_language, "Scan the picture with your phone, or enter the code at the address. "
                                       "The answers are anonymous. The code works once.")};
    }
    return texts;
}

static const Err *show_slips(Request *rq, const SlipTokens *tokens)
{
    Cx *cx = rq->cx;
    SlipsView v = {.texts = slip_texts(rq), .slips = {tokens->n, NEW_ARRAY(cx->arena, SlipView, tokens->n)}};
    TRY(evaluation_find(cx, REQUEST_ID(rq, EvaluationId, 0), &v.evaluation));
    TRY(programme_address(cx, path(cx, "/evaluate"), &v.address));
    for (size_t i = 0; i < tokens->n; i++) {
        const char *code = in_groups(cx, tokens->at[i]), *url;
        TRY(programme_address(cx, path(cx, "/evaluate/{token}", "token", tokens->at[i]), &url));
        v.slips.at[i] = (SlipView){code, svg_qr(cx, url, t(cx, "QR code: {code}", "code", code))};
    }
    view_evaluation_slips(cx, &rq->body, &v);
    rq->no_store = true; /* the codes are on paper only */
    return send_page(rq, t(cx, "Slips: {title}", "title", v.evaluation.title));
}

const Err *evaluation_slips_submit(Request *rq)
{
    if (form_failed(rq))
        return show_round(rq, rq->input);
    SlipTokens tokens;
    TRY(evaluation_make_slips(rq->cx, REQUEST_ID(rq, EvaluationId, 0), ((SlipsForm *)rq->form)->slips,
                              &tokens));
    return show_slips(rq, &tokens);
}
