/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages of budget years. */
#include "plan/budget_pages.h"

#include "budget.html.h"
#include "plan/budget_routes.h"
#include "programme/gate.h"
#include "programme/page.h"

UiKind cost_state_kind(CostState state)
{
    static const UiKind kinds[COST_STATE_COUNT] = {
        [COST_COMMITTED] = UI_WARNING, [COST_INVOICED] = UI_WARNING, [COST_PAID] = UI_SUCCESS};
    return kinds[state]; /* UI_INFO is 0 */
}

static const char *year_path(Cx *cx, BudgetYearId id)
{
    return path(cx, "/budget/{id}", "id", h_part_i64(cx, id.v));
}

/* ---- all years ---- */

typedef struct YearForm {
    int64_t unused; /* no offset of 0 */
    int64_t year;
    Cents amount;
} YearForm;
static const FormField year_fields[] = {
    {"year", N_("Year"), FIELD_I64, FORM_AT(YearForm, year), .required = true, .min = 2000, .max = 2100},
    {"amount", N_("Amount"), FIELD_CENTS, FORM_AT(YearForm, amount), .required = true},
};
const FormRules budget_year_form = FORM_RULES(YearForm, year_fields);

const Err *budget_list_show(Request *rq)
{
    BudgetListView v = {.input = rq->input, .may_write = request_may(rq, PERM_BUDGET_WRITE)};
    TRY(budget_years(rq->cx, &v.years));
    view_budget_list(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "Budget")});
}

const Err *budget_year_save(Request *rq)
{
    if (form_failed(rq))
        return budget_list_show(rq);
    const YearForm *form = rq->form;
    BudgetYearId id;
    TRY(budget_year_add(rq->cx, (int32_t)form->year, form->amount, &id));
    return respond_redirect(rq, year_path(rq->cx, id));
}

/* ---- one year ---- */

typedef struct AmountForm {
    int64_t unused; /* no offset of 0 */
    Cents amount;
} AmountForm;
static const FormField amount_fields[] = {
    {"amount", N_("Amount"), FIELD_CENTS, FORM_AT(AmountForm, amount), .required = true},
};
const FormRules budget_amount_form = FORM_RULES(AmountForm, amount_fields);

static SafeHtml chart_of(Cx *cx, const BudgetView *v)
{
    const char *year = arena_printf(cx->arena, "%d", v->year.year);
    return svg_budget(cx, (ChartText){t(cx, "Budget {year}", "year", year), NULL},
                      (BudgetBar){.amount = v->year.amount,
                                  .planned = v->sum[COST_PLANNED],
                                  .committed = {v->sum[COST_COMMITTED].v + v->sum[COST_INVOICED].v},
                                  .paid = v->sum[COST_PAID]});
}

const Err *budget_amount_stored(Request *rq, FormInput **ret_values)
{
    BudgetYear year;
    TRY(budget_year_card(rq->cx, REQUEST_ID(rq, BudgetYearId, 0), &year));
    *ret_values = request_form(rq, &budget_amount_form, &(AmountForm){.amount = year.amount});
    return NULL;
}

static const Err *show_year(Request *rq, FormInput *input)
{
    Cx *cx = rq->cx;
    BudgetView v = {.input = input, .may_write = request_may(rq, PERM_BUDGET_WRITE)};
    TRY(budget_year_card(cx, REQUEST_ID(rq, BudgetYearId, 0), &v.year));
    TRY(q_cost_line_list(cx, v.year.id, &v.lines));
    for (size_t i = 0; i < v.lines.n; i++)
        v.sum[v.lines.at[i].state].v += v.lines.at[i].amount.v;
    v.chart = chart_of(cx, &v);
    view_budget_year(cx, &rq->body, &v);
    UiCrumb crumb = {t(cx, "Budget"), path(cx, "/budget")};
    return page_send(rq, &(Page){.title = arena_printf(cx->arena, "%d", v.year.year),
                                 .crumbs = &crumb,
                                 .n_crumbs = 1,
                                 .wide = true});
}

const Err *budget_show(Request *rq)
{
    FormInput *input;
    TRY(budget_amount_stored(rq, &input));
    return show_year(rq, input);
}

const Err *budget_amount_save(Request *rq)
{
    if (form_failed(rq))
        return show_year(rq, rq->input);
    BudgetYearId id = REQUEST_ID(rq, BudgetYearId, 0);
    TRY(budget_year_change(rq->cx, id, ((const AmountForm *)rq->form)->amount));
    return respond_redirect(rq, year_path(rq->cx, id));
}
