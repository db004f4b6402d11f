/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rights of a person over their data (rule 9): all of it in one file, and all of it gone, one action
 * each.
 *
 * Erasing keeps what is nobody's any more: the counts of seats and minutes, and the audit log's chain.
 * Details of the log that name the person are erased; the chain holds their hashes and goes on verifying
 * (audit.h). Answers to questionnaires were never linked to anybody. */
#pragma once

#include "registration/registration.h"

/* Everything that is linked to a person of cx->programme, as JSON. NOT_FOUND. */
MUST_USE const Err *person_export(Cx *cx, PersonId person, Buf *out);

typedef struct PersonErased {
    int given_back; /* seats and places in lists of seminars to come, cancelled first */
    int kept;       /* registrations that stay, without a name */
    int details;    /* of the audit log */
    int contacts;   /* entries as contact person of associations */
} PersonErased;

/* Removes name, addresses, needs, roles, sessions, links, mails, and what the audit log says of them. An
 * entry as a consultant stays: it belongs to the programme's contracts. NOT_FOUND; CONFLICT: erased already,
 * or the last programme officer. */
MUST_USE const Err *person_erase(Cx *cx, PersonId person, PersonErased *ret_erased);

/* Persons that a command may mean: by number, or all of an e-mail address. */
MUST_USE const Err *person_named(Cx *cx, const char *number_or_email, PersonId *ret_person);
