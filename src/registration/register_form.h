/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The form by which people are registered: the same for visitors and for the office. */
#pragma once

#include "html/ui.h"
#include "programme/programme.h"
#include "registration/needs.h"
#include "registration/registration_pages.h"

/* Associations (published ones, or all for the office) and "other"; the languages of the programme. */
MUST_USE const Err *register_options(Cx *cx, const Programme *programme, bool all,
                                     UiOptions *ret_associations, UiOptions *ret_languages);
/* An empty form in the reader's language. */
FormInput *register_empty(Request *rq);
/* The languages to be interpreted into: those the seminar has first, then others as a wish. */
UiOptions interpretation_options(Cx *cx, const SeminarFind *seminar);
/* Equal dates for which one can register at present, but this one. */
MUST_USE const Err *date_options(Cx *cx, const SeminarFind *seminar, UiOptions *ret_dates);
/* Adds the errors that single fields can't show. */
void register_check(Request *rq);
/* What the form says; call only when it has no errors. */
Registrant register_who(Cx *cx, const void *form);
/* At the door, as the office's form says. */
bool register_at_door(const void *form);

/* The fields of needs alone, on one's own page. */
typedef struct NeedsForm {
    int unused; /* no offset of 0 */
    const char *access_needs, *childcare, *interpretation, *interpretation_wish;
} NeedsForm;
/* Adds an error beside the ages if they are none. */
void needs_check(Request *rq, const char *childcare);
/* What that form says; call only when it has no errors. */
Needs needs_said(Cx *cx, const NeedsForm *form);
