/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See attendance.h. */
#include "registration/attendance.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"
#include "registration/certificate.h"
#include "registration/registration_rules.h"

/* After a seminar is held: the state says whether somebody came, a certificate who was there long enough. */
static const Err *settle_states(Cx *cx, SeminarId seminar)
{
    AttendanceTotalsRows totals;
    TRY(q_attendance_totals(cx, seminar, &totals));
    for (size_t i = 0; i < totals.n; i++) {
        RegistrationState now = totals.at[i].minutes > 0 ? REG_ATTENDED : REG_NO_SHOW;
        if (totals.at[i].state == now)
            continue;
        RegistrationFind row;
        TRY(registration_get(cx, totals.at[i].id, &row));
        TRY(registration_step(cx, &row, now));
    }
    return certificates_settle(cx, seminar);
}

const Err *session_get(Cx *cx, SessionId id, SessionOfProgramme *ret_session)
{
    bool found;
    TRY(q_session_of_programme(cx, id, cx->programme, ret_session, &found));
    return found ? NULL : FAIL(cx, ERR_NOT_FOUND, "There is no such session here.");
}

const Err *attendance_session(Cx *cx, SessionId id, SessionOfProgramme *ret_session)
{
    SessionOfProgramme session;
    TRY(session_get(cx, id, &session));
    if (session.state < SEMINAR_PUBLISHED || session.state == SEMINAR_CANCELLED)
        return FAIL(cx, ERR_CONFLICT, "The seminar “{title}” is {state}. There is no attendance to record.",
                    "title", session.title, "state", t(cx, seminar_state_name(session.state)));
    if (session.day.days > local_today(cx).days)
        return FAIL(cx, ERR_CONFLICT,
                    "This session is on {day}. Attendance can be recorded from that day on.", "day",
                    format_date(cx, session.day, DATE_NUMERIC));
    *ret_session = session;
    return NULL;
}

const Err *attendance_settle(Cx *cx, const SessionOfProgramme *session)
{
    return session->state > SEMINAR_PUBLISHED ? settle_states(cx, session->seminar) : NULL;
}

static const Err *check_mark(Cx *cx, const SessionOfProgramme *session, const AttendanceMark *mark)
{
    int32_t length = session->ends_min - session->starts_min;
    if (mark->minutes < 0 || mark->minutes > length)
        return FAIL(cx, ERR_INPUT, "This session lasts {length} minutes; nobody can attend more of it.",
                    "length", format_i64(cx, length));
    RegistrationFind row;
    TRY(registration_get(cx, mark->registration, &row));
    if (row.seminar.v != session->seminar.v || !registration_holds_seat(row.state))
        return FAIL(cx, ERR_INPUT,
                    "Somebody on this list has no seat in the seminar any more. Please reload the page.");
    return NULL;
}

const Err *attendance_record(Cx *cx, SessionId id, const AttendanceMark *marks, size_t n)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SessionOfProgramme session;
    TRY(attendance_session(cx, id, &session));
    Buf detail = buf_make(cx->arena);
    for (size_t i = 0; i < n; i++) {
        TRY(check_mark(cx, &session, &marks[i]));
        TRY(q_attendance_put(cx, marks[i].registration, id, marks[i].minutes, NULL));
        buf_printf(&detail, "registration %lld: %d min\n", (long long)marks[i].registration.v,
                   marks[i].minutes);
    }
    TRY(audit_add(cx, "attendance.record", "seminar", session.seminar.v, buf_text(&detail)));
    TRY(attendance_settle(cx, &session));
    return tx_commit(cx, &tx);
}

static const Err *check_recorded(Cx *cx, const SeminarFind *seminar)
{
    SessionsRecordedRows sessions;
    TRY(q_sessions_recorded(cx, seminar->id, &sessions));
    int64_t missing = 0;
    for (size_t i = 0; i < sessions.n; i++)
        missing += sessions.at[i].n == 0;
    if (missing && seminar->seats_taken > 0)
        return FAIL(cx, ERR_CONFLICT,
                    "Attendance is missing for {n} of {all} sessions. Please record it first.", "n",
                    format_i64(cx, missing), "all", format_i64(cx, (int64_t)sessions.n));
    return NULL;
}

const Err *registration_hold_seminar(Cx *cx, SeminarId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind seminar;
    TRY(seminar_get(cx, id, &seminar));
    if (seminar.has_last_day && seminar.last_day.days > local_today(cx).days)
        return FAIL(cx, ERR_CONFLICT,
                    "The last session of “{title}” is on {day}. It can be marked as held from that day on.",
                    "title", seminar.title, "day", format_date(cx, seminar.last_day, DATE_NUMERIC));
    TRY(check_recorded(cx, &seminar));
    TRY(seminar_step(cx, id, SEMINAR_HELD, ""));
    EvaluationIsClosed evaluation;
    TRY(q_evaluation_is_closed(cx, id, &evaluation));
    if (evaluation.closed)
        TRY(seminar_step(cx, id, SEMINAR_EVALUATED, ""));
    TRY(settle_states(cx, id));
    return tx_commit(cx, &tx);
}
