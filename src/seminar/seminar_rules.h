/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of this folder and of registration/ share: a seminar's row, checked. */
#pragma once

#include "seminar.sql.h"
#include "seminar/seminar.h"

/* NOT_FOUND also for a seminar of another programme. */
MUST_USE const Err *seminar_get(Cx *cx, SeminarId id, SeminarFind *ret_row);
/* CONFLICT once it is held, closed or cancelled. */
MUST_USE const Err *seminar_check_changeable(Cx *cx, const SeminarFind *row);
/* The days of a row. */
static inline SeminarDates seminar_dates(const SeminarFind *row)
{
    return (SeminarDates){.state = row->state,
                          .has_opens_on = row->has_opens_on,
                          .has_closes_on = row->has_closes_on,
                          .has_days = row->has_first_day,
                          .opens_on = row->opens_on,
                          .closes_on = row->closes_on,
                          .first_day = row->first_day,
                          .last_day = row->last_day};
}
