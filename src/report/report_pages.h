/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of report/ show. */
#pragma once

#include "html/html.h"
#include "plan/budget.h"
#include "programme/gate.h"
#include "report/report.h"
#include "seminar/seminar.h"

typedef struct HomeView {
    const Programme *programme;
    ReportNextSeminarsRows next;
    bool has_year;
    YearReport year;
    SafeHtml budget_chart;
} HomeView;

typedef struct ReportView {
    const Programme *programme;
    YearReport year;
    ReportYearsRows years;
    SafeHtml budget_chart;
    int64_t hours; /* of attendance, rounded down */
} ReportView;

typedef struct OfficeTask {
    int64_t n;
    const char *text, *url;
} OfficeTask;
ROWS(OfficeTasks, OfficeTask);

typedef struct OfficeView {
    const Session *session;
    OfficeTasks tasks; /* what waits, only what is there */
    OfficeTasks rooms; /* where to go */
} OfficeView;
