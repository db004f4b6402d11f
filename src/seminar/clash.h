/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Nobody and no room is in two places at once: sessions of seminars that are not cancelled never overlap in
 * one room of the register, nor for one consultant. A session that begins when another ends does not overlap.
 *
 * session.c and seminar.c ask inside the transaction that changes a session, the consultants or the state.
 * SQLite has one writer; on PostgreSQL transactions are serialisable: of two that book the same room one is
 * run again, and then sees the other. */
#pragma once

#include "room.sql.h"
#include "seminar/seminar.h"

typedef struct Clash {
    bool is_there, is_of_room;
    ClashOfRoom with; /* name: of the room or of the consultant; the other seminar and its time */
} Clash;

/* What a session of this seminar at this time and place would overlap with. but: the session itself, or 0. */
MUST_USE const Err *clash_find(Cx *cx, SeminarId seminar, SessionId but, const SessionDraft *draft,
                               Clash *ret_clash);
/* The sentence about one: whose it is, when, and what to do. */
const char *clash_text(Cx *cx, const Clash *clash);
/* CONFLICT with that sentence. */
MUST_USE const Err *clash_refuse(Cx *cx, SeminarId seminar, SessionId but, const SessionDraft *draft);
/* The same for all sessions of a seminar, as they are. */
MUST_USE const Err *clash_refuse_all(Cx *cx, SeminarId seminar);
