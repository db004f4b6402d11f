/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See check_in.h. */
#include "registration/check_in.h"

#include "check_in.sql.h"
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"
#include "registration/registration_rules.h"

#include <string.h>

enum { KEY_MIN = 8, KEY_MAX = 64, KEPT_DAYS = 30, DAY_S = 86400 };

/* ---- the diary ---- */

static int64_t overlap(Time from, Time to, Time begins, Time ends)
{
    int64_t a = from.seconds > begins.seconds ? from.seconds : begins.seconds;
    int64_t b = to.seconds < ends.seconds ? to.seconds : ends.seconds;
    return b > a ? b - a : 0;
}

Presence presence_of(const Tap *taps, size_t n, Time begins, Time ends)
{
    Presence p = {0};
    int64_t seconds = 0;
    Time since = {0};
    for (size_t i = 0; i < n; i++) {
        if (taps[i].kind == MARK_UNDONE) {
            p = (Presence){0};
            seconds = 0;
        } else if (taps[i].kind == MARK_ARRIVED && !p.is_here) {
            if (!p.came)
                p.arrived = taps[i].at;
            p.came = p.is_here = true;
            since = taps[i].at;
        } else if (taps[i].kind == MARK_LEFT && p.is_here) {
            p.is_here = false;
            p.left = taps[i].at;
            seconds += overlap(since, taps[i].at, begins, ends);
        }
    }
    if (p.is_here)
        seconds += overlap(since, ends, begins, ends);
    p.minutes = (int32_t)(seconds / 60);
    return p;
}

/* ---- taps ---- */

static const struct {
    const char *sentence;
} refusals[REG_STATE_COUNT] = {
    [REG_PENDING] = {N_(
        "The association has not approved this registration yet. If a seat is free, you can let the "
        "person in.")},
    [REG_WAITLISTED] = {N_(
        "This person is on the waiting list and has no seat. If one has become free, you can let "
        "the person in. Otherwise: does somebody with a seat not come? Then cancel that "
        "registration in the office.")},
    [REG_CANCELLED] = {N_("This registration was cancelled. If a seat is free, you can let the person in.")},
};

const char *check_in_refusal(RegistrationState state)
{
    return refusals[state].sentence;
}

static bool key_is_fine(const char *key)
{
    size_t n = strlen(key);
    return n >= KEY_MIN && n <= KEY_MAX &&
           strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == n;
}

/* A clock that was set back, or is of another year, can't move a tap out of the session's day; nor can one
 * that is ahead tell of the future. */
static Time within_day(Cx *cx, const SessionOfProgramme *session, Time at)
{
    int64_t first = local_instant(cx, session->day, 0).seconds;
    int64_t last = local_instant(cx, (Date){session->day.days + 1}, 0).seconds - 1, now = cx_now(cx).seconds;
    if (last > now)
        last = now;
    return (Time){at.seconds < first ? first : at.seconds > last ? last : at.seconds};
}

static const Err *presence_now(Cx *cx, SessionId id, RegistrationId registration,
                               const SessionOfProgramme *session, Presence *ret_presence)
{
    CheckInMarksRows rows;
    TRY(q_check_in_marks(cx, id, &registration, &rows));
    Tap *taps = NEW_ARRAY(cx->arena, Tap, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        taps[i] = (Tap){rows.at[i].kind, rows.at[i].at};
    *ret_presence = presence_of(taps, rows.n, local_instant(cx, session->day, session->starts_min),
                                local_instant(cx, session->day, session->ends_min));
    return NULL;
}

static const Err *settle_minutes(Cx *cx, SessionId id, RegistrationId registration,
                                 const SessionOfProgramme *session)
{
    Presence presence;
    TRY(presence_now(cx, id, registration, session, &presence));
    if (presence.came)
        return q_check_in_minutes_put(cx, registration, id, presence.minutes, NULL);
    return q_check_in_minutes_remove(cx, registration, id, NULL);
}

/* Coming is as good as accepting. */
static const Err *take_up_offer(Cx *cx, RegistrationId id)
{
    RegistrationAnswer answer;
    return registration_let_in(cx, id, &answer);
}

static const Err *note(Cx *cx, SessionId id, const SessionOfProgramme *session, const CheckInMark *mark,
                       MarkOutcome *ret_outcome)
{
    CheckInPerson person;
    bool found;
    *ret_outcome = MARK_UNKNOWN;
    if (!key_is_fine(mark->key) || mark->kind < MARK_ARRIVED || mark->kind >= MARK_KIND_COUNT)
        return NULL;
    TRY(q_check_in_person(cx, mark->registration, session->seminar, &person, &found));
    if (!found)
        return NULL;
    *ret_outcome = MARK_NO_SEAT;
    if (check_in_refusal(person.state))
        return NULL;
    if (person.state == REG_OFFERED)
        TRY(take_up_offer(cx, person.id));
    int64_t count;
    TRY(q_check_in_mark_add(cx, mark->key, person.id, id, mark->kind, within_day(cx, session, mark->at),
                            mark->nth, cx_now(cx), cx->person.v ? &cx->person : NULL, &count));
    *ret_outcome = count ? MARK_TAKEN : MARK_KNOWN;
    return count ? settle_minutes(cx, id, person.id, session) : NULL;
}

static const Err *tell_audit(Cx *cx, const SessionOfProgramme *session, SessionId id, const CheckInMark *mark)
{
    static const char *const kinds[MARK_KIND_COUNT] = {
        [MARK_ARRIVED] = "arrived", [MARK_LEFT] = "left", [MARK_UNDONE] = "undone"};
    Buf detail = buf_make(cx->arena);
    buf_printf(&detail, "session %lld\nregistration %lld: %s", (long long)id.v,
               (long long)mark->registration.v, kinds[mark->kind]);
    return audit_add(cx, "attendance.check_in", "seminar", session->seminar.v, buf_text(&detail));
}

const Err *check_in_mark(Cx *cx, SessionId id, const CheckInMark *mark, MarkOutcome *ret_outcome)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SessionOfProgramme session;
    MarkOutcome outcome;
    TRY(attendance_session(cx, id, &session));
    TRY(note(cx, id, &session, mark, &outcome));
    if (outcome == MARK_TAKEN) {
        TRY(tell_audit(cx, &session, id, mark));
        TRY(attendance_settle(cx, &session));
    }
    TRY(tx_commit(cx, &tx));
    *ret_outcome = outcome;
    return NULL;
}

const Err *check_in_all_leave(Cx *cx, SessionId id, const char *key, int64_t *ret_count)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SessionOfProgramme session;
    CheckInPeopleRows people;
    int64_t count = 0;
    TRY(attendance_session(cx, id, &session));
    TRY(q_check_in_people(cx, id, session.seminar, &people));
    for (size_t i = 0; i < people.n; i++) {
        Presence presence;
        MarkOutcome outcome;
        TRY(presence_now(cx, id, people.at[i].id, &session, &presence));
        CheckInMark mark = {.key = arena_printf(cx->arena, "%s-%lld", key, (long long)people.at[i].id.v),
                            .registration = people.at[i].id,
                            .kind = MARK_LEFT,
                            .at = cx_now(cx)};
        if (!presence.is_here)
            continue;
        TRY(check_in_mark(cx, id, &mark, &outcome));
        count += outcome == MARK_TAKEN;
    }
    TRY(tx_commit(cx, &tx));
    *ret_count = count;
    return NULL;
}

const Err *check_in_forget(Cx *cx)
{
    return q_check_in_forget(cx, (Date){(int32_t)(cx_now(cx).seconds / DAY_S) - KEPT_DAYS}, NULL);
}
