/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See session.h. */
#include "programme/session.h"

#include "person.sql.h"
#include "programme/secret.h"

enum { COOKIE_BYTES = 20, DAY_S = 86400 };

Reach session_reach(const Session *session, Permission permission)
{
    Reach reach = permission_of_role(ROLE_PUBLIC, permission);
    for (size_t i = 0; session && i < session->grants.n; i++) {
        Reach granted = permission_of_role(session->grants.at[i].role, permission);
        if (granted > reach)
            reach = granted;
    }
    /* Whoever is signed in has their own account, even before any role is granted. */
    if (session && permission == PERM_SIGNED_IN && reach < REACH_OWN)
        reach = REACH_OWN;
    return reach;
}

static bool owns_by_association(const Session *session, Permission permission, const ObjectScope *scope)
{
    for (size_t i = 0; i < session->grants.n; i++) {
        const Grant *g = &session->grants.at[i];
        if (g->role == ROLE_MANAGER && g->association.v == scope->association.v &&
            permission_of_role(ROLE_MANAGER, permission) == REACH_OWN)
            return true;
    }
    return false;
}

const Err *session_may(Cx *cx, const Session *session, Permission permission, const ObjectScope *scope,
                       bool *ret_may)
{
    *ret_may = false;
    Reach reach = session_reach(session, permission);
    if (reach == REACH_ALL) {
        *ret_may = true;
        return NULL;
    }
    if (reach == REACH_NONE || !session)
        return NULL;
    bool is_own = scope->has_person && scope->person.v == session->person.v && permission == PERM_SIGNED_IN;
    if (is_own || (scope->has_association && owns_by_association(session, permission, scope)))
        *ret_may = true;
    else if (scope->has_consultant && session_is_consultant(session, scope->consultant))
        *ret_may = permission_of_role(ROLE_CONSULTANT, permission) == REACH_OWN;
    else if (scope->by_consultants && permission_of_role(ROLE_CONSULTANT, permission) == REACH_OWN) {
        ConsultantGives answer;
        TRY(q_consultant_gives(cx, session->person, scope->seminar, &answer));
        *ret_may = answer.gives;
    }
    return NULL;
}

bool session_has_role(const Session *session, Role role)
{
    for (size_t i = 0; session && i < session->grants.n; i++)
        if (session->grants.at[i].role == role)
            return true;
    return false;
}

bool session_is_consultant(const Session *session, ConsultantId consultant)
{
    for (size_t i = 0; session && i < session->grants.n; i++)
        if (session->grants.at[i].role == ROLE_CONSULTANT &&
            session->grants.at[i].consultant.v == consultant.v)
            return true;
    return false;
}

static const Err *find_grants(Cx *cx, PersonId person, Grants *ret_grants)
{
    GrantListRows rows;
    TRY(q_grant_list(cx, person, &rows));
    Grants grants = {rows.n, NEW_ARRAY(cx->arena, Grant, rows.n)};
    for (size_t i = 0; i < rows.n; i++)
        grants.at[i] = (Grant){.role = (Role)rows.at[i].role,
                               .association = rows.at[i].association,
                               .consultant = rows.at[i].consultant};
    *ret_grants = grants;
    return NULL;
}

const Err *session_find(Cx *cx, const char *cookie, Session **ret_session)
{
    *ret_session = NULL;
    Blob key_hash = secret_token_hash(cx->arena, cookie);
    SessionByKey row;
    bool found;
    TRY(q_session_by_key(cx, key_hash, cx_now(cx), &row, &found));
    if (!found || row.programme.v != cx->programme.v)
        return NULL;
    Session *session = NEW(cx->arena, Session);
    *session = (Session){.person = row.person,
                         .programme = row.programme,
                         .person_name = row.name,
                         .email = row.email ? row.email : "",
                         .key_hash = key_hash.bytes};
    TRY(find_grants(cx, row.person, &session->grants));
    *ret_session = session;
    return NULL;
}

const Err *session_open(Cx *cx, PersonId person, const char **ret_cookie)
{
    char *cookie = arena_alloc(cx->arena, ENV_TOKEN_ROOM(COOKIE_BYTES));
    env_token(cx->env, COOKIE_BYTES, cookie);
    Time now = cx_now(cx), expires = {now.seconds + SESSION_DAYS * DAY_S};
    TRY(q_session_remove_expired(cx, now, NULL));
    TRY(q_session_add(cx, secret_token_hash(cx->arena, cookie), person, now, expires, NULL));
    *ret_cookie = cookie;
    return NULL;
}

const Err *session_close(Cx *cx, const char *cookie)
{
    return q_session_remove(cx, secret_token_hash(cx->arena, cookie), NULL);
}
