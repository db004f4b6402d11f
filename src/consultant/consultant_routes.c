/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "consultant/consultant_routes.h"

#include "programme/permission.h"

static const Route routes[] = {
    {GET, "/consultants", .need = PERM_CONSULTANT_READ, .form = &consultant_search_form,
     .run = consultant_list_page, .about = N_("Consultants")},
    {GET, "/consultants/own", .need = PERM_CONSULTANT_READ, .of = OF_SELF, .run = consultant_own_page,
     .about = N_("One's own entry as a consultant")},
    {GET, "/consultants/new", .need = PERM_CONSULTANT_WRITE, .run = consultant_new_page,
     .about = N_("Enter a consultant")},
    {POST, "/consultants/new", .need = PERM_CONSULTANT_WRITE, .form = &consultant_form,
     .run = consultant_create_submit, .about = N_("Enter a consultant")},
    {GET, "/consultants/:id", .need = PERM_CONSULTANT_READ, .of = OF_CONSULTANT, .run = consultant_page,
     .about = N_("A consultant")},
    {GET, "/consultants/:id/edit", .need = PERM_CONSULTANT_WRITE, .of = OF_CONSULTANT,
     .run = consultant_edit_page, .about = N_("Change a consultant")},
    {POST, "/consultants/:id/edit", .need = PERM_CONSULTANT_WRITE, .of = OF_CONSULTANT,
     .form = &consultant_form, .stored = consultant_stored, .run = consultant_edit_submit,
     .about = N_("Change a consultant")},
    {GET, "/consultants/:id/history", .need = PERM_CONSULTANT_WRITE, .of = OF_CONSULTANT,
     .run = consultant_history_page, .about = N_("History of a consultant")},
};
const RouteTable consultant_route_table = ROUTE_TABLE(routes);
