/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The programme's page, the annual summary, and the overview of whoever is signed in. */
#include "report/report_routes.h"

#include "html/svg.h"
#include "programme/page.h"
#include "report.html.h"
#include "report/report_pages.h"

#include <math.h>

static SafeHtml budget_chart(Cx *cx, const ReportYears *year)
{
    return svg_budget(cx, (ChartText){.title = t(cx, "Budget of the year {year}", "year", plain(year->year))},
                      (BudgetBar){.amount = year->amount,
                                  .planned = year->planned,
                                  .committed = {year->used.v - year->paid.v},
                                  .paid = year->paid});
}

const Err *home_show(Request *rq)
{
    Cx *cx = rq->cx;
    HomeView v = {.programme = request_programme(rq)};
    int year;
    TRY(q_report_next_seminars(cx, cx->programme, (int32_t)cx->lang, local_today(cx), &v.next));
    TRY(report_current_year(cx, &year));
    v.has_year = year != 0;
    if (v.has_year) {
        TRY(report_of_year(cx, year, &v.year));
        v.budget_chart = budget_chart(cx, &v.year.budget);
    }
    view_home(cx, &rq->body, &v);
    return page_send(
        rq,
        &(Page){.title = t(cx, "Training for migrant associations"),
                .description = t(cx, "Free seminars for the staff and volunteers of migrant associations.")});
}

const Err *report_latest(Request *rq)
{
    int year;
    TRY(report_current_year(rq->cx, &year));
    if (year == 0)
        return FAIL(rq->cx, ERR_NOT_FOUND,
                    "There is no budget year yet. The office creates it under “Budget”.");
    return respond_redirect(rq,
                            path(rq->cx, "/report/{year}", "year", arena_printf(rq->cx->arena, "%d", year)));
}

/* The three dimensions of every questionnaire, and what else was asked, where there is a figure. */
static const Err *find_opinions(Cx *cx, BudgetYearId year, OpinionLines *ret_lines)
{
    static const Dimension order[] = {DIMENSION_RELEVANCE, DIMENSION_METHOD, DIMENSION_TOPICS};
    DimensionMeans means;
    TRY(evaluation_year_means(cx, year, &means));
    OpinionLines lines = {.at = NEW_ARRAY(cx->arena, OpinionLine, ARRAY_LENGTH(order))};
    for (size_t i = 0; i < ARRAY_LENGTH(order); i++) {
        const DimensionMean *m = &means.of[order[i]];
        if (m->n == 0)
            continue;
        OpinionLine *line = &lines.at[lines.n++];
        *line =
            (OpinionLine){t(cx, dimension_name(order[i])), format_f64(cx, m->mean, 2), NULL, m->n, m->rounds};
        if (!isnan(m->low))
            line->interval = t(cx, "{low} to {high}", "low", format_f64(cx, m->low, 2), "high",
                               format_f64(cx, m->high, 2));
    }
    *ret_lines = lines;
    return NULL;
}

const Err *report_show(Request *rq)
{
    Cx *cx = rq->cx;
    if (rq->ids[0] > 9999)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such page here.");
    ReportView v = {.programme = request_programme(rq)};
    TRY(report_of_year(cx, (int)rq->ids[0], &v.year));
    TRY(q_report_years(cx, cx->programme, &v.years));
    v.budget_chart = budget_chart(cx, &v.year.budget);
    TRY(find_opinions(cx, v.year.budget.id, &v.opinions));
    v.hours = v.year.attended_minutes / 60;
    view_year_report(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Annual summary {year}", "year",
                                            arena_printf(cx->arena, "%d", (int)rq->ids[0])),
                                 .wide = true});
}

/* ---- the overview after signing in ---- */

static void add_task(Cx *cx, OfficeTasks *tasks, int64_t n, const char *text, const char *url)
{
    if (n > 0)
        tasks->at[tasks->n++] = (OfficeTask){n, text, path(cx, url)};
}

static void add_approvals(Cx *cx, OfficeTasks *tasks, int64_t n)
{
    add_task(
        cx, tasks, n,
        tn(cx, n, "{n} registration waits for your approval", "{n} registrations wait for your approval"),
        "/my/approvals");
}

static const Err *manager_tasks(Cx *cx, OfficeTasks *tasks)
{
    ManagerTasksRow n;
    TRY(q_manager_tasks_row(cx, cx->person, &n));
    add_approvals(cx, tasks, n.to_approve);
    return NULL;
}

static const Err *officer_tasks(Cx *cx, OfficeTasks *tasks)
{
    OfficeTasksRow n;
    TRY(q_office_tasks_row(cx, cx->programme, local_today(cx), &n));
    add_task(cx, tasks, n.to_publish,
             tn(cx, n.to_publish, "{n} seminar is planned and not published",
                "{n} seminars are planned and not published"),
             "/office/seminars");
    add_task(cx, tasks, n.waiting,
             tn(cx, n.waiting, "{n} person is on a waiting list", "{n} people are on waiting lists"),
             "/office/seminars");
    add_approvals(cx, tasks, n.to_approve);
    add_task(cx, tasks, n.to_hold,
             tn(cx, n.to_hold, "{n} seminar is over: enter who attended",
                "{n} seminars are over: enter who attended"),
             "/office/seminars");
    add_task(
        cx, tasks, n.to_evaluate,
        tn(cx, n.to_evaluate, "{n} seminar has no evaluation yet", "{n} seminars have no evaluation yet"),
        "/evaluations");
    add_task(cx, tasks, n.to_close,
             tn(cx, n.to_close, "{n} evaluation can be closed", "{n} evaluations can be closed"),
             "/evaluations");
    add_task(cx, tasks, n.mail_trouble,
             tn(cx, n.mail_trouble, "{n} mail could not be sent", "{n} mails could not be sent"), "/mail");
    return NULL;
}

/* Where each permission leads, in this order: to all objects, or to one's own. */
static const struct {
    Permission need;
    Reach reach;
    const char *text, *url;
} rooms[] = {
    {PERM_SEMINAR_WRITE, REACH_ALL, N_("Seminars"), "/office/seminars"},
    {PERM_SEMINAR_WRITE, REACH_ALL, N_("Planning calendar"), "/office/calendar"},
    {PERM_SEMINAR_WRITE, REACH_ALL, N_("Rooms"), "/rooms"},
    {PERM_ASSOCIATION_WRITE, REACH_ALL, N_("Associations"), "/associations"},
    {PERM_CONSULTANT_WRITE, REACH_ALL, N_("Consultants"), "/consultants"},
    {PERM_EVALUATION_WRITE, REACH_ALL, N_("Evaluations"), "/evaluations"},
    {PERM_BUDGET_READ, REACH_ALL, N_("Budget"), "/budget"},
    {PERM_ASSOCIATION_EDIT, REACH_OWN, N_("My association"), "/associations/own"},
    {PERM_REGISTRATION_OWN_ASSOCIATION, REACH_OWN, N_("Registrations of my association"),
     "/my/registrations"},
    {PERM_ATTENDANCE_WRITE, REACH_OWN, N_("Seminars I give"), "/my/seminars"},
    {PERM_CONSULTANT_READ, REACH_OWN, N_("My entry as a consultant"), "/consultants/own"},
    {PERM_REPORT_READ, REACH_ALL, N_("Annual summary"), "/report"},
    {PERM_PROGRAMME_WRITE, REACH_ALL, N_("People and roles"), "/people"},
    {PERM_PROGRAMME_WRITE, REACH_ALL, N_("Mail"), "/mail"},
    {PERM_PROGRAMME_WRITE, REACH_ALL, N_("Audit log"), "/audit"},
    {PERM_PROGRAMME_WRITE, REACH_ALL, N_("Settings of the programme"), "/settings"},
};

const Err *office_show(Request *rq)
{
    Cx *cx = rq->cx;
    OfficeView v = {.session = request_session(rq),
                    .tasks = {.at = NEW_ARRAY(cx->arena, OfficeTask, 8)},
                    .rooms = {.at = NEW_ARRAY(cx->arena, OfficeTask, ARRAY_LENGTH(rooms))}};
    if (session_has_role(v.session, ROLE_OFFICER))
        TRY(officer_tasks(cx, &v.tasks));
    else if (session_has_role(v.session, ROLE_MANAGER))
        TRY(manager_tasks(cx, &v.tasks));
    for (size_t i = 0; i < ARRAY_LENGTH(rooms); i++)
        if (session_reach(v.session, rooms[i].need) == rooms[i].reach)
            v.rooms.at[v.rooms.n++] = (OfficeTask){1, t(cx, rooms[i].text), path(cx, rooms[i].url)};
    view_office(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Overview")});
}
