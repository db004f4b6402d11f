/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The budget year and its cost lines (rule 3): what a seminar costs, how far each amount has come, and the
 * wall that no combination of steps gets past.
 *
 * A line goes planned → committed → invoiced → paid, or is released. Committed, invoiced and paid lines use
 * the year's amount, a commitment at the highest amount it can come to. budget_year.used_cents is their sum
 * at the end of every transaction. Everything here begins its own transaction or joins the caller's. */
#pragma once

#include "db/db.h"
#include "programme/permission.h"

/* The numbers are stored, and stand in budget.sql. */
typedef enum CostState {
    COST_PLANNED = 1,
    COST_COMMITTED,
    COST_INVOICED,
    COST_PAID,
    COST_RELEASED,
    COST_STATE_COUNT
} CostState;

typedef enum CostKind {
    COST_FEE = 1,
    COST_ROOM,
    COST_CATERING,
    COST_CHILDCARE,
    COST_INTERPRETATION,
    COST_MATERIAL,
    COST_OTHER,
    COST_KIND_COUNT
} CostKind;

const char *cost_state_name(CostState state); /* msgid */
const char *cost_kind_name(CostKind kind);    /* msgid */
/* May a line go from one state to the other? committed → committed changes a commitment's amount. */
bool cost_step_allowed(CostState from, CostState to);
/* Does a line in this state count against the year? */
bool cost_uses_budget(CostState state);

typedef struct BudgetYear {
    BudgetYearId id;
    ProgrammeId programme;
    int32_t year;
    Cents amount, used;
    bool is_closed;
} BudgetYear;

ROWS(BudgetYears, BudgetYear);

typedef struct CostDraft {
    SeminarId seminar; /* 0: of the year as a whole */
    CostKind kind;
    Cents amount; /* the highest it can come to */
    const char *note;
} CostDraft;

typedef struct CostStep {
    CostState to;
    const Cents *amount; /* NULL: as it is */
    int32_t version;     /* of the line, as the page showed it; 0: as it is now */
    const char *note;    /* "" or why */
} CostStep;

/* CONFLICT when the programme has this year already. */
MUST_USE const Err *budget_year_add(Cx *cx, int32_t year, Cents amount, BudgetYearId *ret_id);
/* CONFLICT when more than this is used, or the year is closed. */
MUST_USE const Err *budget_year_change(Cx *cx, BudgetYearId id, Cents amount);
MUST_USE const Err *budget_year_card(Cx *cx, BudgetYearId id, BudgetYear *ret_year);
/* The newest first. */
MUST_USE const Err *budget_years(Cx *cx, BudgetYears *ret_years);
Cents budget_left(const BudgetYear *year);

/* A planned line. NOT_FOUND: no such year here; CONFLICT: the year is closed, or the seminar is of another.
 */
MUST_USE const Err *cost_line_add(Cx *cx, BudgetYearId year, const CostDraft *draft, CostLineId *ret_id);
/* Kind, amount and note of a planned line. CONFLICT: it is not planned any more. */
MUST_USE const Err *cost_line_change(Cx *cx, CostLineId id, const CostDraft *draft);

/* The one way by which a line changes its state. CONFLICT, with a sentence: the step is not allowed, the line
 * has changed meanwhile, the year is closed, or the amount does not fit (then it says how much is left). */
MUST_USE const Err *budget_step(Cx *cx, CostLineId id, const CostStep *step);

/* Commits all planned lines of a seminar, or none. Fails as budget_step. */
MUST_USE const Err *budget_commit_seminar(Cx *cx, SeminarId seminar);
/* Releases what is not paid yet. */
MUST_USE const Err *budget_release_seminar(Cx *cx, SeminarId seminar, const char *why);

ScopeFn budget_year_scope, cost_line_scope;
