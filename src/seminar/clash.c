/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See clash.h. */
#include "seminar/clash.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "seminar.sql.h"

const Err *clash_find(Cx *cx, SeminarId seminar, SessionId but, const SessionDraft *draft, Clash *ret_clash)
{
    Clash clash = {0};
    if (draft->room_id.v)
        TRY(q_clash_of_room(cx, draft->room_id, but, draft->day, draft->starts_min, draft->ends_min,
                            &clash.with, &clash.is_of_room));
    clash.is_there = clash.is_of_room;
    if (!clash.is_there)
        TRY(q_clash_of_consultant(cx, seminar, draft->day, draft->starts_min, draft->ends_min, &clash.with,
                                  &clash.is_there));
    *ret_clash = clash;
    return NULL;
}

static const char *const room_taken =
    N_("The room “{name}” is taken on {day} from {from} to {to}: “{title}”. "
       "Please choose another room or another time.");
static const char *const consultant_taken = N_(
    "{name} gives “{title}” on {day} from {from} to {to}. Please choose another time or another consultant.");

static const Err *refusal(Cx *cx, const Clash *clash)
{
    const ClashOfRoom *with = &clash->with;
    const char *args[] = {"name",  with->name,
                          "day",   format_date(cx, with->day, DATE_NUMERIC),
                          "from",  format_clock(cx, with->starts_min),
                          "to",    format_clock(cx, with->ends_min),
                          "title", with->title,
                          NULL};
    return NOT_NULL(err_make(cx->arena, ERR_CONFLICT, clash->is_of_room ? room_taken : consultant_taken, args,
                             NULL, __FILE__, __LINE__));
}

const char *clash_text(Cx *cx, const Clash *clash)
{
    return message_of_error(cx, refusal(cx, clash));
}

const Err *clash_refuse(Cx *cx, SeminarId seminar, SessionId but, const SessionDraft *draft)
{
    Clash clash;
    TRY(clash_find(cx, seminar, but, draft, &clash));
    return clash.is_there ? refusal(cx, &clash) : NULL;
}

const Err *clash_refuse_all(Cx *cx, SeminarId seminar)
{
    SessionListRows sessions;
    TRY(q_session_list(cx, seminar, &sessions));
    for (size_t i = 0; i < sessions.n; i++) {
        const SessionList *e = &sessions.at[i];
        SessionDraft draft = {.day = e->day,
                              .starts_min = e->starts_min,
                              .ends_min = e->ends_min,
                              .room_id = {e->has_room_id ? e->room_id.v : 0}};
        TRY(clash_refuse(cx, seminar, e->id, &draft));
    }
    return NULL;
}
