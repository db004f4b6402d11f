/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See budget.h. */
#include "plan/budget.h"

#include "budget.sql.h"
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"

static const struct {
    const char *name;
    bool uses;
    bool to[COST_STATE_COUNT];
} states[COST_STATE_COUNT] = {
    [COST_PLANNED] = {N_("planned"), false, {[COST_COMMITTED] = true, [COST_RELEASED] = true}},
    [COST_COMMITTED] = {N_("committed"),
                        true,
                        {[COST_COMMITTED] = true, [COST_INVOICED] = true, [COST_RELEASED] = true}},
    [COST_INVOICED] = {N_("invoiced"), true, {[COST_PAID] = true, [COST_RELEASED] = true}},
    [COST_PAID] = {N_("paid"), true, {0}},
    [COST_RELEASED] = {N_("released"), false, {0}},
};

static const char *const kinds[COST_KIND_COUNT] = {
    [COST_FEE] = N_("Fee"),
    [COST_ROOM] = N_("Room"),
    [COST_CATERING] = N_("Catering"),
    [COST_CHILDCARE] = N_("Childcare"),
    [COST_INTERPRETATION] = N_("Interpretation"),
    [COST_MATERIAL] = N_("Material"),
    [COST_OTHER] = N_("Other"),
};

const char *cost_state_name(CostState state)
{
    return states[state].name;
}

const char *cost_kind_name(CostKind kind)
{
    return kinds[kind];
}

bool cost_step_allowed(CostState from, CostState to)
{
    return states[from].to[to];
}

bool cost_uses_budget(CostState state)
{
    return states[state].uses;
}

/* ---- years ---- */

static BudgetYear year_of(const BudgetYearFind *row)
{
    return (BudgetYear){.id = row->id,
                        .programme = row->programme,
                        .year = row->year,
                        .amount = row->amount,
                        .used = row->used,
                        .is_closed = row->has_closed_at};
}

Cents budget_left(const BudgetYear *year)
{
    return (Cents){year->amount.v - year->used.v};
}

const Err *budget_year_card(Cx *cx, BudgetYearId id, BudgetYear *ret_year)
{
    BudgetYearFind row;
    bool found;
    TRY(q_budget_year_find(cx, id, &row, &found));
    if (!found || row.programme.v != cx->programme.v)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such budget year here.");
    *ret_year = year_of(&row);
    return NULL;
}

const Err *budget_years(Cx *cx, BudgetYears *ret_years)
{
    BudgetYearFindRows rows;
    TRY(q_budget_year_list(cx, cx->programme, &rows));
    BudgetYears years = {rows.n, NEW_ARRAY(cx->arena, BudgetYear, rows.n)};
    for (size_t i = 0; i < rows.n; i++)
        years.at[i] = year_of(&rows.at[i]);
    *ret_years = years;
    return NULL;
}

static const char *year_text(Cx *cx, int32_t year)
{
    return arena_printf(cx->arena, "%d", year);
}

const Err *budget_year_add(Cx *cx, int32_t year, Cents amount, BudgetYearId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    BudgetYearFind taken;
    bool found;
    TRY(q_budget_year_of(cx, cx->programme, year, &taken, &found));
    if (found)
        return FAIL(cx, ERR_CONFLICT, "There is a budget for {year} already.", "year", year_text(cx, year));
    BudgetYearId id;
    TRY(q_budget_year_insert(cx, cx->programme, year, amount, &id));
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "year", "", year_text(cx, year));
    audit_change_i64(&detail, "amount_cents", 0, amount.v);
    TRY(audit_add(cx, "budget.create", "budget_year", id.v, buf_text(&detail)));
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

static const Err *refuse_closed(Cx *cx, const BudgetYear *year)
{
    return FAIL(cx, ERR_CONFLICT, "The budget of {year} is closed. Nothing in it can be changed any more.",
                "year", year_text(cx, year->year));
}

const Err *budget_year_change(Cx *cx, BudgetYearId id, Cents amount)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    BudgetYear year;
    TRY(budget_year_card(cx, id, &year));
    if (year.is_closed)
        return refuse_closed(cx, &year);
    int64_t count;
    TRY(q_budget_year_set_amount(cx, id, amount, &count));
    if (count == 0)
        return FAIL(cx, ERR_CONFLICT,
                    "{used} of the budget of {year} is committed or paid already. The amount can't be lower "
                    "than that: release commitments first.",
                    "used", format_money(cx, year.used), "year", year_text(cx, year.year));
    Buf detail = buf_make(cx->arena);
    audit_change_i64(&detail, "amount_cents", year.amount.v, amount.v);
    TRY(audit_add(cx, "budget.change", "budget_year", id.v, buf_text(&detail)));
    return tx_commit(cx, &tx);
}

/* ---- lines ---- */

static const Err *find_line(Cx *cx, CostLineId id, CostLineFind *ret_line)
{
    bool found;
    CostLineFind line;
    TRY(q_cost_line_find(cx, id, &line, &found));
    if (!found || line.programme.v != cx->programme.v)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such cost line here.");
    *ret_line = line;
    return NULL;
}

static const Err *write_ledger(Cx *cx, CostLineId line, CostState state, Cents amount, const char *note)
{
    LedgerEntryId id;
    return q_ledger_insert(cx, line, state, amount, cx_now(cx), cx->person.v ? &cx->person : NULL, note, &id);
}

static const Err *check_seminar_year(Cx *cx, SeminarId seminar, const BudgetYear *year)
{
    BudgetSeminarYear row;
    bool found;
    TRY(q_budget_seminar_year(cx, seminar, &row, &found));
    if (!found || row.year.v != year->id.v)
        return FAIL(cx, ERR_CONFLICT, "This seminar is not paid from the budget of {year}.", "year",
                    year_text(cx, year->year));
    return NULL;
}

const Err *cost_line_add(Cx *cx, BudgetYearId year_id, const CostDraft *draft, CostLineId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    BudgetYear year;
    TRY(budget_year_card(cx, year_id, &year));
    if (year.is_closed)
        return refuse_closed(cx, &year);
    if (draft->seminar.v)
        TRY(check_seminar_year(cx, draft->seminar, &year));
    CostLineId id;
    TRY(q_cost_line_insert(cx, cx->programme, year_id, draft->seminar.v ? &draft->seminar : NULL, draft->kind,
                           draft->amount, draft->note, &id));
    TRY(write_ledger(cx, id, COST_PLANNED, draft->amount, draft->note));
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "kind", "", cost_kind_name(draft->kind));
    audit_change_i64(&detail, "seminar", 0, draft->seminar.v);
    audit_change_i64(&detail, "amount_cents", 0, draft->amount.v);
    audit_change(&detail, "note", "", draft->note);
    TRY(audit_add(cx, "cost_line.create", "cost_line", id.v, buf_text(&detail)));
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

static const Err *refuse_stale(Cx *cx)
{
    return FAIL(cx, ERR_CONFLICT,
                "Somebody else has changed this cost line meanwhile. Nothing was saved: look at the line as "
                "it is now, and try again.");
}

const Err *cost_line_change(Cx *cx, CostLineId id, const CostDraft *draft)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    CostLineFind line;
    TRY(find_line(cx, id, &line));
    if (line.state != COST_PLANNED)
        return FAIL(cx, ERR_CONFLICT, "This cost line is {state}. Only planned lines can be rewritten.",
                    "state", t(cx, cost_state_name(line.state)));
    TRY(q_cost_line_set(cx, id, draft->kind, draft->amount, draft->note, NULL));
    TRY(write_ledger(cx, id, COST_PLANNED, draft->amount, draft->note));
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "kind", cost_kind_name(line.kind), cost_kind_name(draft->kind));
    audit_change_i64(&detail, "amount_cents", line.amount.v, draft->amount.v);
    audit_change(&detail, "note", line.note, draft->note);
    TRY(audit_add(cx, "cost_line.change", "cost_line", id.v, buf_text(&detail)));
    return tx_commit(cx, &tx);
}

/* ---- steps ---- */

static int64_t used_by(CostState state, Cents amount)
{
    return cost_uses_budget(state) ? amount.v : 0;
}

/* Moves the year by what the step changes. The condition is part of the UPDATE, so nothing can come between.
 */
static const Err *use_budget(Cx *cx, BudgetYearId id, int64_t delta)
{
    int64_t count;
    TRY(q_budget_year_use(cx, id, (Cents){delta}, &count));
    if (count)
        return NULL;
    BudgetYear year;
    TRY(budget_year_card(cx, id, &year));
    if (year.is_closed)
        return refuse_closed(cx, &year);
    return FAIL(cx, ERR_CONFLICT,
                "{more} more do not fit into the budget of {year}: {left} of {amount} are left. Lower the "
                "amount, or release another commitment first.",
                "more", format_money(cx, (Cents){delta}), "year", year_text(cx, year.year), "left",
                format_money(cx, budget_left(&year)), "amount", format_money(cx, year.amount));
}

const Err *budget_step(Cx *cx, CostLineId id, const CostStep *step)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    CostLineFind line;
    TRY(find_line(cx, id, &line));
    if (step->version && step->version != line.version)
        return refuse_stale(cx);
    if (!cost_step_allowed(line.state, step->to))
        return FAIL(cx, ERR_CONFLICT, "A cost line that is {from} can't become {to}.", "from",
                    t(cx, cost_state_name(line.state)), "to", t(cx, cost_state_name(step->to)));
    Cents amount = step->amount ? *step->amount : line.amount;
    TRY(use_budget(cx, line.year, used_by(step->to, amount) - used_by(line.state, line.amount)));
    int64_t count;
    TRY(q_cost_line_set_state(cx, id, line.version, step->to, amount, &count));
    if (count == 0)
        return refuse_stale(cx);
    TRY(write_ledger(cx, id, step->to, amount, step->note ? step->note : ""));
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "state", cost_state_name(line.state), cost_state_name(step->to));
    audit_change_i64(&detail, "amount_cents", line.amount.v, amount.v);
    audit_change(&detail, "note", "", step->note);
    TRY(audit_add(cx, "cost_line.step", "cost_line", id.v, buf_text(&detail)));
    return tx_commit(cx, &tx);
}

static const Err *step_all(Cx *cx, SeminarId seminar, CostState to, bool only_planned, const char *why)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    CostLineListRows lines;
    TRY(q_cost_line_of_seminar(cx, seminar, &lines));
    for (size_t i = 0; i < lines.n; i++)
        if (cost_step_allowed(lines.at[i].state, to) && (!only_planned || lines.at[i].state == COST_PLANNED))
            TRY(budget_step(cx, lines.at[i].id, &(CostStep){.to = to, .note = why}));
    return tx_commit(cx, &tx);
}

const Err *budget_commit_seminar(Cx *cx, SeminarId seminar)
{
    return step_all(cx, seminar, COST_COMMITTED, true, "");
}

const Err *budget_release_seminar(Cx *cx, SeminarId seminar, const char *why)
{
    return step_all(cx, seminar, COST_RELEASED, false, why);
}

/* ---- scopes ---- */

const Err *budget_year_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    BudgetYearFind row;
    bool found;
    TRY(q_budget_year_find(cx, (BudgetYearId){id}, &row, &found));
    if (found)
        *ret_scope = (ObjectScope){.exists = true, .programme = row.programme};
    return NULL;
}

const Err *cost_line_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    CostLineFind row;
    bool found;
    TRY(q_cost_line_find(cx, (CostLineId){id}, &row, &found));
    if (found)
        *ret_scope = (ObjectScope){.exists = true, .programme = row.programme};
    return NULL;
}
