/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registrations as a table for spreadsheets, of one seminar or of the whole programme. */
#pragma once

#include "registration/registration.h"

typedef struct RegistrationExport {
    SeminarId seminar; /* 0: all of the programme */
    bool xlsx;         /* else CSV */
    bool contact;      /* e-mail and phone: not for consultants */
    bool needs;        /* access, childcare, interpretation: only where somebody asked for them */
} RegistrationExport;

/* Column names and states in the reader's language. NOT_FOUND: seminar; TOO_LARGE: more than a sheet holds.
 */
MUST_USE const Err *registration_export(Cx *cx, const RegistrationExport *what, Buf *out);
