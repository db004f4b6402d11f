/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tables that join the capabilities to the program: routes, objects, commands. One line each. */
#pragma once

#include "http/request.h"
#include "programme/command.h"
#include "programme/housekeeping.h"
#include "programme/permission.h"

extern const RouteTable *const wiring_routes[];
extern const size_t wiring_n_routes;
extern const ScopeRow wiring_scopes[OF_KIND_COUNT];
extern const CommandTable *const wiring_commands[];
extern const size_t wiring_n_commands;

extern const HousekeepingJob wiring_housekeeping[];
extern const size_t wiring_n_housekeeping;

extern const CommandTable serve_command_table;
