/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Check-in at the door: taps ("is here", "leaves", "was a mistake"), and the minutes that follow from them.
 *
 * A phone may lose the connection and send its taps later, twice, or after those of another phone. So a tap
 * has a key that is never used twice, and what is recorded depends on nothing but the set of taps that have
 * arrived: they are sorted by their time, and presence_of reads them like a diary. What somebody corrects by
 * hand on the attendance page wins over all taps (attendance.h). */
#pragma once

#include "registration/registration.h"

typedef enum MarkKind { /* stored */
                        MARK_ARRIVED = 1,
                        MARK_LEFT,
                        MARK_UNDONE, /* the taps before it were a mistake */
                        MARK_KIND_COUNT
} MarkKind;

typedef struct CheckInMark {
    const char *key; /* 8 to 64 letters, digits and "-" */
    RegistrationId registration;
    MarkKind kind;
    Time at;     /* brought into the session's day, and not after now */
    int64_t nth; /* orders taps of one second, as the phone has counted them; 0 from a plain form */
} CheckInMark;

typedef enum MarkOutcome {
    MARK_TAKEN,
    MARK_KNOWN,   /* it has arrived before; nothing has changed */
    MARK_NO_SEAT, /* cancelled, waiting, pending: check_in_refusal says what to do */
    MARK_UNKNOWN, /* nobody of this seminar, or no tap at all */
} MarkOutcome;

/* Notes a tap, and settles the minutes of that person. Somebody with an offer takes it up by coming.
 * NOT_FOUND; CONFLICT: the session is of another day to come, or its seminar not published. */
MUST_USE const Err *check_in_mark(Cx *cx, SessionId session, const CheckInMark *mark,
                                  MarkOutcome *ret_outcome);
/* Everybody who is here leaves now. The keys are made of `key`. */
MUST_USE const Err *check_in_all_leave(Cx *cx, SessionId session, const char *key, int64_t *ret_count);
/* Why somebody can't be checked in, and what to do: a msgid; NULL for who can. */
const char *check_in_refusal(RegistrationState state);

/* Deletes taps 30 days after their session. All programmes; for housekeeping. */
MUST_USE const Err *check_in_forget(Cx *cx);

/* ---- the diary ---- */

typedef struct Presence {
    bool came, is_here; /* came: has arrived, and it was no mistake */
    Time arrived, left; /* the first arrival; the last leaving, if not here */
    int32_t minutes;    /* within the session, rounded down; who is here is taken to stay to its end */
} Presence;

typedef struct Tap {
    MarkKind kind;
    Time at;
} Tap;

/* taps: sorted by time and order. begins, ends: of the session. */
Presence presence_of(const Tap *taps, size_t n, Time begins, Time ends);
