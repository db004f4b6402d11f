/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The form by which people are registered: the same for visitors and for the office. */
#pragma once

#include "html/ui.h"
#include "programme/programme.h"
#include "registration/registration_pages.h"

/* Associations (published ones, or all for the office) and "other"; the languages of the programme. */
MUST_USE const Err *register_options(Cx *cx, const Programme *programme, bool all,
                                     UiOptions *ret_associations, UiOptions *ret_languages);
/* An empty form in the reader's language. */
FormInput *register_empty(Request *rq);
/* Adds the errors that single fields can't show. */
void register_check(Request *rq);
/* What the form says; call only when it has no errors. */
Registrant register_who(const void *form);
