/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the planning calendar shows. */
#pragma once

#include "html/ui.h"
#include "room.sql.h"
#include "seminar/holiday.h"
#include "seminar/seminar.h"

typedef struct PlanDay {
    Date day;
    bool is_today;
    SessionsBetweenRows sessions;
    Holidays holidays;
} PlanDay;
ROWS(PlanDays, PlanDay);

typedef struct RoomUse {
    RoomId id;
    const char *name;
    int64_t sessions, minutes;
} RoomUse;
ROWS(RoomUses, RoomUse);

typedef struct PlanMonth {
    const char *name; /* "March 2026" */
    const char *url;
    int first_weekday; /* 0 = Monday */
    PlanDays days;
} PlanMonth;
ROWS(PlanMonths, PlanMonth);

typedef struct CalendarView {
    const char *title;
    bool is_year;
    PlanMonths months; /* one, or twelve with only those days that have something */
    RoomUses rooms;
    UiCrumb before, after, other; /* where else to look */
    bool ends_table;              /* some holy days are not known for this year */
} CalendarView;

const char *plan_weekday(Cx *cx, Date day); /* "Mon" */
/* "Hanukkah, day 2 of 8"; in a year's list "Hanukkah (8 days)". */
const char *plan_holiday(Cx *cx, const Holiday *holiday, bool is_year);
