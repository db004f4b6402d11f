/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sheet that people sign when they come. Names and associations only: what somebody needs stands on no
 * paper that goes round. */
#pragma once

#include "output/pdf.h"
#include "programme/programme.h"
#include "seminar/seminar_pages.h"

/* The sheet of a seminar in cx->lang: a section for each session, or for one of them. Empty rows for people
 * who walk in. */
MUST_USE const Err *sign_in_sheet_write(Cx *cx, const Programme *programme, SeminarId seminar,
                                        const SessionId *only, Buf *out);
