/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calendar files (RFC 5545): events in UTC, so that no time zone has to be described. */
#pragma once

#include "base/cx.h"

typedef struct IcalEvent {
    const char *uid; /* stays the same when the event changes: "session-7@example.org" */
    Time start, end;
    Time stamp;                                         /* when this was written */
    int32_t sequence;                                   /* rises with each change */
    const char *summary, *location, *description, *url; /* "" or NULL: left out */
    bool is_cancelled;
} IcalEvent;

ROWS(IcalEvents, IcalEvent);

/* The whole file; name: of the calendar. It has no METHOD: that is for invitations (RFC 5546), which need an
 * organiser and answers. A cancelled event stays in it and says so. */
void ical_write(Buf *out, const char *name, IcalEvents events);

#define ICAL_TYPE "text/calendar; charset=utf-8"
