/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Routes and scopes of the programme itself, and the page functions behind them. */
#pragma once

#include "http/request.h"
#include "programme/permission.h"

extern const RouteTable programme_route_table;

MUST_USE const Err *person_scope(Cx *cx, int64_t id, ObjectScope *ret_scope);
MUST_USE const Err *message_scope(Cx *cx, int64_t id, ObjectScope *ret_scope);

extern const FormRules sign_in_form, sign_in_link_form, new_password_form, grant_form, revoke_form,
    audit_form, settings_form;

PageFn site_home, site_programme, site_health, site_security;
PageFn accessibility_show, privacy_show, imprint_show;
PageFn sign_in_show, sign_in_submit, sign_in_ask_link, sign_in_sent, sign_in_link_show, sign_in_link_submit,
    sign_out;
PageFn account_show, account_set_password;
PageFn people_show, people_add, people_revoke, audit_show, settings_show, settings_save;
StoredFn settings_stored;
PageFn mail_show, mail_again;
