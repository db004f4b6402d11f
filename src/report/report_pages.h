/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of report/ show. */
#pragma once

#include "evaluation/results.h"
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

/* What participants thought of one dimension; interval NULL: there is none. */
typedef struct OpinionLine {
    const char *name, *mean, *interval;
    int64_t n, rounds;
} OpinionLine;
ROWS(OpinionLines, OpinionLine);

typedef struct ReportView {
    const Programme *programme;
    YearReport year;
    ReportYearsRows years;
    SafeHtml budget_chart;
    OpinionLines opinions;
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
