/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may do what: the roles of docs and domain, the permissions that routes name, and the one table between.
 */
#pragma once

#include "base/cx.h"

typedef enum Role {
    ROLE_PUBLIC, /* everybody, signed in or not */
    ROLE_OFFICER,
    ROLE_FINANCE,
    ROLE_MANAGER, /* of one association */
    ROLE_PARTICIPANT,
    ROLE_CONSULTANT, /* of the seminars they give */
    ROLE_REVIEWER,
    ROLE_COUNCIL,
    ROLE_COUNT
} Role;

/* A route's `need`. There is no default: 0 does not start. */
typedef enum Permission {
    PERM_UNDECLARED,
    PERM_PUBLIC,
    PERM_SIGNED_IN,       /* any person of the programme, for their own account */
    PERM_PROGRAMME_WRITE, /* settings, people and roles, audit log, mail */
    PERM_REPORT_READ,     /* internal figures of the annual report */
    PERM_BUDGET_READ,
    PERM_BUDGET_WRITE,      /* cost lines */
    PERM_BUDGET_APPROVE,    /* commitments and payments */
    PERM_ASSOCIATION_READ,  /* what is not published */
    PERM_ASSOCIATION_EDIT,  /* OWN for its manager */
    PERM_ASSOCIATION_WRITE, /* create, import, export */
    PERM_CONSULTANT_READ,
    PERM_CONSULTANT_WRITE,
    PERM_SEMINAR_READ, /* unpublished ones; OWN for the consultant */
    PERM_SEMINAR_WRITE,
    PERM_REGISTRATION_READ, /* names and needs; OWN for the consultant's seminars */
    PERM_REGISTRATION_WRITE,
    PERM_REGISTRATION_OWN_ASSOCIATION, /* the manager sees who of theirs is registered */
    PERM_ATTENDANCE_WRITE,             /* OWN for the consultant */
    PERM_EVALUATION_WRITE,             /* open, slips, close, import */
    PERM_EVALUATION_READ,              /* released results with free text; OWN for the consultant */
    PERM_COUNT
} Permission;

typedef enum Reach { REACH_NONE, REACH_OWN, REACH_ALL } Reach;

Reach permission_of_role(Role role, Permission permission);
const char *role_name(Role role); /* msgid */
const char *role_code(Role role); /* "officer", for commands and the matrix test */
bool role_parse(const char *code, Role *ret_role);
const char *permission_code(Permission permission);

/* The kinds of objects a route may concern (Route.of): whose it is decides REACH_OWN, and whose programme it
 * is decides everything. Each capability registers its kind in main's table. */
typedef enum ObjectKind {
    OF_PROGRAMME, /* no object; REACH_OWN is not enough */
    OF_SELF,      /* whatever is the reader's own: the page restricts itself to that, REACH_OWN is enough */
    OF_PERSON,
    OF_ASSOCIATION,
    OF_CONSULTANT,
    OF_SEMINAR,
    OF_SESSION,
    OF_ROOM,
    OF_REGISTRATION,
    OF_COST_LINE,
    OF_BUDGET_YEAR,
    OF_EVALUATION,
    OF_IMPORT,
    OF_MESSAGE,
    OF_KIND_COUNT
} ObjectKind;

/* What a scope function answers about an object. */
typedef struct ObjectScope {
    bool exists;
    ProgrammeId programme;
    bool is_public;       /* published: anyone may see it through a PERM_PUBLIC route */
    bool has_association; /* managers of this association own it */
    AssociationId association;
    bool by_consultants; /* consultants of this seminar own it */
    SeminarId seminar;
    bool has_consultant; /* it is this consultant's own */
    ConsultantId consultant;
    bool has_person; /* this person owns it */
    PersonId person;
} ObjectScope;

typedef const Err *ScopeFn(Cx *cx, int64_t id, ObjectScope *ret_scope);

typedef struct ScopeRow {
    ScopeFn *find;
    Permission unpublished; /* lets one see objects that are not public on PERM_PUBLIC routes */
} ScopeRow;
