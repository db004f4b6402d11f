/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of the budget: the table, and the page functions it names. */
#pragma once

#include "http/request.h"

extern const RouteTable budget_route_table;

/* budget_pages.c */
extern const FormRules budget_year_form, budget_amount_form;
PageFn budget_list_show, budget_year_save, budget_show, budget_amount_save;
StoredFn budget_amount_stored;

/* cost_line_pages.c */
extern const FormRules cost_form, cost_step_form;
PageFn cost_new_show, cost_new_save, cost_show, cost_save, cost_step_do;
StoredFn cost_stored;
