/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Wiring only: which capabilities there are. Start reading at ARCHITECTURE.md. */
#include "wiring.h"

#include "association/association.h"
#include "association/association_commands.h"
#include "association/association_routes.h"
#include "association/import_draft.h"
#include "consultant/consultant.h"
#include "consultant/consultant_routes.h"
#include "demo.h"
#include "evaluation/evaluation.h"
#include "evaluation/evaluation_commands.h"
#include "evaluation/evaluation_routes.h"
#include "plan/budget.h"
#include "plan/budget_routes.h"
#include "programme/audit.h"
#include "programme/programme_commands.h"
#include "programme/programme_routes.h"
#include "programme/secret.h"
#include "registration/personal_data_commands.h"
#include "registration/personal_data_pages.h"
#include "registration/registration.h"
#include "registration/paper_routes.h"
#include "registration/registration_commands.h"
#include "registration/registration_routes.h"
#include "report/report_routes.h"
#include "report/stats_commands.h"
#include "seminar/room.h"
#include "seminar/seminar.h"
#include "seminar/seminar_routes.h"

#include <stdio.h>

/* Each table in the order of the programme year, a line for each capability. */
/* clang-format off */
const RouteTable *const wiring_routes[] = {
    &programme_route_table,
    &association_route_table,
    &consultant_route_table,
    &budget_route_table,
    &seminar_route_table,
    &registration_route_table,
    &personal_data_route_table,
    &paper_route_table,
    &evaluation_route_table,
    &report_route_table,
};
const size_t wiring_n_routes = ARRAY_LENGTH(wiring_routes);

const ScopeRow wiring_scopes[OF_KIND_COUNT] = {
    [OF_PERSON] = {person_scope, PERM_PROGRAMME_WRITE},
    [OF_ASSOCIATION] = {association_scope, PERM_ASSOCIATION_READ},
    [OF_CONSULTANT] = {consultant_scope, PERM_CONSULTANT_READ},
    [OF_IMPORT] = {import_scope, PERM_ASSOCIATION_WRITE},
    [OF_MESSAGE] = {message_scope, PERM_PROGRAMME_WRITE},
    [OF_SEMINAR] = {seminar_scope, PERM_SEMINAR_READ},
    [OF_SESSION] = {session_scope, PERM_SEMINAR_READ},
    [OF_ROOM] = {room_scope, PERM_SEMINAR_READ},
    [OF_REGISTRATION] = {registration_scope, PERM_REGISTRATION_READ},
    [OF_COST_LINE] = {cost_line_scope, PERM_BUDGET_READ},
    [OF_EVALUATION] = {evaluation_scope, PERM_EVALUATION_WRITE},
    [OF_BUDGET_YEAR] = {budget_year_scope, PERM_BUDGET_READ},
};

const CommandTable *const wiring_commands[] = {
    &serve_command_table,
    &programme_command_table,
    &association_command_table,
    &personal_data_command_table,
    &registration_command_table,
    &evaluation_command_table,
    &stats_command_table,
    &demo_command_table,
};
const size_t wiring_n_commands = ARRAY_LENGTH(wiring_commands);
/* clang-format on */

const HousekeepingJob wiring_housekeeping[] = {
    {"audit", audit_seal, .every_s = 1, .only_on_postgres = true},
    {"programme", programme_forget},
    {"registration", registration_forget},
    {"offers", registration_lapse_offers, .every_s = 20},
    {"news", registration_tell_news, .every_s = 60},
    {"reminders", registration_remind, .every_s = 600},
};
const size_t wiring_n_housekeeping = ARRAY_LENGTH(wiring_housekeeping);

int main(int argc, char **argv)
{
    if (!secret_start()) {
        fputs("vereint: the system gives no secure random numbers\n", stderr);
        return 3;
    }
    return command_main(argc, argv, wiring_commands, wiring_n_commands, audit_seal);
}
