/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See room.h. */
#include "seminar/room.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"

const Err *room_get(Cx *cx, RoomId id, RoomList *ret_room)
{
    RoomList row;
    bool found;
    TRY(q_room_find(cx, id, cx->programme, &row, &found));
    if (!found)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such room here.");
    *ret_room = row;
    return NULL;
}

static const Err *check_draft(Cx *cx, RoomId id, const RoomDraft *draft)
{
    if (!draft->name[0] || draft->seats < 1)
        return FAIL(cx, ERR_INPUT, "A room needs a name and at least one seat.");
    RoomNamed other;
    bool found;
    TRY(q_room_named(cx, cx->programme, draft->name, draft->address, &other, &found));
    if (found && other.id.v != id.v)
        return FAIL(cx, ERR_CONFLICT,
                    "“{name}” at this address is in the list already. Please open that entry, or choose "
                    "another name.",
                    "name", draft->name);
    return NULL;
}

const Err *room_create(Cx *cx, const RoomDraft *draft, RoomId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    TRY(check_draft(cx, (RoomId){0}, draft));
    RoomId id;
    TRY(q_room_insert(cx, cx->programme, draft->name, draft->address, draft->seats, draft->step_free,
                      draft->note, draft->has_ended_on ? &draft->ended_on : NULL, &id));
    TRY(audit_add(cx, "room.create", "room", id.v, draft->name));
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

static const char *differences(Cx *cx, const RoomList *from, const RoomDraft *to)
{
    Buf out = buf_make(cx->arena);
    audit_change(&out, "name", from->name, to->name);
    audit_change(&out, "address", from->address, to->address);
    audit_change_i64(&out, "capacity", from->seats, to->seats);
    audit_change_i64(&out, "step_free", from->step_free, to->step_free);
    audit_change(&out, "note", from->note, to->note);
    audit_change(&out, "ended_on", audit_day(cx, from->has_ended_on, from->ended_on),
                 audit_day(cx, to->has_ended_on, to->ended_on));
    return buf_text(&out);
}

static const Err *check_end(Cx *cx, RoomId id, const RoomDraft *draft)
{
    if (!draft->has_ended_on)
        return NULL;
    BookingInRoomRows later;
    TRY(q_booking_in_room(cx, id, (Date){draft->ended_on.days + 1}, &later));
    if (later.n)
        return FAIL(cx, ERR_CONFLICT,
                    "“{title}” is planned in this room on {day}, after its last day of use. Please give that "
                    "session another room first.",
                    "title", later.at[0].title, "day", format_date(cx, later.at[0].day, DATE_NUMERIC));
    return NULL;
}

const Err *room_change(Cx *cx, RoomId id, const RoomDraft *draft)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RoomList old;
    TRY(room_get(cx, id, &old));
    TRY(check_draft(cx, id, draft));
    TRY(check_end(cx, id, draft));
    TRY(q_room_set(cx, id, draft->name, draft->address, draft->seats, draft->step_free, draft->note,
                   draft->has_ended_on ? &draft->ended_on : NULL, NULL));
    TRY(audit_add(cx, "room.change", "room", id.v, differences(cx, &old, draft)));
    return tx_commit(cx, &tx);
}

const Err *room_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    RoomScopeFind row;
    bool found;
    TRY(q_room_scope_find(cx, (RoomId){id}, &row, &found));
    if (found)
        *ret_scope = (ObjectScope){.exists = true, .programme = row.programme};
    return NULL;
}
