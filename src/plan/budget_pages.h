/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of the budget show. */
#pragma once

#include "budget.sql.h"
#include "html/svg.h"
#include "html/ui.h"
#include "plan/budget.h"

typedef struct BudgetListView {
    FormInput *input;
    BudgetYears years;
    bool may_write;
} BudgetListView;

typedef struct BudgetView {
    FormInput *input;
    BudgetYear year;
    CostLineListRows lines;
    Cents sum[COST_STATE_COUNT]; /* by state */
    SafeHtml chart;
    bool may_write;
} BudgetView;

typedef struct CostFormView {
    FormInput *input;
    BudgetYear year;
    UiOptions seminars, kinds;
} CostFormView;

typedef struct CostLineView {
    FormInput *input; /* of the change, while it is planned */
    BudgetYear year;
    const CostLineFind *line;
    const char *seminar; /* title; NULL: of the year as a whole */
    UiOptions kinds;
    LedgerOfLineRows steps;
    bool may_write, may_approve;
} CostLineView;

/* Where the amount of a step is typed: "step3". */
const char *cost_step_field(Cx *cx, const char *to);
bool cost_can_step(const CostLineView *v, CostState to);
UiKind cost_state_kind(CostState state);
