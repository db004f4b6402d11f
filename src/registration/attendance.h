/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Attendance: minutes per person and session, and what follows when the seminar is marked held. */
#pragma once

#include "registration/registration.h"

typedef struct AttendanceMark {
    RegistrationId registration;
    int32_t minutes; /* 0: absent; at most the session's length */
} AttendanceMark;

/* Records the minutes of a session; people who are not named keep what they have. Minutes other than those
 * that follow from the taps at the door (check_in.h; none: 0) are a correction by hand, and no later tap
 * changes them. In a seminar that is held already, "took part" and "did not come" follow the correction.
 * NOT_FOUND; INPUT: more minutes than the session has, or somebody without a seat; CONFLICT: the seminar is
 * not published, or the session lies in the future. */
MUST_USE const Err *attendance_record(Cx *cx, SessionId session, const AttendanceMark *marks, size_t n);

/* Marks the seminar held: who attended at least a minute took part, the others did not come. Who waited stays
 * on the list, as a record of demand. CONFLICT: it is not published, not over, or a session has no attendance
 * yet. */
MUST_USE const Err *registration_hold_seminar(Cx *cx, SeminarId seminar);
