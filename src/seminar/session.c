/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sessions of a seminar; see seminar.h. */
#include "i18n/format.h"
#include "programme/audit.h"
#include "seminar/clash.h"
#include "seminar/room.h"
#include "seminar/seminar_rules.h"

static const char *session_text(Cx *cx, const SessionList *e)
{
    char iso[11];
    date_iso(e->day, iso);
    return arena_printf(cx->arena, "%s %02d:%02d–%02d:%02d %s, %s", iso, e->starts_min / 60,
                        e->starts_min % 60, e->ends_min / 60, e->ends_min % 60, e->room, e->address);
}

static const Err *check_room(Cx *cx, const SessionDraft *draft)
{
    if (!draft->room_id.v)
        return NULL;
    RoomList room;
    TRY(room_get(cx, draft->room_id, &room));
    if (room.has_ended_on && draft->day.days > room.ended_on.days)
        return FAIL(cx, ERR_CONFLICT,
                    "“{name}” can be used until {day} only. Please choose another room or an earlier day.",
                    "name", room.name, "day", format_date(cx, room.ended_on, DATE_NUMERIC));
    return NULL;
}

/* but: the session itself, or 0. */
static const Err *check_draft(Cx *cx, SeminarId seminar, SessionId but, const SessionDraft *draft)
{
    if (draft->ends_min <= draft->starts_min)
        return FAIL(cx, ERR_INPUT, "A session must end later than it begins. Please correct the times.");
    TRY(check_room(cx, draft));
    return clash_refuse(cx, seminar, but, draft);
}

/* Of a room of the register the words are not kept. */
static const char *words(const SessionDraft *draft, const char *text)
{
    return draft->room_id.v ? "" : text;
}

/* First and last day follow the sessions; the catalogue relies on their distance. */
static const Err *settle_days(Cx *cx, SeminarId seminar)
{
    TRY(q_seminar_set_days(cx, seminar, NULL));
    SeminarFind row;
    TRY(seminar_get(cx, seminar, &row));
    if (row.has_first_day && row.last_day.days - row.first_day.days > SESSION_SPAN_DAYS)
        return FAIL(
            cx, ERR_INPUT,
            "All sessions of a seminar must lie within one year. Please check the day, or create a second "
            "seminar.");
    return NULL;
}

static const char *place_text(Cx *cx, const SessionList *e)
{
    return *e->address ? arena_printf(cx->arena, "%s, %s", e->room, e->address) : e->room;
}

/* What the people of a published seminar must be told; registration/news.c writes the mails. NULL: a session
 * that was not there before, or is not there afterwards. */
static const Err *note_news(Cx *cx, const SeminarFind *seminar, SessionId id, const SessionList *old,
                            const SessionList *now)
{
    if (seminar->state != SEMINAR_PUBLISHED)
        return NULL;
    const int32_t old_min[] = {old ? old->starts_min : 0, old ? old->ends_min : 0};
    const int32_t now_min[] = {now ? now->starts_min : 0, now ? now->ends_min : 0};
    return q_session_news_add(cx, seminar->id, id, old ? &old->day : NULL, old ? &old_min[0] : NULL,
                              old ? &old_min[1] : NULL, old ? place_text(cx, old) : "",
                              now ? &now->day : NULL, now ? &now_min[0] : NULL, now ? &now_min[1] : NULL,
                              now ? place_text(cx, now) : "", cx_now(cx), NULL);
}

/* As it is stored now, with the name of its room: for the audit log and for those who come. */
static const Err *tell(Cx *cx, const SeminarFind *seminar, SessionId id, const SessionList *old, Buf *detail)
{
    SessionList now;
    bool found;
    TRY(q_session_find(cx, id, &now, &found));
    TRY(note_news(cx, seminar, id, old, found ? &now : NULL));
    audit_change(detail, "session", old ? session_text(cx, old) : "", found ? session_text(cx, &now) : "–");
    return NULL;
}

static const Err *changeable(Cx *cx, SeminarId seminar, SeminarFind *ret_row)
{
    TRY(seminar_get(cx, seminar, ret_row));
    return seminar_check_changeable(cx, ret_row);
}

const Err *session_add(Cx *cx, SeminarId seminar, const SessionDraft *draft, SessionId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind row;
    TRY(changeable(cx, seminar, &row));
    TRY(check_draft(cx, seminar, (SessionId){0}, draft));
    SessionId id;
    TRY(q_session_insert(cx, seminar, draft->day, draft->starts_min, draft->ends_min,
                         draft->room_id.v ? &draft->room_id : NULL, words(draft, draft->room),
                         words(draft, draft->address), &id));
    TRY(settle_days(cx, seminar));
    Buf detail = buf_make(cx->arena);
    TRY(tell(cx, &row, id, NULL, &detail));
    TRY(audit_add(cx, "seminar.session_add", "seminar", seminar.v, buf_text(&detail)));
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

static const Err *find_session(Cx *cx, SessionId id, SessionList *ret_session, SeminarFind *ret_seminar)
{
    bool found;
    SessionList row;
    TRY(q_session_find(cx, id, &row, &found));
    if (!found)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such session here.");
    *ret_session = row;
    return changeable(cx, row.seminar, ret_seminar);
}

const Err *session_change(Cx *cx, SessionId id, const SessionDraft *draft)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SessionList old;
    SeminarFind seminar;
    TRY(find_session(cx, id, &old, &seminar));
    TRY(check_draft(cx, old.seminar, id, draft));
    TRY(q_session_set(cx, id, draft->day, draft->starts_min, draft->ends_min,
                      draft->room_id.v ? &draft->room_id : NULL, words(draft, draft->room),
                      words(draft, draft->address), NULL));
    TRY(settle_days(cx, old.seminar));
    int64_t shortened;
    TRY(q_session_cap_minutes(cx, id, draft->ends_min - draft->starts_min, &shortened));
    Buf detail = buf_make(cx->arena);
    TRY(tell(cx, &seminar, id, &old, &detail));
    audit_change_i64(&detail, "attendance_shortened", 0, shortened);
    TRY(audit_add(cx, "seminar.session_change", "seminar", old.seminar.v, buf_text(&detail)));
    return tx_commit(cx, &tx);
}

static const Err *check_removable(Cx *cx, SessionId id, const SeminarFind *seminar)
{
    SessionAttendanceCount attended;
    TRY(q_session_attendance_count(cx, id, &attended));
    if (attended.n)
        return FAIL(
            cx, ERR_CONFLICT,
            "Attendance of this session is recorded, so it took place. It can't be removed any more.");
    SessionListRows sessions;
    TRY(q_session_list(cx, seminar->id, &sessions));
    if (seminar->state == SEMINAR_PUBLISHED && sessions.n == 1)
        return FAIL(cx, ERR_CONFLICT,
                    "This is the only session of a published seminar. Add the new one first, or cancel the "
                    "seminar.");
    return NULL;
}

const Err *session_remove(Cx *cx, SessionId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SessionList old;
    SeminarFind seminar;
    TRY(find_session(cx, id, &old, &seminar));
    TRY(check_removable(cx, id, &seminar));
    TRY(q_session_delete(cx, id, NULL));
    TRY(settle_days(cx, old.seminar));
    Buf detail = buf_make(cx->arena);
    TRY(tell(cx, &seminar, id, &old, &detail));
    TRY(audit_add(cx, "seminar.session_remove", "seminar", old.seminar.v, buf_text(&detail)));
    return tx_commit(cx, &tx);
}
