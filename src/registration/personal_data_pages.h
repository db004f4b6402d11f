/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of one person show, and their routes. */
#pragma once

#include "html/form_input.h"
#include "http/request.h"
#include "personal_data.sql.h"

typedef struct PersonView {
    FormInput *input;
    PersonId id;
    DataPerson person;
    DataRolesRows roles;
    DataRegistrationsRows registrations;
} PersonView;

extern const RouteTable personal_data_route_table;
PageFn person_show, person_export_do, person_erase_show, person_erase_do;
