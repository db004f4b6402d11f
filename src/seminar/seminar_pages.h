/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of seminars show, and what the pages of registration/ use of them. */
#pragma once

#include "audit.sql.h"
#include "budget.sql.h"
#include "html/ui.h"
#include "http/request.h"
#include "plan/budget.h"
#include "programme.sql.h"
#include "programme/audit.h"
#include "room.sql.h"
#include "seminar/planning.h"
#include "seminar/seminar_rules.h"

/* ---- public ---- */

typedef struct SeminarItem {
    SeminarId id;
    const char *title, *topic, *days;
    SeminarPhase phase;
    int32_t seats_left;
    int32_t closes_in; /* days until the last call */
} SeminarItem;
ROWS(SeminarItems, SeminarItem);

typedef struct CatalogueView {
    SeminarItems coming, past;
    TopicListRows topics;            /* in the reader's language, as are the phases */
    const char *phases[PHASE_COUNT]; /* their names */
    int64_t topic;                   /* chosen; 0: all */
    const char *older;               /* address of the next page of the archive, or NULL */
} CatalogueView;

typedef struct SeminarView {
    const SeminarFind *row;
    SeminarText text; /* in the reader's language, or as it was written */
    const char *topic, *interpretation;
    SessionListRows sessions;
    SeminarConsultantsRows consultants;
    SeminarPhase phase;
    SeminarDates dates;
    int32_t seats_left, closes_in;
    bool may_manage, may_see_people, may_bring_group;
    SeminarDatesOfSeriesRows
        series;           /* all published dates of the same, this one included; none if it is one */
    EvaluationId results; /* released results of its evaluation; 0: none */
} SeminarView;

/* "14.03.2026" or "14.03.2026 – 15.03.2026"; "–" without sessions. */
const char *days_text(Cx *cx, bool has, Date first, Date last);
/* "Arabic names of tags": "العربية, Türkçe"; "" without any. */
const char *languages_text(Cx *cx, const char *tags);
UiKind phase_kind(SeminarPhase phase);

SeminarPhase series_phase(const SeminarDatesOfSeries *row, Date today);

/* Fills everything but what depends on who asks. */
MUST_USE const Err *seminar_view(Cx *cx, SeminarId id, SeminarFind *row, SeminarView *ret_view);
/* Its sessions as calendar events; one of them cancelled or all present. */
MUST_USE const Err *seminar_calendar(Request *rq, SeminarId id);

/* ---- office ---- */

typedef struct OfficeListView {
    SeminarOfficeListRows seminars;
    TopicListRows topics;
    BudgetYears years;
    int64_t year; /* chosen; 0: all */
    int64_t of_state[SEMINAR_STATE_COUNT];
    bool may_write;
} OfficeListView;

typedef struct SeminarFormView {
    FormInput *input;
    SeminarId id; /* 0: a new one */
    const char *action;
    UiOptions years, topics, langs, series;
} SeminarFormView;

typedef struct SeminarTextView {
    FormInput *input;
    SeminarId id;
    Lang lang;
    const SeminarFind *row;
} SeminarTextView;

typedef struct SessionFormView {
    FormInput *input;
    SeminarId seminar;
    SessionId id; /* 0: a new one */
    const char *title, *action;
    UiOptions rooms;
    Warnings warnings;             /* about what was typed */
    BookingOfConsultantsRows busy; /* what else its consultants give */
} SessionFormView;

typedef struct LangLink {
    Lang lang;
    bool is_there;
} LangLink;
ROWS(LangLinks, LangLink);

typedef struct ManageView {
    FormInput *input;
    SeminarView about;
    CostLineListRows costs;
    Cents cost_sum;
    LangLinks translations;
    UiOptions consultants;         /* all; those chosen are in input */
    BookingOfConsultantsRows busy; /* what else those chosen give */
    Warnings warnings;
    AuditOfObjectRows history;
    bool may_write, may_see_costs;
} ManageView;

bool seminar_can_step(const ManageView *v, SeminarState to);
const char *session_line(Cx *cx, const SessionList *s);
