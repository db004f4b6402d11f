/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of this folder share: a registration's row, and the one step that changes its state. */
#pragma once

#include "registration.sql.h"
#include "registration/registration.h"
#include "seminar/seminar_rules.h"

/* NOT_FOUND also for one of another programme. */
MUST_USE const Err *registration_get(Cx *cx, RegistrationId id, RegistrationFind *ret_row);
/* Changes the state, keeps seminar.seats_taken, writes the audit log. CONFLICT: step not allowed, or no seat.
 */
MUST_USE const Err *registration_step(Cx *cx, const RegistrationFind *row, RegistrationState to);
