/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See report.h. */
#include "report/report.h"

#include "i18n/format.h"
#include "seminar/seminar.h"

static void count_seminars(YearReport *report)
{
    for (size_t i = 0; i < report->seminars.n; i++) {
        const ReportSeminars *s = &report->seminars.at[i];
        if (s->state == SEMINAR_CANCELLED) {
            report->cancelled++;
        } else if (s->state >= SEMINAR_HELD) {
            report->held++;
            report->registered += s->registered;
            report->attended += s->attended;
            report->attended_minutes += s->minutes;
        } else {
            report->planned++;
        }
    }
}

const Err *report_of_year(Cx *cx, int year, YearReport *ret_report)
{
    ReportYearsRows years;
    TRY(q_report_years(cx, cx->programme, &years));
    const ReportYears *found = NULL;
    for (size_t i = 0; i < years.n; i++)
        if (years.at[i].year == year)
            found = &years.at[i];
    if (!found)
        return FAIL(cx, ERR_NOT_FOUND, "There is no budget for the year {year}.", "year",
                    arena_printf(cx->arena, "%d", year));
    YearReport report = {.budget = *found};
    TRY(q_report_cost_kinds(cx, found->id, &report.kinds));
    TRY(q_report_seminars(cx, found->id, (int32_t)cx->lang, &report.seminars));
    TRY(q_report_reach(cx, found->id, cx->programme, &report.reach));
    count_seminars(&report);
    *ret_report = report;
    return NULL;
}

const Err *report_current_year(Cx *cx, int *ret_year)
{
    int today = date_parts(local_today(cx)).year;
    ReportYearsRows years;
    TRY(q_report_years(cx, cx->programme, &years));
    int year = years.n > 0 ? years.at[0].year : 0;
    for (size_t i = 0; i < years.n; i++)
        if (years.at[i].year == today)
            year = today;
    *ret_year = year;
    return NULL;
}
