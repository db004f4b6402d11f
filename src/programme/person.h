/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People of a programme, their roles, and how they sign in: by password, or by a link sent to their e-mail.
 */
#pragma once

#include "db/db.h"
#include "programme/permission.h"

typedef struct NewPerson {
    const char *name;
    const char *email; /* "" or NULL: none */
    const char *phone; /* "" when unknown */
    Lang lang;
    const char *password_hash; /* NULL: signs in by link only */
} NewPerson;

/* Creates a person of cx->programme. CONFLICT when somebody of this name has the address already. Inside a
 * transaction. */
MUST_USE const Err *person_create(Cx *cx, const NewPerson *person, PersonId *ret_id);

/* The person of this address and this name (as search compares it), or a new one. Inside a transaction.
 * People of one office or household share a mailbox: another name is another person, and nobody's stored data
 * change, since an address proves nothing. */
MUST_USE const Err *person_find_or_create(Cx *cx, const NewPerson *person, PersonId *ret_id,
                                          bool *ret_is_new);

/* Before somebody is given a role: ret_others names who else has the address when nobody of this name has it,
 * "Aylin Demir, Cem Kaya"; NULL when there is nothing to ask. */
MUST_USE const Err *person_others(Cx *cx, const char *name, const char *email, const char **ret_others);

/* CONFLICT when somebody but `person` (0: a new one) signs in with this address and a password. */
MUST_USE const Err *person_check_password(Cx *cx, const char *email, PersonId person);

/* Grants a role; a second time has no effect. association for a manager, consultant for a consultant. */
MUST_USE const Err *person_grant(Cx *cx, PersonId person, Role role, AssociationId association,
                                 ConsultantId consultant);
/* Takes one grant away (of several associations: that one); has no effect when it is gone already. CONFLICT
 * when it would leave the programme without any officer. */
MUST_USE const Err *person_revoke(Cx *cx, PersonId person, int64_t grant);

/* ---- sign-in ---- */

enum {
    PASSWORD_MIN = 10, /* bytes */
    LINK_MINUTES = 30, /* how long a mailed link works */
};

/* Checks a password; on a worker (it takes 0.2 s, for unknown addresses too). FORBIDDEN with one and the same
 * sentence for a wrong password and an unknown address. The page holds the limits (limits.h). */
MUST_USE const Err *sign_in_by_password(Cx *cx, const char *email, const char *password,
                                        PersonId *ret_person);

/* Makes a link's token for the address and puts the mail into the outbox. Does nothing, and says nothing
 * else, for an address we don't know. */
MUST_USE const Err *sign_in_send_link(Cx *cx, const char *email);

/* Spends a link. GONE when it was used or is too old. Inside a transaction. */
MUST_USE const Err *sign_in_by_link(Cx *cx, const char *token, PersonId *ret_person);

/* Sets a new password, ends all other sessions of the person, and makes mailed links void. On a worker.
 * CONFLICT when somebody who shares the address has a password. */
MUST_USE const Err *person_set_password(Cx *cx, PersonId person, const char *password);
