/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "plan/budget_routes.h"

#include "programme/permission.h"

static const Route routes[] = {
    {GET, "/budget", .need = PERM_BUDGET_READ, .run = budget_list_show, .about = N_("Budget years")},
    {POST, "/budget", .need = PERM_BUDGET_WRITE, .form = &budget_year_form, .run = budget_year_save,
     .about = N_("Add a budget year")},
    {GET, "/budget/:id", .need = PERM_BUDGET_READ, .of = OF_BUDGET_YEAR, .run = budget_show,
     .about = N_("A budget year with its cost lines")},
    {POST, "/budget/:id", .need = PERM_BUDGET_WRITE, .of = OF_BUDGET_YEAR, .form = &budget_amount_form,
     .stored = budget_amount_stored, .run = budget_amount_save, .about = N_("Change the amount of a year")},
    {GET, "/budget/:id/lines/new", .need = PERM_BUDGET_WRITE, .of = OF_BUDGET_YEAR, .run = cost_new_show,
     .about = N_("New cost line")},
    {POST, "/budget/:id/lines/new", .need = PERM_BUDGET_WRITE, .of = OF_BUDGET_YEAR, .form = &cost_form,
     .run = cost_new_save, .about = N_("Add a cost line")},
    {GET, "/cost-lines/:id", .need = PERM_BUDGET_READ, .of = OF_COST_LINE, .run = cost_show,
     .about = N_("A cost line and its steps")},
    {POST, "/cost-lines/:id", .need = PERM_BUDGET_WRITE, .of = OF_COST_LINE, .form = &cost_form,
     .stored = cost_stored, .run = cost_save, .about = N_("Change a planned cost line")},
    {POST, "/cost-lines/:id/step", .from = "/cost-lines/:id", .need = PERM_BUDGET_APPROVE, .of = OF_COST_LINE,
     .form = &cost_step_form, .run = cost_step_do, .about = N_("Commit, invoice, pay or release")},
};
const RouteTable budget_route_table = ROUTE_TABLE(routes);
