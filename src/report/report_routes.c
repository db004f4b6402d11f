/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/report_routes.h"

#include "programme/permission.h"

static const Route routes[] = {
    {GET, "/", .need = PERM_PUBLIC, .run = home_show, .cached = true, .about = N_("The programme's page")},
    {GET, "/office", .need = PERM_SIGNED_IN, .of = OF_SELF, .run = office_show, .about = N_("Overview")},
    {GET, "/report", .need = PERM_PUBLIC, .run = report_latest, .about = N_("Annual summary of this year")},
    {GET, "/report/:id", .need = PERM_PUBLIC, .run = report_show, .cached = true,
     .about = N_("Annual summary")},
};
const RouteTable report_route_table = ROUTE_TABLE(routes);
