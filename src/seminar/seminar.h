/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Seminars and their sessions: what is offered, when, where, by whom, and how far it has come.
 *
 * Seats are the business of registration/registration.h, which also cancels a published seminar and marks it
 * held, since both concern the people who registered. Read next: seminar_pages.c, plan/budget.h (what it
 * costs). */
#pragma once

#include "db/db.h"
#include "programme/permission.h"

/* The numbers are stored, and stand in seminar.sql. Open, full and running are no states of their own: they
 * follow from seats and days (seminar_phase). */
typedef enum SeminarState {
    SEMINAR_PROPOSAL = 1,
    SEMINAR_PLANNED,
    SEMINAR_PUBLISHED,
    SEMINAR_HELD,
    SEMINAR_EVALUATED,
    SEMINAR_CLOSED,
    SEMINAR_CANCELLED,
    SEMINAR_STATE_COUNT
} SeminarState;

/* What the public is told. */
typedef enum SeminarPhase {
    PHASE_HIDDEN,  /* not published */
    PHASE_EARLY,   /* registration opens later */
    PHASE_OPEN,    /* seats are free */
    PHASE_FULL,    /* requests go to the waiting list */
    PHASE_SHUT,    /* registration has closed */
    PHASE_RUNNING, /* between its first and its last day */
    PHASE_OVER,
    PHASE_CANCELLED,
    PHASE_COUNT
} SeminarPhase;

typedef struct SeminarDates {
    SeminarState state;
    bool has_opens_on, has_closes_on, has_days;
    Date opens_on, closes_on; /* registration window, both included */
    Date first_day, last_day; /* of the sessions */
} SeminarDates;

const char *seminar_state_name(SeminarState state); /* msgid */
const char *seminar_phase_name(SeminarPhase phase); /* msgid */
bool seminar_step_allowed(SeminarState from, SeminarState to);
SeminarPhase seminar_phase(const SeminarDates *dates, int32_t seats_left, Date today);
/* The last day on which one may register: the window's end, or the day before the first session. */
Date seminar_last_call(const SeminarDates *dates);

typedef struct SeminarDraft {
    BudgetYearId year; /* decides at creation only */
    TopicId topic;
    const char *title, *summary, *about; /* in the programme's main language */
    const char *interpretation;          /* language tags, "ar tr" */
    const char *material;
    Lang lang; /* of instruction */
    bool childcare, step_free;
    bool has_opens_on, has_closes_on;
    Date opens_on, closes_on;
    bool approval;             /* the home association approves registrations; without one the office does */
    int32_t offer_days;        /* nearer than that, a freed seat is offered, not given; 0: never offered */
    int32_t offer_hours;       /* how long an offer stands; 0: SEMINAR_OFFER_HOURS */
    int32_t certificate_share; /* per cent of the minutes; 0: SEMINAR_CERTIFICATE_SHARE */
    SeminarId series;          /* any other date of the same seminar; 0: none */
} SeminarDraft;

typedef struct SeminarSeats {
    int32_t capacity, minimum;
    int32_t each; /* per association; 0: no cap */
} SeminarSeats;

enum { SEMINAR_CAPACITY = 16, SEMINAR_MINIMUM = 6, SEMINAR_EACH = 2 }; /* what a new one starts with */
enum { SEMINAR_OFFER_DAYS = 7, SEMINAR_OFFER_HOURS = 24, SEMINAR_CERTIFICATE_SHARE = 75 };
enum {
    SESSION_SPAN_DAYS = 366
}; /* from the first to the last session; the catalogue looks back no further */

typedef struct SessionDraft {
    Date day;
    int starts_min, ends_min;   /* minutes after midnight */
    const char *room, *address; /* in words; without meaning when room_id names one of the register */
    RoomId room_id;             /* 0: elsewhere */
} SessionDraft;

typedef struct SeminarText {
    Lang lang;
    const char *title, *summary, *about;
} SeminarText;

/* State PLANNED. NOT_FOUND: the budget year, topic or series is of another programme; INPUT: window ends
 * before it begins. */
MUST_USE const Err *seminar_create(Cx *cx, const SeminarDraft *draft, const SeminarSeats *seats,
                                   SeminarId *ret_id);
/* CONFLICT: it is over. */
MUST_USE const Err *seminar_change(Cx *cx, SeminarId id, const SeminarDraft *draft);
/* A translation; an empty title removes it. */
MUST_USE const Err *seminar_translate(Cx *cx, SeminarId id, const SeminarText *text);
/* A planned seminar like this one, with its texts, consultants and cost lines (planned again) but no
 * sessions. */
MUST_USE const Err *seminar_copy(Cx *cx, SeminarId id, BudgetYearId year, SeminarId *ret_id);
/* CONFLICT when one of them gives another seminar at the time of a session (clash.h). */
MUST_USE const Err *seminar_set_consultants(Cx *cx, SeminarId id, const ConsultantId *consultants, size_t n);

/* CONFLICT when the seminar is over, the room is closed by then, or room or consultant are taken (clash.h);
 * NOT_FOUND: the room; INPUT when the end is not after the beginning, or the seminar would span more than
 * SESSION_SPAN_DAYS. The seminar's first and last day follow. */
MUST_USE const Err *session_add(Cx *cx, SeminarId seminar, const SessionDraft *draft, SessionId *ret_id);
MUST_USE const Err *session_change(Cx *cx, SessionId id, const SessionDraft *draft);
/* CONFLICT also when attendance is recorded, or it is the last one of a published seminar. */
MUST_USE const Err *session_remove(Cx *cx, SessionId id);

/* Makes it public and commits its planned cost lines, or neither. CONFLICT, saying what is missing: a
 * session, a title, days to come; that a room or consultant is taken (clash.h); or the budget's sentence. */
MUST_USE const Err *seminar_publish(Cx *cx, SeminarId id);
/* The one way by which a state changes. CONFLICT when the step is not allowed. detail: for the audit log. */
MUST_USE const Err *seminar_step(Cx *cx, SeminarId id, SeminarState to, const char *detail);

ScopeFn seminar_scope, session_scope;
