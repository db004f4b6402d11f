/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an officer should know while planning: a room that does not fit, a day on which people celebrate or
 * fast. Nothing is refused for it; what is refused (double booking) is in clash.h. */
#pragma once

#include "seminar.sql.h"
#include "seminar/seminar.h"

ROWS(Warnings, const char *); /* sentences in the reader's language */

/* Of one session as it is planned; the room is that of the draft. */
MUST_USE const Err *session_warnings(Cx *cx, const SeminarFind *seminar, const SessionDraft *draft,
                                     Warnings *ret_warnings);
/* Of all sessions that are still to come. */
MUST_USE const Err *seminar_warnings(Cx *cx, const SeminarFind *seminar, const SessionListRows *sessions,
                                     Warnings *ret_warnings);
