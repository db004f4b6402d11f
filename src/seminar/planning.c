/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See planning.h. */
#include "seminar/planning.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "seminar/holiday.h"
#include "seminar/room.h"

static void add(Cx *cx, Warnings *warnings, Date day, const char *sentence)
{
    const char **at = NEW_ARRAY(cx->arena, const char *, warnings->n + 1);
    for (size_t i = 0; i < warnings->n; i++)
        at[i] = warnings->at[i];
    at[warnings->n++] = arena_printf(cx->arena, "%s: %s", format_date(cx, day, DATE_WEEKDAY), sentence);
    warnings->at = at;
}

static const Err *add_room(Cx *cx, const SeminarFind *seminar, const SessionDraft *draft, Warnings *warnings)
{
    if (!draft->room_id.v)
        return NULL;
    RoomList room;
    TRY(room_get(cx, draft->room_id, &room));
    if (room.seats < seminar->capacity)
        add(cx, warnings, draft->day,
            t(cx, "The room “{name}” has {seats} seats, the seminar {capacity}.", "name", room.name, "seats",
              format_i64(cx, room.seats), "capacity", format_i64(cx, seminar->capacity)));
    if (seminar->step_free && !room.step_free)
        add(cx, warnings, draft->day,
            t(cx, "Step-free access is promised, but the room “{name}” has none.", "name", room.name));
    return NULL;
}

static void add_holidays(Cx *cx, const SessionDraft *draft, Warnings *warnings)
{
    Holidays around = holidays_between(cx->arena, draft->day, (Date){draft->day.days + 1});
    for (size_t i = 0; i < around.n; i++)
        if (holiday_concerns(&around.at[i], draft->day, draft->ends_min))
            add(cx, warnings, draft->day, holiday_text(cx, &around.at[i], draft->day));
}

static const Err *add_session(Cx *cx, const SeminarFind *seminar, const SessionDraft *draft,
                              Warnings *warnings)
{
    TRY(add_room(cx, seminar, draft, warnings));
    add_holidays(cx, draft, warnings);
    return NULL;
}

const Err *session_warnings(Cx *cx, const SeminarFind *seminar, const SessionDraft *draft,
                            Warnings *ret_warnings)
{
    Warnings warnings = {0};
    TRY(add_session(cx, seminar, draft, &warnings));
    *ret_warnings = warnings;
    return NULL;
}

const Err *seminar_warnings(Cx *cx, const SeminarFind *seminar, const SessionListRows *sessions,
                            Warnings *ret_warnings)
{
    Warnings warnings = {0};
    Date today = local_today(cx);
    for (size_t i = 0; i < sessions->n; i++) {
        const SessionList *e = &sessions->at[i];
        SessionDraft draft = {.day = e->day,
                              .starts_min = e->starts_min,
                              .ends_min = e->ends_min,
                              .room_id = {e->has_room_id ? e->room_id.v : 0}};
        if (e->day.days >= today.days)
            TRY(add_session(cx, seminar, &draft, &warnings));
    }
    *ret_warnings = warnings;
    return NULL;
}
