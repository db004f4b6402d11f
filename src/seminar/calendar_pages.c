/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The planning calendar of the office: a month, or a year. */
#include "seminar/calendar_pages.h"

#include "calendar.html.h"
#include "i18n/format.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "seminar/seminar_routes.h"

#include <stdio.h>
#include <string.h>

typedef struct CalendarForm {
    int unused; /* no offset of 0 */
    const char *month;
    bool has_year;
    int64_t year;
} CalendarForm;
enum { YEAR_MIN = 2000, YEAR_MAX = 2100 };
static const FormField calendar_fields[] = {
    {"month", N_("Month"), FIELD_TEXT, FORM_AT(CalendarForm, month), .max = 7},
    {"year", N_("Year"), FIELD_I64, FORM_AT(CalendarForm, year), FORM_AT(CalendarForm, has_year),
     .min = YEAR_MIN, .max = YEAR_MAX},
};
const FormRules calendar_form = FORM_RULES(CalendarForm, calendar_fields);

const char *plan_holiday(Cx *cx, const Holiday *holiday, bool is_year)
{
    if (!is_year || holiday->of == 1)
        return holiday_name(cx, holiday);
    return tn(cx, holiday->of, "{name} ({n} day)", "{name} ({n} days)", "name", t(cx, holiday->name));
}

const char *plan_weekday(Cx *cx, Date day)
{
    static const char *const names[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                        N_("Fri"), N_("Sat"), N_("Sun")};
    return t(cx, names[date_weekday(day)]);
}

static Date month_after(Date first, int months)
{
    DateParts p = date_parts(first);
    int month = p.year * 12 + p.month - 1 + months;
    return date_make(month / 12, month % 12 + 1, 1);
}

static const char *month_url(Cx *cx, Date first)
{
    DateParts p = date_parts(first);
    return arena_printf(cx->arena, "%s?month=%04d-%02d", path(cx, "/office/calendar"), p.year, p.month);
}

static const char *year_url(Cx *cx, int year)
{
    return arena_printf(cx->arena, "%s?year=%d", path(cx, "/office/calendar"), year);
}

static const char *month_name(Cx *cx, Date first)
{
    static const char *const names[] = {N_("January {year}"), N_("February {year}"), N_("March {year}"),
                                        N_("April {year}"),   N_("May {year}"),      N_("June {year}"),
                                        N_("July {year}"),    N_("August {year}"),   N_("September {year}"),
                                        N_("October {year}"), N_("November {year}"), N_("December {year}")};
    DateParts p = date_parts(first);
    return t(cx, names[p.month - 1], "year", arena_printf(cx->arena, "%d", p.year));
}

/* What was found for all days asked for, both sorted by day; each day takes its part. */
typedef struct Found {
    SessionsBetweenRows sessions;
    Holidays holidays;
    size_t session, holiday; /* the next ones */
    Date today;
    bool is_year;
} Found;

/* A year names each feast on its first day only. */
static void keep_first_days(Holidays *holidays)
{
    size_t n = 0;
    for (size_t i = 0; i < holidays->n; i++)
        if (holidays->at[i].nth == 1)
            holidays->at[n++] = holidays->at[i];
    holidays->n = n;
}

static PlanDay take_day(Found *f, Date day)
{
    PlanDay plan = {.day = day, .is_today = day.days == f->today.days};
    plan.sessions.at = f->sessions.at + f->session;
    for (; f->session < f->sessions.n && f->sessions.at[f->session].day.days == day.days; f->session++)
        plan.sessions.n++;
    plan.holidays.at = f->holidays.at + f->holiday;
    for (; f->holiday < f->holidays.n && f->holidays.at[f->holiday].day.days == day.days; f->holiday++)
        plan.holidays.n++;
    return plan;
}

static PlanMonth take_month(Cx *cx, Found *f, Date first)
{
    int n = month_after(first, 1).days - first.days;
    PlanMonth month = {.name = month_name(cx, first),
                       .url = month_url(cx, first),
                       .first_weekday = date_weekday(first),
                       .days = {0, NEW_ARRAY(cx->arena, PlanDay, (size_t)n)}};
    for (int i = 0; i < n; i++) {
        PlanDay day = take_day(f, (Date){first.days + i});
        if (!f->is_year || day.sessions.n || day.holidays.n)
            month.days.at[month.days.n++] = day;
    }
    return month;
}

static void count_use(RoomUses *uses, const SessionsBetween *s)
{
    size_t i = 0;
    while (i < uses->n && !(s->has_room_id ? uses->at[i].id.v == s->room_id.v
                                           : !uses->at[i].id.v && strcmp(uses->at[i].name, s->room) == 0))
        i++;
    if (i == uses->n)
        uses->at[uses->n++] = (RoomUse){.id = {s->has_room_id ? s->room_id.v : 0}, .name = s->room};
    uses->at[i].sessions++;
    uses->at[i].minutes += s->ends_min - s->starts_min;
}

static const Err *fill(Request *rq, CalendarView *v, Date first, int months)
{
    Cx *cx = rq->cx;
    Date last = {month_after(first, months).days - 1};
    Found f = {.today = local_today(cx), .is_year = v->is_year};
    TRY(q_sessions_between(cx, cx->programme, first, last, &f.sessions));
    f.holidays = holidays_between(cx->arena, first, last);
    if (f.is_year)
        keep_first_days(&f.holidays);
    v->months.at = NEW_ARRAY(cx->arena, PlanMonth, (size_t)months);
    for (int i = 0; i < months; i++)
        v->months.at[v->months.n++] = take_month(cx, &f, month_after(first, i));
    v->rooms.at = NEW_ARRAY(cx->arena, RoomUse, f.sessions.n);
    for (size_t i = 0; i < f.sessions.n; i++)
        count_use(&v->rooms, &f.sessions.at[i]);
    int year = date_parts(last).year;
    v->ends_table = year < HOLIDAY_TABLE_START || year > HOLIDAY_TABLE_END;
    return NULL;
}

/* The first day of what is asked for; this month without a question that can be understood. */
static Date asked(Request *rq, bool *ret_year)
{
    const CalendarForm *form = rq->form;
    DateParts now = date_parts(local_today(rq->cx));
    int year = 0, month = 0;
    *ret_year = form && form->has_year && !input_error(rq->input, "year");
    if (*ret_year)
        return date_make((int)form->year, 1, 1);
    if (form && sscanf(form->month, "%4d-%2d", &year, &month) == 2 && year >= YEAR_MIN && year <= YEAR_MAX &&
        month >= 1 && month <= 12)
        return date_make(year, month, 1);
    return date_make(now.year, now.month, 1);
}

const Err *plan_calendar_show(Request *rq)
{
    Cx *cx = rq->cx;
    CalendarView v = {0};
    Date first = asked(rq, &v.is_year);
    int year = date_parts(first).year;
    TRY(fill(rq, &v, first, v.is_year ? 12 : 1));
    if (v.is_year) {
        v.title = t(cx, "Planning calendar {year}", "year", arena_printf(cx->arena, "%d", year));
        v.before = (UiCrumb){arena_printf(cx->arena, "%d", year - 1), year_url(cx, year - 1)};
        v.after = (UiCrumb){arena_printf(cx->arena, "%d", year + 1), year_url(cx, year + 1)};
        v.other = (UiCrumb){t(cx, "This month"), path(cx, "/office/calendar")};
    } else {
        v.title = t(cx, "Planning calendar {month}", "month", v.months.at[0].name);
        v.before = (UiCrumb){month_name(cx, month_after(first, -1)), month_url(cx, month_after(first, -1))};
        v.after = (UiCrumb){month_name(cx, month_after(first, 1)), month_url(cx, month_after(first, 1))};
        v.other = (UiCrumb){t(cx, "The whole year {year}", "year", arena_printf(cx->arena, "%d", year)),
                            year_url(cx, year)};
    }
    view_plan_calendar(cx, &rq->body, &v);
    UiCrumb crumb = {t(cx, "Seminars"), path(cx, "/office/seminars")};
    return page_send(rq, &(Page){.title = v.title, .crumbs = &crumb, .n_crumbs = 1, .wide = true});
}
