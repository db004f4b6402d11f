/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "programme/programme_routes.h"

#include "person.sql.h"

static const Route routes[] = {
    {GET, "/", .need = PERM_PUBLIC, .run = site_home, .global = true, .about = N_("Way in")},
    {GET, "/healthz", .need = PERM_PUBLIC, .run = site_health, .global = true,
     .about = N_("Is the service well?")},
    {GET, "/.well-known/security.txt", .need = PERM_PUBLIC, .run = site_security, .global = true,
     .about = N_("Whom to tell of a weakness")},
    {GET, "/:key", .need = PERM_PUBLIC, .run = site_programme, .global = true,
     .about = N_("Way into a programme")},

    {GET, "/accessibility", .need = PERM_PUBLIC, .run = accessibility_show, .cached = true,
     .about = N_("Accessibility statement")},
    {GET, "/privacy", .need = PERM_PUBLIC, .run = privacy_show, .cached = true,
     .about = N_("Privacy notice")},
    {GET, "/imprint", .need = PERM_PUBLIC, .run = imprint_show, .cached = true, .about = N_("Imprint")},

    {GET, "/sign-in", .need = PERM_PUBLIC, .run = sign_in_show, .about = N_("Sign in")},
    {POST, "/sign-in", .need = PERM_PUBLIC, .form = &sign_in_form, .run = sign_in_submit, .lane = ON_WORKER,
     .once = ONCE_BY_SELF, .about = N_("Sign in with a password")},
    {POST, "/sign-in/link", .from = "/sign-in", .need = PERM_PUBLIC, .form = &sign_in_link_form,
     .run = sign_in_ask_link, .about = N_("Ask for a link to sign in")},
    {GET, "/sign-in/sent", .need = PERM_PUBLIC, .run = sign_in_sent, .about = N_("A link is on its way")},
    {GET, "/sign-in/link/:key", .need = PERM_PUBLIC, .run = sign_in_link_show,
     .about = N_("Sign in by link")},
    {POST, "/sign-in/link/:key", .need = PERM_PUBLIC, .run = sign_in_link_submit, .once = ONCE_BY_SELF,
     .about = N_("Sign in by link")},
    {POST, "/sign-out", .from = "/", .need = PERM_SIGNED_IN, .of = OF_SELF, .run = sign_out,
     .once = ONCE_BY_SELF, .about = N_("Sign out")},
    {GET, "/account", .need = PERM_SIGNED_IN, .of = OF_SELF, .run = account_show,
     .about = N_("Your account")},
    {POST, "/account/password", .from = "/account", .need = PERM_SIGNED_IN, .of = OF_SELF,
     .form = &new_password_form, .run = account_set_password, .lane = ON_WORKER, .once = ONCE_BY_SELF,
     .about = N_("Set a password")},

    {GET, "/people", .need = PERM_PROGRAMME_WRITE, .run = people_show, .about = N_("People and roles")},
    {POST, "/people", .need = PERM_PROGRAMME_WRITE, .form = &grant_form, .run = people_add,
     .about = N_("Give a person a role")},
    {POST, "/people/:id/revoke", .from = "/people", .need = PERM_PROGRAMME_WRITE, .of = OF_PERSON,
     .form = &revoke_form, .run = people_revoke, .about = N_("Take a role away")},
    {GET, "/audit", .need = PERM_PROGRAMME_WRITE, .form = &audit_form, .run = audit_show,
     .about = N_("Audit log")},
    {GET, "/settings", .need = PERM_PROGRAMME_WRITE, .run = settings_show,
     .about = N_("Settings of the programme")},
    {POST, "/settings", .need = PERM_PROGRAMME_WRITE, .form = &settings_form, .stored = settings_stored,
     .run = settings_save, .about = N_("Change settings")},
    {GET, "/mail", .need = PERM_PROGRAMME_WRITE, .run = mail_show, .about = N_("Mail")},
    {POST, "/mail/:id/again", .from = "/mail", .need = PERM_PROGRAMME_WRITE, .of = OF_MESSAGE,
     .run = mail_again, .about = N_("Send a mail again")},
};
const RouteTable programme_route_table = ROUTE_TABLE(routes);

const Err *person_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    PersonScope row = {0};
    bool found;
    TRY(q_person_scope(cx, id, &row, &found));
    *ret_scope =
        (ObjectScope){.exists = found, .programme = row.programme, .has_person = true, .person = {id}};
    return NULL;
}
