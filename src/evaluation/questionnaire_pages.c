/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What participants see: the code of their slip, the questionnaire, the thanks. Nothing here reads or writes
 * who is there, signed in or not; the routes run ON_APART. */
#include "evaluation/evaluation_pages.h"

#include "evaluation/evaluation_routes.h"
#include "i18n/fold.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "questionnaire.html.h"

#include <stdlib.h>

enum { TEXT_MAX = 5000 /* bytes of a free text */, RADIO_MOST = 11 };

static const char cant_say[] = "x";

/* ---- the code ---- */

typedef struct CodeForm {
    const char *code;
} CodeForm;
static const FormField code_fields[] = {
    {"code", N_("Code on your slip"), FIELD_TEXT, FORM_AT(CodeForm, code), .required = true, .max = 60},
};
const FormRules code_form = FORM_RULES(CodeForm, code_fields);

const Err *evaluate_code_show(Request *rq)
{
    view_evaluate_code(rq->cx, &rq->body, &(CodeView){rq->input});
    return page_send(rq, &(Page){.title = t(rq->cx, "Give your opinion")});
}

/* A used or late slip is no mistake of the reader's: it gets a page of its own. */
static const Err *show_over(Request *rq, const Err *err)
{
    rq->status = err_http_status(err);
    view_evaluate_over(rq->cx, &rq->body, message_of_error(rq->cx, err));
    return page_send(rq, &(Page){.title = t(rq->cx, "Thank you"), .noindex = true});
}

const Err *evaluate_code_submit(Request *rq)
{
    Cx *cx = rq->cx;
    const CodeForm *form = rq->form;
    Evaluation evaluation;
    if (form_failed(rq))
        return evaluate_code_show(rq);
    const Err *err = evaluation_of_slip(cx, form->code, &evaluation);
    if (err && err->kind == ERR_GONE)
        return show_over(rq, err);
    if (err && err->kind == ERR_NOT_FOUND) {
        input_add_error(cx, rq->input, "code", t(cx, "Code on your slip"), message_of_error(cx, err));
        return form_failed(rq) ? evaluate_code_show(rq) : NULL;
    }
    TRY(err);
    return respond_redirect(rq, path(cx, "/evaluate/{token}", "token", slip_token(cx, form->code)));
}

/* ---- the questionnaire ---- */

/* The answers' fields depend on the questions: read_answers takes them from what was sent. */
typedef struct AnswerForm {
    bool unused;
} AnswerForm;
const FormRules answer_form = {NULL, 0, sizeof(AnswerForm), .max_body = 256 << 10};

static const char *field_name(Cx *cx, size_t question)
{
    return arena_printf(cx->arena, "q%zu", question + 1);
}

static UiOptions scale_options(Cx *cx, const Question *q)
{
    int n = q->high - q->low + 1;
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, (size_t)n + 1);
    for (int i = 0; i < n; i++) {
        const char *number = plain(q->low + i);
        const char *label = i == 0       ? t(cx, "{number} – not at all", "number", number)
                            : i == n - 1 ? t(cx, "{number} – fully", "number", number)
                                         : number;
        options[i] = (UiOption){.value = number, .label = label};
    }
    options[n] = (UiOption){.value = cant_say, .label = t(cx, "I can't say")};
    return (UiOptions){(size_t)n + 1, options};
}

static bool is_radio(const Question *q)
{
    return q->kind != QUESTION_TEXT && q->high - q->low < RADIO_MOST;
}

static AskedGroup group_of(Cx *cx, const Questions *questions, Dimension dimension)
{
    AskedGroup group = {dimension, {.at = NEW_ARRAY(cx->arena, AskedQuestion, questions->n)}};
    for (size_t i = 0; i < questions->n; i++) {
        const Question *q = &questions->at[i];
        if (q->dimension != dimension)
            continue;
        AskedQuestion asked = {.question = q, .name = field_name(cx, i)};
        if (is_radio(q))
            asked.options = scale_options(cx, q);
        else if (q->kind == QUESTION_TEXT)
            asked.field = (UiField){
                .rows = 4, .max_length = TEXT_MAX / 4, .hint = t(cx, "Please don't write any names here.")};
        else
            asked.field = (UiField){
                .short_width = true,
                .hint = t(cx, "A number from {low} to {high}", "low", plain(q->low), "high", plain(q->high))};
        group.questions.at[group.questions.n++] = asked;
    }
    return group;
}

static const Err *show_questionnaire(Request *rq, const Evaluation *evaluation, const Questions *questions)
{
    Cx *cx = rq->cx;
    static const Dimension order[] = {DIMENSION_RELEVANCE, DIMENSION_METHOD, DIMENSION_TOPICS,
                                      DIMENSION_OTHER};
    QuestionnaireView v = {.input = rq->input,
                           .evaluation = *evaluation,
                           .token = rq->keys[0],
                           .groups = {.at = NEW_ARRAY(cx->arena, AskedGroup, DIMENSION_COUNT)}};
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        AskedGroup group = group_of(cx, questions, order[i]);
        if (group.questions.n > 0)
            v.groups.at[v.groups.n++] = group;
    }
    view_evaluate(cx, &rq->body, &v);
    rq->no_store = true;
    return page_send(rq, &(Page){.title = t(cx, "Give your opinion: {title}", "title", evaluation->title),
                                 .noindex = true});
}

const Err *evaluate_show(Request *rq)
{
    Evaluation evaluation;
    Questions questions;
    const Err *err = evaluation_of_slip(rq->cx, rq->keys[0], &evaluation);
    if (err && err->kind == ERR_GONE)
        return show_over(rq, err);
    TRY(err);
    TRY(evaluation_questions(rq->cx, evaluation.questionnaire, &questions));
    return show_questionnaire(rq, &evaluation, &questions);
}

/* ---- the answers ---- */

/* What was sent for a scale or number; false when it is nothing that was offered. */
static bool read_packed(const Question *q, const char *sent, unsigned char *ret_answer)
{
    *ret_answer = ANSWER_NONE;
    if (!*sent)
        return true;
    if (strcmp(sent, cant_say) == 0) {
        *ret_answer = ANSWER_CANT_SAY;
        return true;
    }
    char *end;
    long value = strtol(sent, &end, 10);
    if (*end || value < q->low || value > q->high)
        return false;
    *ret_answer = (unsigned char)(value - q->low + ANSWER_FIRST);
    return true;
}

static void read_text(Cx *cx, FormInput *input, const char *name, const Question *q, const char **ret_text)
{
    const char *sent = input_value(input, name);
    const char *clean = text_clean(cx->arena, sent, strlen(sent), true);
    if (!clean)
        input_add_error(cx, input, name, q->wording,
                        t(cx, "This text holds characters that can't be stored. Please type it again."));
    else if (strlen(clean) > TEXT_MAX)
        input_add_error(cx, input, name, q->wording, t(cx, "This text is too long. Please shorten it."));
    else
        *ret_text = clean;
}

/* Fills the response from the form; what does not fit becomes an error beside its question. */
static Response read_answers(Request *rq, const Questions *questions)
{
    Cx *cx = rq->cx;
    Response response = {arena_alloc(cx->arena, questions->n),
                         NEW_ARRAY(cx->arena, const char *, questions->n)};
    bool any = false;
    for (size_t i = 0; i < questions->n; i++) {
        const Question *q = &questions->at[i];
        const char *name = field_name(cx, i);
        if (q->kind == QUESTION_TEXT)
            read_text(cx, rq->input, name, q, &response.texts[i]);
        else if (!read_packed(q, input_value(rq->input, name), &response.answers[i]))
            input_add_error(cx, rq->input, name, q->wording, t(cx, "Please choose one of the answers."));
        any = any || response.answers[i] != ANSWER_NONE || (response.texts[i] && *response.texts[i]);
    }
    if (!any && rq->input->n_errors == 0)
        input_add_error(cx, rq->input, field_name(cx, 0), questions->at[0].wording,
                        t(cx, "Please answer at least one question."));
    return response;
}

const Err *evaluate_submit(Request *rq)
{
    Cx *cx = rq->cx;
    Evaluation evaluation;
    Questions questions;
    const Err *err = evaluation_of_slip(cx, rq->keys[0], &evaluation);
    if (err && err->kind == ERR_GONE)
        return show_over(rq, err);
    TRY(err);
    TRY(evaluation_questions(cx, evaluation.questionnaire, &questions));
    Response response = read_answers(rq, &questions);
    if (form_failed(rq))
        return show_questionnaire(rq, &evaluation, &questions);
    TRY(evaluation_answer(cx, rq->keys[0], &questions, &response));
    return respond_redirect(rq, path(cx, "/evaluate/thanks"));
}

const Err *evaluate_thanks(Request *rq)
{
    view_evaluate_thanks(rq->cx, &rq->body);
    return page_send(rq, &(Page){.title = t(rq->cx, "Thank you"), .noindex = true});
}
