/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One request from its head to its answer. No socket is touched here: server.c brings the bytes and takes
 * the answer away. */
#pragma once

#include "http/answer.h"
#include "http/guard.h"
#include "http/http.h"
#include "http/router.h"

/* What all requests share; read only while serving. */
typedef struct Site {
    HttpConfig config; /* defaults filled in */
    Router *router;
    bool has_tls;
} Site;

/* The request with its memory. Those answered on the loop share one, the others have one each. */
struct HttpJob {
    const Site *site;
    Arena arena;
    Cx cx;
    Request rq;
    Head head; /* points into the connection's memory */
    Target target;
    Found found;

    char *body; /* malloc'ed; as announced */
    size_t n_body, n_body_read;
    bool is_parsed; /* the body is in rq.input */
    bool runs_on;   /* the next run belongs to this one: it was asked for with ERR_RETRY */

    uint64_t generation_before; /* of all tables, before the page was made */
    bool is_final;              /* the answer was decided before any route ran */
    const Err *failed;          /* what the error page is about; for the log */

    void (*hand_back)(HttpJob *job); /* from any thread; set by server.c */
    void *connection;
    HttpJob *next;
};

/* Takes in the head: finds the route, checks method, size and content type. True: goes on (with the body,
 * then exchange_run). False: the answer is in job->rq already; the rest of the request need not be read.
 * `client` lives as long as the job. */
bool exchange_open(HttpJob *job, const char *target, size_t n_target, const Head *head, const char *client);

/* 503: the answer when there is no room for the request. */
void exchange_too_busy(HttpJob *job);

/* The error's page instead of whatever the route has made. err is copied. */
void exchange_failed(HttpJob *job, const Err *err);

/* Runs the route on this thread: see http_job_run. */
const Err *exchange_run(HttpJob *job, struct DbConn *conn, bool *ret_keep);

/* Parses the body, unless that was done; false: the answer (400) is in job->rq. */
bool exchange_parse(HttpJob *job);

/* Came by TLS, here or at a trusted proxy? */
bool exchange_is_secure(const Site *site, const Head *head);

/* May the page be kept and shown to others? Known after it ran. */
bool exchange_is_cacheable(const HttpJob *job);
/* Has nothing at all been committed since before it was made? Then it shows what its counter says. */
bool exchange_is_current(const HttpJob *job);
/* May it be looked up for this request? */
bool head_may_use_cache(const Head *head, bool is_secure);

/* What the log calls the address: the pattern where a part of it may be a secret. */
const char *exchange_log_path(HttpJob *job);
