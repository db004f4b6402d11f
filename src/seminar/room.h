/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rooms in which seminars take place: how many seats, step-free or not, until when. A session names one
 * of them, or says in words where it is. Who has a room at which time: clash.h. */
#pragma once

#include "db/db.h"
#include "programme/permission.h"
#include "room.sql.h"

typedef struct RoomDraft {
    const char *name, *address, *note;
    int32_t seats;
    bool step_free;
    bool has_ended_on;
    Date ended_on; /* last day of use */
} RoomDraft;

/* NOT_FOUND also for one of another programme. */
MUST_USE const Err *room_get(Cx *cx, RoomId id, RoomList *ret_room);
/* INPUT: no name, or fewer than one seat. CONFLICT: it is in the list already. */
MUST_USE const Err *room_create(Cx *cx, const RoomDraft *draft, RoomId *ret_id);
/* CONFLICT also when a session is planned after the last day of use. */
MUST_USE const Err *room_change(Cx *cx, RoomId id, const RoomDraft *draft);

ScopeFn room_scope;
