/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registration/paper_routes.h"

#include "programme/permission.h"

static const Route routes[] = {
    {GET, "/certificates", .need = PERM_PUBLIC, .run = certificates_show,
     .about = N_("Check a certificate by its code")},
    {GET, "/certificates/:key", .need = PERM_PUBLIC, .run = certificate_show,
     .about = N_("Is this certificate valid?")},
    {GET, "/certificates/:key/:key", .need = PERM_PUBLIC, .run = certificate_held_show,
     .about = N_("The same, and for whom it is: by the QR code on the paper")},
    {GET, "/registrations/:key/certificate.pdf", .need = PERM_PUBLIC, .run = own_certificate,
     .lane = ON_WORKER, .about = N_("One's own certificate")},
    {GET, "/office/registrations/:id/certificate.pdf", .need = PERM_REGISTRATION_WRITE, .of = OF_REGISTRATION,
     .run = office_certificate, .lane = ON_WORKER, .about = N_("Somebody's certificate")},
    {GET, "/seminars/:id/certificates.pdf", .need = PERM_REGISTRATION_WRITE, .of = OF_SEMINAR,
     .run = seminar_certificates, .lane = ON_WORKER, .about = N_("All certificates of a seminar")},

    {GET, "/office/letters", .need = PERM_REGISTRATION_WRITE, .run = letters_show,
     .about = N_("Letters to people without e-mail")},
    {GET, "/office/letters.pdf", .need = PERM_REGISTRATION_WRITE, .run = letters_file, .lane = ON_WORKER,
     .about = N_("All letters that are to be printed, or one")},
    {POST, "/office/letters/printed", .from = "/office/letters", .need = PERM_REGISTRATION_WRITE,
     .form = &printed_form, .run = letters_printed_do, .about = N_("Mark letters as printed")},
};
const RouteTable paper_route_table = ROUTE_TABLE(routes);
