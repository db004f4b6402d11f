/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the programme shows of itself: its page (S16), the annual summary, and the office's overview. Figures
 * are counted from the data at the moment of asking; results of evaluations only after their release. */
#pragma once

#include "report.sql.h"

typedef struct YearReport {
    ReportYears budget;        /* amount, used, planned, paid */
    ReportCostKindsRows kinds; /* what the money went to */
    ReportSeminarsRows seminars;
    ReportReach reach; /* people and associations that attended, each counted once */
    int64_t held, planned, cancelled;
    int64_t attended_minutes;
    int64_t registered, attended; /* seats, over the seminars that were held */
} YearReport;

/* The summary of one budget year of cx->programme. NOT_FOUND when there is no such year. */
MUST_USE const Err *report_of_year(Cx *cx, int year, YearReport *ret_report);

/* The budget year that a visitor means who names none: this year's, or the latest there is; 0 when none. */
MUST_USE const Err *report_current_year(Cx *cx, int *ret_year);
