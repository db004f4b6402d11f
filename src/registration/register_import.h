/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registrations from a spreadsheet, as offices get them from associations: read, looked at, then carried out
 * line by line through the same decision as every other. */
#pragma once

#include "output/text_decode.h"
#include "registration/registration.h"

typedef struct ImportedLine {
    int line;            /* in the file */
    const char *refused; /* why it can't be taken; NULL: it can */
    Registrant who;
    const char *association;   /* name in the register, or as typed; "" */
    RegistrationAnswer answer; /* after registration_import */
} ImportedLine;
ROWS(ImportedLines, ImportedLine);

/* Reads a CSV file whose first row names the columns: name and e-mail or phone are needed; association and
 * language may be there (German or English names). An association of the register is found by its name, any
 * other is kept as typed. Fails: INPUT: not such a file. */
MUST_USE const Err *registration_import_read(Cx *cx, const char *bytes, size_t n, ImportedLines *ret_lines);

/* Registers what can be taken, in one transaction; fills in the answers. Fails as registration_request does,
 * for the whole file. */
MUST_USE const Err *registration_import(Cx *cx, SeminarId seminar, ImportedLines *lines);
