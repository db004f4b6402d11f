/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registration/registration_routes.h"

#include "programme/permission.h"

static const Route routes[] = {
    {GET, "/seminars/:id/register", .need = PERM_PUBLIC, .of = OF_SEMINAR, .run = register_show,
     .about = N_("Register for a seminar")},
    {POST, "/seminars/:id/register", .need = PERM_PUBLIC, .of = OF_SEMINAR, .form = &register_form,
     .run = register_save, .about = N_("Register for a seminar")},
    {GET, "/seminars/:id/registered", .need = PERM_PUBLIC, .of = OF_SEMINAR, .run = registered_show,
     .about = N_("Registration has arrived")},
    {GET, "/registrations/:key", .need = PERM_PUBLIC, .run = own_show,
     .about = N_("One's own registration, by the link in a mail")},
    {GET, "/registrations/:key/calendar.ics", .need = PERM_PUBLIC, .run = own_calendar,
     .about = N_("Its sessions as a calendar file")},
    {GET, "/registrations/:key/cancel", .need = PERM_PUBLIC, .run = own_cancel_show,
     .about = N_("Give a seat back?")},
    {POST, "/registrations/:key/cancel", .need = PERM_PUBLIC, .run = own_cancel_do,
     .about = N_("Give a seat back")},
    {POST, "/registrations/:key/accept", .need = PERM_PUBLIC, .run = own_accept_do,
     .about = N_("Accept a seat that is offered")},
    {POST, "/registrations/:key/needs", .need = PERM_PUBLIC, .form = &needs_form, .run = own_needs_save,
     .about = N_("Change what one needs")},
    {POST, "/registrations/:key/move", .need = PERM_PUBLIC, .form = &move_form, .run = own_move_do,
     .about = N_("Move to another date")},

    {GET, "/seminars/:id/registrations", .need = PERM_REGISTRATION_READ, .of = OF_SEMINAR,
     .run = registrations_show, .about = N_("Who is registered")},
    {GET, "/seminars/:id/registrations/new", .need = PERM_REGISTRATION_WRITE, .of = OF_SEMINAR,
     .run = office_register_show, .about = N_("Register somebody by phone")},
    {POST, "/seminars/:id/registrations/new", .need = PERM_REGISTRATION_WRITE, .of = OF_SEMINAR,
     .form = &register_form, .run = office_register_save, .about = N_("Register somebody by phone")},
    {POST, "/office/registrations/:id/cancel", .need = PERM_REGISTRATION_WRITE, .of = OF_REGISTRATION,
     .run = office_cancel_do, .about = N_("Cancel somebody's registration")},
    {GET, "/seminars/:id/seats", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .run = seats_show,
     .about = N_("Number of seats")},
    {POST, "/seminars/:id/seats", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .form = &seats_form,
     .run = seats_save, .about = N_("Change the number of seats")},
    {GET, "/seminars/:id/cancel", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .run = cancel_seminar_show,
     .about = N_("Cancel a seminar?")},
    {POST, "/seminars/:id/cancel", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .form = &cancel_seminar_form,
     .run = cancel_seminar_do, .about = N_("Cancel a seminar, with mails to all")},
    {POST, "/seminars/:id/held", .need = PERM_SEMINAR_WRITE, .of = OF_SEMINAR, .run = held_do,
     .about = N_("Mark a seminar as held")},

    {GET, "/sessions/:id/attendance", .need = PERM_ATTENDANCE_WRITE, .of = OF_SESSION, .run = attendance_show,
     .about = N_("Who came to a session")},
    {POST, "/sessions/:id/attendance", .need = PERM_ATTENDANCE_WRITE, .of = OF_SESSION,
     .run = attendance_save, .about = N_("Record who came to a session")},
    {GET, "/seminars/:id/sign-in-sheet", .need = PERM_ATTENDANCE_WRITE, .of = OF_SEMINAR,
     .run = sign_in_sheet_show, .about = N_("Sign-in sheet to print")},

    {GET, "/my/registrations", .need = PERM_REGISTRATION_OWN_ASSOCIATION, .of = OF_SELF,
     .run = my_registrations_show, .about = N_("Registrations of one's association")},
    {GET, "/my/seminars", .need = PERM_ATTENDANCE_WRITE, .of = OF_SELF, .run = my_seminars_show,
     .about = N_("Seminars one gives")},
};
const RouteTable registration_route_table = ROUTE_TABLE(routes);
