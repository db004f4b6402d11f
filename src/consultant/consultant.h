/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Consultants: what they train, in which languages, with what experience of migrant associations and, apart
 * from that, of advisory councils, and for which day fee (S5). */
#pragma once

#include "consultant.sql.h"
#include "db/db.h"
#include "programme/permission.h"

typedef struct Consultant {
    ConsultantCard card;         /* id 0 before it is created; version is the one that was read */
    ConsultantTopicsRows topics; /* only the ids matter when writing */
} Consultant;

MUST_USE const Err *consultant_load(Cx *cx, ConsultantId id, Consultant *ret_consultant);

/* Those whose name, or language as a tag, matches: words as in association_find; NULL or "" = all. Sorted as
 * in a dictionary of the reader's language. */
MUST_USE const Err *consultant_find(Cx *cx, const char *words, const char *lang,
                                    ConsultantListRows *ret_rows);

/* Name and day fee (not negative) have been checked by the form. */
MUST_USE const Err *consultant_create(Cx *cx, const Consultant *consultant, ConsultantId *ret_id);
/* Fails: NOT_FOUND; CONFLICT when somebody else has changed it since. Without any change nothing is written.
 */
MUST_USE const Err *consultant_change(Cx *cx, const Consultant *consultant);

/* Owned by whoever holds the consultant's role for it. */
MUST_USE const Err *consultant_scope(Cx *cx, int64_t id, ObjectScope *ret_scope);
