/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is signed in, and what they may do here. */
#pragma once

#include "db/db.h"
#include "programme/permission.h"

typedef struct Grant {
    Role role;
    AssociationId association; /* of a manager */
    ConsultantId consultant;   /* of a consultant */
} Grant;

ROWS(Grants, Grant);

typedef struct Session {
    PersonId person;
    ProgrammeId programme;
    const char *person_name;
    const char *email;
    Grants grants;
    const unsigned char *key_hash; /* binds form tokens to this session */
} Session;

/* How far the permission reaches for this session (NULL: nobody signed in), whatever the object. */
Reach session_reach(const Session *session, Permission permission);
/* May it, for this object? Asks the database for consultants of a seminar. */
MUST_USE const Err *session_may(Cx *cx, const Session *session, Permission permission,
                                const ObjectScope *scope, bool *ret_may);
bool session_has_role(const Session *session, Role role);
/* Is the consultant's entry the person's own? */
bool session_is_consultant(const Session *session, ConsultantId consultant);

/* The session of a cookie, if it is of this programme and has not expired. *ret_session NULL otherwise. */
MUST_USE const Err *session_find(Cx *cx, const char *cookie, Session **ret_session);
/* Opens one for cx->person; the cookie's value comes out, only its hash is kept. */
MUST_USE const Err *session_open(Cx *cx, PersonId person, const char **ret_cookie);
MUST_USE const Err *session_close(Cx *cx, const char *cookie);

enum { SESSION_DAYS = 14 };
