/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See group.h. */
#include "registration/group.h"

#include "db/db.h"

const Err *registration_request_group(Cx *cx, SeminarId seminar, const Registrant *people, size_t n,
                                      Channel channel, bool may_wait, GroupAnswer *ret_answer, bool *ret_done)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    GroupAnswer answer = {.n = n, .at = NEW_ARRAY(cx->arena, RegistrationAnswer, n)};
    for (size_t i = 0; i < n; i++) {
        TRY(registration_request(cx, seminar, &people[i], channel, &answer.at[i]));
        answer.n_waiting += answer.at[i].is_new && answer.at[i].state == REG_WAITLISTED;
    }
    *ret_done = answer.n_waiting == 0 || may_wait;
    *ret_answer = answer;
    return *ret_done ? tx_commit(cx, &tx) : NULL;
}
