/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several people of one association at once. */
#pragma once

#include "registration/registration.h"

typedef struct GroupAnswer {
    size_t n, n_waiting;    /* n_waiting: of the new ones, who would have no seat */
    RegistrationAnswer *at; /* in the order of the people */
} GroupAnswer;

/* Registers all, or (when some would have to wait and may_wait is false) nobody: ret_done is false then, the
 * answer tells who, and the transaction is over. Fails as registration_request does, for the whole group. */
MUST_USE const Err *registration_request_group(Cx *cx, SeminarId seminar, const Registrant *people, size_t n,
                                               Channel channel, bool may_wait, GroupAnswer *ret_answer,
                                               bool *ret_done);
