/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "seminar/seminar_routes.h"

#include "programme/permission.h"

static const Route routes[] = {
    {GET, "/seminars", .need = PERM_PUBLIC, .form = &catalogue_form, .run = seminar_catalogue, .cached = true,
     .about = N_("Catalogue of seminars")},
    {GET, "/seminars/archive", .need = PERM_PUBLIC, .form = &archive_form, .run = seminar_archive,
     .cached = true, .about = N_("Past seminars")},
    {GET, "/seminars/:id", .need = PERM_PUBLIC, .of = OF_SEMINAR, .run = seminar_show, .cached = true,
     .about = N_("One seminar")},
    {GET, "/seminars/:id/calendar.ics", .need = PERM_PUBLIC, .of = OF_SEMINAR, .run = seminar_calendar_file,
     .cached = true, .about = N_("Its sessions as a calendar file")},

    {GET, "/office/seminars", .need = PERM_SEMINAR_READ, .form = &office_list_form, .run = office_seminars,
     .about = N_("Seminars in all states")},
    {GET, "/office/seminars/new", .need = PERM_SEMINAR_WRITE, .run = seminar_new, .about = N_("New seminar")},
    {POST, "/office/seminars/new", .need = PERM_SEMINAR_WRITE, .form = &seminar_form, .run = seminar_new_save,
     .about = N_("Create a seminar")},
    {GET, "/seminars/:id/manage", .need = PERM_SEMINAR_READ, .of = OF_SEMINAR, .run = seminar_manage,
     .about = N_("All that belongs to a seminar")},
    {GET, "/seminars/:id/edit", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .run = seminar_edit,
     .about = N_("Change a seminar")},
    {POST, "/seminars/:id/edit", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .form = &seminar_form,
     .run = seminar_edit_save, .about = N_("Save a seminar")},
    {GET, "/seminars/:id/text/:key", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .run = seminar_text_edit,
     .about = N_("Translate a seminar")},
    {POST, "/seminars/:id/text/:key", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR,
     .form = &seminar_text_form, .run = seminar_text_save, .about = N_("Save a translation")},
    {POST, "/seminars/:id/consultants", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR,
     .form = &consultants_form, .run = seminar_consultants_save, .about = N_("Set who gives it")},
    {POST, "/seminars/:id/publish", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .run = seminar_publish_do,
     .about = N_("Publish, and commit its costs")},
    {POST, "/seminars/:id/copy", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .run = seminar_copy_do,
     .about = N_("Copy as a template")},

    {GET, "/seminars/:id/sessions/new", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .run = session_new,
     .about = N_("New session")},
    {POST, "/seminars/:id/sessions/new", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .form = &session_form,
     .run = session_new_save, .about = N_("Add a session")},
    {GET, "/sessions/:id/edit", .need = PERM_SEMINAR_WRITE, .of = OF_SESSION, .run = session_edit,
     .about = N_("Change a session")},
    {POST, "/sessions/:id/edit", .need = PERM_SEMINAR_WRITE, .of = OF_SESSION, .form = &session_form,
     .run = session_edit_save, .about = N_("Save a session")},
    {POST, "/sessions/:id/remove", .need = PERM_SEMINAR_WRITE, .of = OF_SESSION, .run = session_remove_do,
     .about = N_("Remove a session")},
};
const RouteTable seminar_route_table = ROUTE_TABLE(routes);
