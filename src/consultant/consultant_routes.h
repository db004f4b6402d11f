/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of consultants. */
#pragma once

#include "http/request.h"

extern const RouteTable consultant_route_table;

extern const FormRules consultant_search_form, consultant_form;
PageFn consultant_list_page, consultant_page, consultant_own_page, consultant_history_page,
    consultant_new_page, consultant_create_submit, consultant_edit_page, consultant_edit_submit;
StoredFn consultant_stored;
