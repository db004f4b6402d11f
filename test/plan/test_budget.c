/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rule 3: whatever steps are taken in whatever order and at once, the lines add up to what the year says it
 * uses, and that is never more than its amount. The last case checks outside of the transaction, and must be
 * seen. */
#include "../year.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "budget.sql.h"
#include "plan/budget.h"
#include "programme/audit.h"

static void adds_up(Cx *cx, BudgetYearId id, BudgetYear *ret_year)
{
    BudgetYearLinesUsed lines;
    assert_ok(budget_year_card(cx, id, ret_year));
    assert_ok(q_budget_year_lines_used(cx, id, &lines));
    assert_int_equal(lines.used.v, ret_year->used.v);
    assert_true(ret_year->used.v <= ret_year->amount.v);
}

static void each_step_of_the_table(void **state)
{
    (void)state;
    static const struct {
        CostState from, to;
    } allowed[] = {
        {COST_PLANNED, COST_COMMITTED},  {COST_PLANNED, COST_RELEASED},   {COST_COMMITTED, COST_COMMITTED},
        {COST_COMMITTED, COST_INVOICED}, {COST_COMMITTED, COST_RELEASED}, {COST_INVOICED, COST_PAID},
        {COST_INVOICED, COST_RELEASED},
    };
    for (int from = COST_PLANNED; from < COST_STATE_COUNT; from++)
        for (int to = COST_PLANNED; to < COST_STATE_COUNT; to++) {
            bool expected = false;
            for (size_t i = 0; i < ARRAY_LENGTH(allowed); i++)
                expected = expected || ((int)allowed[i].from == from && (int)allowed[i].to == to);
            assert_int_equal(cost_step_allowed((CostState)from, (CostState)to), expected);
        }
}

static CostLineId new_line(Cx *cx, BudgetYearId year, int64_t cents)
{
    CostLineId id;
    assert_ok(cost_line_add(cx, year, &(CostDraft){.kind = COST_FEE, .amount = {cents}, .note = ""}, &id));
    return id;
}

static void a_line_from_plan_to_payment(void **state)
{
    Year *y = *state;
    Cx *cx = &y->cx;
    BudgetYear year;
    CostLineId line = new_line(cx, y->budget, 80000);
    adds_up(cx, y->budget, &year);
    assert_int_equal(year.used.v, 0);
    assert_ok(budget_step(cx, line, &(CostStep){.to = COST_COMMITTED}));
    adds_up(cx, y->budget, &year);
    assert_int_equal(year.used.v, 80000);
    Cents less = {75050};
    assert_ok(budget_step(cx, line, &(CostStep){.to = COST_INVOICED, .amount = &less}));
    assert_ok(budget_step(cx, line, &(CostStep){.to = COST_PAID}));
    adds_up(cx, y->budget, &year);
    assert_int_equal(budget_left(&year).v, 400000 - 75050);
    assert_err(budget_step(cx, line, &(CostStep){.to = COST_RELEASED}), ERR_CONFLICT);
    LedgerOfLineRows steps;
    assert_ok(q_ledger_of_line(cx, line, &steps));
    assert_int_equal(steps.n, 4);
}

static void refusal_says_what_is_left(void **state)
{
    Year *y = *state;
    Cx *cx = &y->cx;
    assert_ok(budget_step(cx, new_line(cx, y->budget, 390000), &(CostStep){.to = COST_COMMITTED}));
    CostLineId line = new_line(cx, y->budget, 10001);
    const Err *err = budget_step(cx, line, &(CostStep){.to = COST_COMMITTED});
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_CONFLICT);
    const char *left = NULL;
    for (const char *const *a = err->args; *a; a += 2)
        if (strcmp(a[0], "left") == 0)
            left = a[1];
    assert_non_null(left);
    assert_non_null(strstr(left, "100,00"));
    BudgetYear year;
    adds_up(cx, y->budget, &year);
    assert_int_equal(year.used.v, 390000);
    assert_err(budget_year_change(cx, y->budget, (Cents){389999}), ERR_CONFLICT);
    assert_ok(budget_year_change(cx, y->budget, (Cents){400001}));
    assert_ok(budget_step(cx, line, &(CostStep){.to = COST_COMMITTED}));
}

static void a_step_seen_with_an_old_version_is_refused(void **state)
{
    Year *y = *state;
    Cx *cx = &y->cx;
    CostLineId line = new_line(cx, y->budget, 10000);
    CostDraft more = {.kind = COST_ROOM, .amount = {90000}, .note = "größerer Raum"};
    assert_ok(cost_line_change(cx, line, &more));
    assert_err(budget_step(cx, line, &(CostStep){.to = COST_COMMITTED, .version = 1}), ERR_CONFLICT);
    assert_ok(budget_step(cx, line, &(CostStep){.to = COST_COMMITTED, .version = 2}));
    assert_err(cost_line_change(cx, line, &more), ERR_CONFLICT);
}

/* ---- random steps, against a model ---- */

enum { LINES = 40, STEPS = 1500 };

typedef struct Model {
    CostLineId id[LINES];
    CostState state[LINES];
    int64_t cents[LINES];
    int64_t gone; /* of paid lines that were replaced */
} Model;

static int64_t model_used(const Model *m, int but)
{
    int64_t used = m->gone;
    for (int i = 0; i < LINES; i++)
        used += i != but && cost_uses_budget(m->state[i]) ? m->cents[i] : 0;
    return used;
}

static void replace_line(Cx *cx, BudgetYearId year, Model *m, int i, int64_t cents)
{
    m->gone += m->state[i] == COST_PAID ? m->cents[i] : 0;
    m->id[i] = new_line(cx, year, cents);
    m->state[i] = COST_PLANNED;
    m->cents[i] = cents;
}

/* One step at random; true when it was to be taken. The store must agree with the model. */
static bool random_step(Cx *cx, BudgetYearId year, Model *m, uint64_t *seed)
{
    int i = (int)year_random(seed, LINES);
    CostState to = (CostState)(1 + year_random(seed, COST_RELEASED));
    Cents amount = {year_random(seed, 3) ? m->cents[i] : year_random(seed, 30000)};
    bool fits = !cost_uses_budget(to) || model_used(m, i) + amount.v <= 400000;
    bool expected = cost_step_allowed(m->state[i], to) && fits;
    const Err *err = budget_step(cx, m->id[i], &(CostStep){.to = to, .amount = &amount});
    assert_int_equal(err == NULL, expected);
    if (expected) {
        m->state[i] = to;
        m->cents[i] = amount.v;
    } else if (m->state[i] >= COST_PAID) {
        replace_line(cx, year, m, i, year_random(seed, 30000));
    }
    return expected;
}

static void random_steps(void **state)
{
    Year *y = *state;
    Model model = {0};
    uint64_t seed = 20260302;
    int taken = 0;
    for (int i = 0; i < LINES; i++)
        replace_line(&y->cx, y->budget, &model, i, year_random(&seed, 30000));
    for (int s = 0; s < STEPS; s++) {
        taken += random_step(&y->cx, y->budget, &model, &seed);
        BudgetYear year;
        adds_up(&y->cx, y->budget, &year);
        assert_int_equal(year.used.v, model_used(&model, -1));
    }
    print_message("# %d of %d steps taken\n", taken, STEPS);
    assert_true(taken > STEPS / 20);
}

/* ---- at once ---- */

enum { CLIENTS = 16, EACH = 4, PART = 12500, FIT = 400000 / PART };

typedef struct Rush {
    BudgetYearId year;
    CostLineId lines[CLIENTS * EACH];
    atomic_int granted;
} Rush;

static atomic_int broken;
static _Atomic int64_t watched; /* the budget year */

static const Err *watch_commit(Cx *cx)
{
    BudgetYearId id = {atomic_load(&watched)};
    if (id.v) {
        BudgetYearFind year;
        BudgetYearLinesUsed lines;
        bool found;
        TRY(q_budget_year_find(cx, id, &year, &found));
        TRY(q_budget_year_lines_used(cx, id, &lines));
        if (lines.used.v != year.used.v || year.used.v > year.amount.v)
            atomic_fetch_add(&broken, 1);
    }
    return audit_seal(cx);
}

static Rush *rush_of(Year *y)
{
    Rush *rush = NEW(y->cx.arena, Rush);
    rush->year = y->budget;
    for (int i = 0; i < CLIENTS * EACH; i++)
        rush->lines[i] = new_line(&y->cx, y->budget, PART);
    atomic_store(&broken, 0);
    atomic_store(&watched, y->budget.v);
    store_set_before_commit(y->store, watch_commit);
    return rush;
}

static const Err *commit_line(Cx *cx, void *line)
{
    return budget_step(cx, *(CostLineId *)line, &(CostStep){.to = COST_COMMITTED});
}

static void commits_its_lines(Client *c)
{
    Rush *rush = c->arg;
    for (int i = 0; i < EACH; i++) {
        const Err *err = client_write(c, commit_line, &rush->lines[c->number * EACH + i]);
        if (!err)
            atomic_fetch_add(&rush->granted, 1);
        else
            assert_int_equal(err->kind, ERR_CONFLICT);
    }
}

static void exactly_as_many_as_fit(void **state)
{
    Year *y = *state;
    Rush *rush = rush_of(y);
    clients_run(y, CLIENTS, commits_its_lines, rush);
    assert_int_equal(atomic_load(&rush->granted), FIT);
    assert_int_equal(atomic_load(&broken), 0);
    BudgetYear year;
    adds_up(&y->cx, y->budget, &year);
    assert_int_equal(budget_left(&year).v, 0);
    atomic_store(&watched, 0);
}

/* ---- the planted defect ---- */

static pthread_barrier_t all_have_looked;

static const Err *commit_what_seemed_to_fit(Cx *cx, void *arg)
{
    CostLineId line = *(CostLineId *)arg;
    CostLineFind row;
    bool found;
    TRY(q_cost_line_find(cx, line, &row, &found));
    TRY(q_budget_year_use(cx, row.year, row.amount, NULL));
    return q_cost_line_set_state(cx, line, row.version, COST_COMMITTED, row.amount, NULL);
}

static void careless_office(Client *c)
{
    Rush *rush = c->arg;
    BudgetYear year;
    assert_ok(budget_year_card(&c->cx, rush->year, &year));
    pthread_barrier_wait(&all_have_looked);
    for (int i = 0; i < EACH; i++)
        if (budget_left(&year).v >= PART)
            assert_ok(client_write(c, commit_what_seemed_to_fit, &rush->lines[c->number * EACH + i]));
}

static void a_check_outside_is_seen(void **state)
{
    Year *y = *state;
    Rush *rush = rush_of(y);
    pthread_barrier_init(&all_have_looked, NULL, CLIENTS);
    clients_run(y, CLIENTS, careless_office, rush);
    pthread_barrier_destroy(&all_have_looked);
    assert_true(atomic_load(&broken) > 0);
    atomic_store(&watched, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_of_the_table),
        cmocka_unit_test_setup_teardown(a_line_from_plan_to_payment, year_open, year_close),
        cmocka_unit_test_setup_teardown(refusal_says_what_is_left, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_step_seen_with_an_old_version_is_refused, year_open, year_close),
        cmocka_unit_test_setup_teardown(random_steps, year_open, year_close),
        cmocka_unit_test_setup_teardown(exactly_as_many_as_fit, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_check_outside_is_seen, year_open, year_close),
    };
    return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
