/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of rooms show. */
#pragma once

#include "audit.sql.h"
#include "html/ui.h"
#include "seminar/room.h"

typedef struct RoomListView {
    RoomListRows rooms;
    Date today;
    bool may_write;
} RoomListView;

typedef struct RoomView {
    RoomList room;
    BookingInRoomRows bookings; /* from today on */
    AuditOfObjectRows history;
    bool may_write;
} RoomView;

typedef struct RoomFormView {
    FormInput *input;
    RoomId id; /* 0: a new one */
    const char *action;
} RoomFormView;
