/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages of single cost lines: new, change, and the steps from plan to payment. */
#include "budget.html.h"
#include "plan/budget_pages.h"
#include "plan/budget_routes.h"
#include "programme/gate.h"
#include "programme/page.h"

/* Codes of CostKind from 1, and of CostState, as forms send them. */
static const char *const kind_codes[] = {"fee",      "room",  "catering", "childcare", "interpretation",
                                         "material", "other", NULL};

static UiOptions kind_options(Cx *cx)
{
    size_t n = COST_KIND_COUNT - 1;
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, n);
    for (size_t i = 0; i < n; i++)
        options[i] = (UiOption){.value = kind_codes[i], .label = t(cx, cost_kind_name((CostKind)(i + 1)))};
    return (UiOptions){n, options};
}

typedef struct CostForm {
    int kind;
    int64_t seminar;
    Cents amount;
    const char *note;
} CostForm;
static const FormField cost_fields[] = {
    {"seminar", N_("Seminar"), FIELD_ID, FORM_AT(CostForm, seminar)},
    {"kind", N_("Kind"), FIELD_CHOICE, FORM_AT(CostForm, kind), .required = true, .choices = kind_codes},
    {"amount", N_("Amount"), FIELD_CENTS, FORM_AT(CostForm, amount), .required = true},
    {"note", N_("Note"), FIELD_TEXT, FORM_AT(CostForm, note), .max = 400},
};
const FormRules cost_form = FORM_RULES(CostForm, cost_fields);

static CostDraft draft_of(const CostForm *form)
{
    return (CostDraft){.seminar = {form->seminar},
                       .kind = (CostKind)(form->kind + 1),
                       .amount = form->amount,
                       .note = form->note};
}

static const char *line_path(Cx *cx, CostLineId id)
{
    return path(cx, "/cost-lines/{id}?done=saved", "id", h_part_i64(cx, id.v));
}

static const Err *send_page(Request *rq, const BudgetYear *year, const char *title)
{
    Cx *cx = rq->cx;
    UiCrumb crumbs[] = {{t(cx, "Budget"), path(cx, "/budget")},
                        {arena_printf(cx->arena, "%d", year->year),
                         path(cx, "/budget/{id}", "id", h_part_i64(cx, year->id.v))}};
    return page_send(rq, &(Page){.title = title, .crumbs = crumbs, .n_crumbs = 2});
}

/* ---- new ---- */

static const Err *show_new(Request *rq, FormInput *input)
{
    Cx *cx = rq->cx;
    CostFormView v = {.input = input, .kinds = kind_options(cx)};
    BudgetSeminarChoiceRows seminars;
    TRY(budget_year_card(cx, REQUEST_ID(rq, BudgetYearId, 0), &v.year));
    TRY(q_budget_seminar_choice(cx, v.year.id, &seminars));
    v.seminars = (UiOptions){seminars.n, NEW_ARRAY(cx->arena, UiOption, seminars.n)};
    for (size_t i = 0; i < seminars.n; i++)
        v.seminars.at[i] =
            (UiOption){.value = h_part_i64(cx, seminars.at[i].id.v), .label = seminars.at[i].title};
    view_cost_new(cx, &rq->body, &v);
    return send_page(rq, &v.year, t(cx, "New cost line"));
}

/* ?seminar=3 chooses it already. */
const Err *cost_new_show(Request *rq)
{
    return show_new(rq, rq->input);
}

const Err *cost_new_save(Request *rq)
{
    if (form_failed(rq))
        return show_new(rq, rq->input);
    CostDraft draft = draft_of(rq->form);
    BudgetYearId year = REQUEST_ID(rq, BudgetYearId, 0);
    CostLineId id;
    TRY(cost_line_add(rq->cx, year, &draft, &id));
    if (draft.seminar.v && request_may(rq, PERM_SEMINAR_READ))
        return respond_redirect(
            rq, path(rq->cx, "/seminars/{id}/manage?done=saved", "id", h_part_i64(rq->cx, draft.seminar.v)));
    return respond_redirect(rq, path(rq->cx, "/budget/{id}?done=saved", "id", h_part_i64(rq->cx, year.v)));
}

/* ---- one line ---- */

const char *cost_step_field(Cx *cx, const char *to)
{
    return arena_printf(cx->arena, "step%s", to);
}

bool cost_can_step(const CostLineView *v, CostState to)
{
    return cost_step_allowed(v->line->state, to);
}

static const Err *find(Request *rq, CostLineFind *ret_line)
{
    bool found;
    TRY(q_cost_line_find(rq->cx, REQUEST_ID(rq, CostLineId, 0), ret_line, &found));
    return found ? NULL : FAIL(rq->cx, ERR_NOT_FOUND, "There is no such cost line here.");
}

const Err *cost_stored(Request *rq, FormInput **ret_values)
{
    CostLineFind line = {0};
    TRY(find(rq, &line));
    CostForm form = {.kind = (int)line.kind - 1, .amount = line.amount, .note = line.note};
    *ret_values = request_form(rq, &cost_form, &form);
    return NULL;
}

static const Err *show_line(Request *rq, FormInput *input)
{
    Cx *cx = rq->cx;
    CostLineFind line = {0};
    bool found = false;
    TRY(find(rq, &line));
    CostLineView v = {.input = input,
                      .line = &line,
                      .kinds = kind_options(cx),
                      .may_write = request_may(rq, PERM_BUDGET_WRITE),
                      .may_approve = request_may(rq, PERM_BUDGET_APPROVE)};
    BudgetSeminarYear seminar;
    if (line.has_seminar)
        TRY(q_budget_seminar_year(cx, line.seminar, &seminar, &found));
    v.seminar = line.has_seminar && found ? seminar.title : NULL;
    TRY(budget_year_card(cx, line.year, &v.year));
    TRY(q_ledger_of_line(cx, line.id, &v.steps));
    view_cost_line(cx, &rq->body, &v);
    return send_page(rq, &v.year, t(cx, cost_kind_name(line.kind)));
}

const Err *cost_show(Request *rq)
{
    FormInput *input;
    TRY(cost_stored(rq, &input));
    return show_line(rq, input);
}

const Err *cost_save(Request *rq)
{
    if (form_failed(rq))
        return show_line(rq, rq->input);
    CostDraft draft = draft_of(rq->form);
    CostLineId id = REQUEST_ID(rq, CostLineId, 0);
    TRY(cost_line_change(rq->cx, id, &draft));
    return respond_redirect(rq, line_path(rq->cx, id));
}

typedef struct StepForm {
    int64_t version, to;
    bool has_amount;
    Cents amount;
} StepForm;
static const FormField step_fields[] = {
    {"version", N_("Version"), FIELD_I64, FORM_AT(StepForm, version), .required = true},
    {"to", N_("Next step"), FIELD_I64, FORM_AT(StepForm, to), .required = true, .min = COST_PLANNED,
     .max = COST_RELEASED},
    {"step_amount", N_("Amount"), FIELD_CENTS, FORM_AT(StepForm, amount), FORM_AT(StepForm, has_amount)},
};
const FormRules cost_step_form = FORM_RULES(StepForm, step_fields);

/* The line's own form as it is stored; the amount of the step in the step's field. */
static const Err *show_step_again(Request *rq)
{
    Cx *cx = rq->cx;
    FormInput *input;
    TRY(cost_stored(rq, &input));
    const char *field = cost_step_field(cx, input_value(rq->input, "to"));
    for (size_t i = 0; i < rq->input->n_errors; i++)
        if (strcmp(rq->input->errors[i].field, "step_amount") == 0)
            rq->input->errors[i].field = field;
    input_set(cx, input, field, input_value(rq->input, "step_amount"));
    return show_line(rq, request_beside(rq, input));
}

const Err *cost_step_do(Request *rq)
{
    if (form_failed(rq))
        return show_step_again(rq);
    const StepForm *form = rq->form;
    CostLineId id = REQUEST_ID(rq, CostLineId, 0);
    TRY(budget_step(rq->cx, id,
                    &(CostStep){.to = (CostState)form->to,
                                .amount = form->has_amount ? &form->amount : NULL,
                                .version = (int32_t)form->version}));
    return respond_redirect(rq, line_path(rq->cx, id));
}
