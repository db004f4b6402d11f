/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between the web server and the programme: every request passes here before its page runs.
 *
 * Finds programme, language and session; checks the route's permission against the object it concerns; checks
 * the form token, and spends it in the transaction of the form's effect. The order is fixed: unknown
 * programme and foreign or unpublished object look alike (404), then sign-in (401), permission (403), token
 * (403). Only a form that was carried out already comes before all that: its first answer is given again. */
#pragma once

#include "http/http.h"
#include "programme/form_token.h"
#include "programme/limits.h"
#include "programme/kept_programmes.h"
#include "programme/programme.h"
#include "programme/session.h"

typedef struct Gate {
    Store *store;
    DbConn *loop_conn;      /* reading connection of the loop's thread; NULL on PostgreSQL */
    const ScopeRow *scopes; /* by ObjectKind */
    FormKey form_key;
    Tx turn;                   /* of loop_conn: the GETs that came in together see one state of the data */
    uint64_t turn_generation;  /* of all tables, before it began */
    KeptProgrammes programmes; /* for those GETs */
    Limits *limits;            /* NULL: none */
} Gate;

/* Loads (or makes, once) the installation's form key. `cx` has a writing connection. */
MUST_USE const Err *gate_start(Cx *cx, Store *store, const ScopeRow scopes[static OF_KIND_COUNT],
                               Gate *ret_gate);
/* What the web server calls. The gate must outlive it. */
HttpHooks gate_hooks(Gate *gate);

/* The programme of the request; NULL on global routes. */
const Programme *request_programme(const Request *rq);
/* Who is signed in, or NULL. */
const Session *request_session(const Request *rq);
/* May the reader do this to that object? For links and buttons; the router has decided about the page itself.
 */
bool request_may(const Request *rq, Permission permission);
/* The name of the session's cookie: each programme has one of its own, so that signing in to one changes
 * nothing in another of the same installation. */
const char *request_session_cookie(const Request *rq);

/* How long the reader's network has to wait before it may do this again; 0: it may now. account: an e-mail
 * address, or "". */
int request_wait_s(const Request *rq, LimitKind kind, const char *account);
void request_count(const Request *rq, LimitKind kind, const char *account);
/* The same as an error of the form, beside a field, with what to do meanwhile: status 429 and Retry-After.
 * The page shows the form again. */
bool request_refused(Request *rq, LimitKind kind, const char *account, const char *field, const char *label);

/* The form of a page that shows a record (or, with values NULL, an empty form), carrying the request's token
 * and what tells later that the record was changed meanwhile. */
FormInput *request_form(Request *rq, const FormRules *rules, const void *values);
/* The values, under the errors of another form of the same page. */
FormInput *request_beside(const Request *rq, FormInput *values);
