/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What somebody needs to take part: access, childcare, interpretation. Only the office and the seminar's
 * consultants see it; it goes with a cancellation, and 30 days after the seminar (registration_forget). */
#pragma once

#include "registration/registration.h"

typedef struct Needs {
    const char *access;         /* as typed; "" */
    const char *childcare;      /* ages of the children, "3 7"; "" */
    const char *interpretation; /* tag of a language, or a wish as typed; "" */
} Needs;

enum { CHILD_AGE_MAX = 17, CHILDREN_MAX = 10 };

/* "3, 7 und 12" becomes "3 7 12"; digits of Arabic keyboards count. False: something else than whole numbers
 * from 0 to CHILD_AGE_MAX, or more than CHILDREN_MAX. */
bool needs_parse_ages(Arena *arena, const char *typed, const char **ret_ages);
/* For people: "3, 7"; the name of the language, or the wish. */
const char *needs_ages_text(Cx *cx, const char *stored);
const char *needs_language_text(Cx *cx, const char *stored);

MUST_USE const Err *needs_of(Cx *cx, RegistrationId id, Needs *ret_needs);
/* All three at once. CONFLICT: the registration is cancelled, or the seminar is over. */
MUST_USE const Err *needs_change(Cx *cx, RegistrationId id, const Needs *needs);
