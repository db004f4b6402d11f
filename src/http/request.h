/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One request on its way: what the route table says, what was sent, what is answered. */
#pragma once

#include "base/cx.h"
#include "http/form.h"

typedef struct Request Request;
typedef struct Route Route;

typedef enum Method { GET, POST } Method;

/* Shows a page or carries out a form. NULL: the response in `rq` is the answer. An Err becomes an error page
 * with its sentence; that of a form with fields (route->form or stored) is shown above the form, with what
 * was typed, if the page function asks form_failed first. Runs on a lane (see Route.lane) inside a
 * transaction for POST; a response with a status of 400 or more rolls that transaction back. May run more
 * than once: it must start from scratch each time.
 */
typedef const Err *PageFn(Request *rq);

/* The values that the form of a record opens with, with their `seen` (request_form makes both). */
typedef const Err *StoredFn(Request *rq, FormInput **ret_values);

typedef enum RouteLane {
    ON_DEFAULT, /* GET: at once on the loop's reading connection; POST: the writing lane */
    ON_WORKER,  /* slow: hashing, PDF, imports. No transaction is open; use tx_begin */
    ON_APART,   /* writes that must never share a transaction with others: anonymous answers */
} RouteLane;

typedef enum RouteOnce {
    ONCE_BY_TOKEN, /* POST: the form token is spent in the same transaction; sent again, the first answer
                      comes */
    ONCE_BY_SELF,  /* the page does it by a key of its own (anonymous answers): no row is written beside it */
} RouteOnce;

/* One row of a capability's table. */
struct Route {
    Method method;
    const char *path; /* "/seminars/:id/sessions/:id"; ":id" is a positive number, ":key" is text */
    int need;         /* a permission (programme/permission.h); 0 is refused at start-up */
    int of; /* the kind of object the first :id or :key names (programme/scope.h); 0 = the programme */
    PageFn *run;
    const FormRules *form; /* POST: the fields; GET: rules for the query string, may be NULL */
    StoredFn *stored; /* POST that changes a record: what its form opens with. When that has changed since,
                         form_failed says so, and the form shows both versions */
    const char *from; /* POST: the pattern of the page it is sent from (":id" as in its own path); NULL: the
                         page of the same path */
    bool global;      /* outside any programme: "/", "/healthz", "/sign-in" */
    bool cached;      /* same bytes for everybody who is not signed in: kept until a table it read changes */
    RouteLane lane;
    RouteOnce once;
    const char *about; /* what `vereint routes` prints */
};

typedef struct RouteTable {
    const Route *routes;
    size_t n;
} RouteTable;
#define ROUTE_TABLE(array)                                                                                   \
    {                                                                                                        \
        (array), ARRAY_LENGTH(array)                                                                         \
    }

typedef struct Header {
    const char *name, *value;
} Header;

struct Request {
    Cx *cx;
    const Route *route;
    Method method;
    const char *path;    /* as sent, decoded, without query: "/duesseldorf/de/seminars/3" */
    const char *rest;    /* inside programme and language: "/seminars/3" */
    const char *query;   /* as sent, without "?"; "" */
    int64_t ids[4];      /* the :id parts in order */
    const char *keys[2]; /* the :key parts in order */
    const char *client;  /* address of the peer, for limits and the log only */
    bool secure;         /* came by TLS, here or at the reverse proxy */
    const char *cookies; /* as sent, or NULL; see request_cookie */
    FormInput *input;    /* what was sent; empty for a GET without query */
    void *form;          /* the struct of route->form, filled; NULL without */
    const Err *refused;  /* why this form could not be carried out: it runs once more, only to be shown again
                            with this sentence (form_failed is true, and nothing can be written) */

    bool is_cross_site;          /* the browser says that another site sent this (Sec-Fetch-Site) */
    const char *accept_language; /* the header's first language, or NULL */
    const char *session_key;     /* value of the session cookie, or NULL; the gate finds it */
    void *session;               /* what the gate keeps of it */

    /* the answer */
    Buf body;
    int status;               /* 200 unless set */
    const char *content_type; /* "text/html; charset=utf-8" unless set */
    Header headers[12];
    size_t n_headers;
    bool no_store; /* must not be cached anywhere: personal pages (set for all signed-in answers) */
};

/* The one :id that most routes have, as a typed id: REQUEST_ID(rq, SeminarId, 0). */
#define REQUEST_ID(rq, T, i) ((T){(rq)->ids[i]})

/* 303 to an address of this site (made with path()). */
const Err *respond_redirect(Request *rq, const char *url);
/* Bytes for download: Content-Disposition attachment with the name given. */
const Err *respond_file(Request *rq, const char *content_type, const char *file_name, const void *bytes,
                        size_t n);
const Err *respond_text(Request *rq, int status, const char *text); /* text/plain */
void respond_header(Request *rq, const char *name, const char *value);
/* A cookie: HttpOnly, SameSite=Lax, Path=/; with TLS also Secure and its name prefixed with __Host-.
 * max_age_s < 0 deletes, 0 = session only. The value is of visible ASCII without quotes, comma, semicolon,
 * backslash. */
void respond_cookie(Request *rq, const char *name, const char *value, int64_t max_age_s);

/* The value of a cookie that respond_cookie has set, in the arena; NULL if it was not sent. */
const char *request_cookie(const Request *rq, const char *name);
/* How the names of session cookies begin: who sends one never gets a kept page. */
#define SESSION_COOKIE "vereint"

/* Did the form's rules, or input_add_error, find fault (sets status 422), or has the record been changed
 * since the form was opened (409)? The page shows the form again. */
bool form_failed(Request *rq);
