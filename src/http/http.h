/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The web server: libmicrohttpd driven by our own epoll loop, request guard, limits, page cache, assets.
 *
 * It knows nothing of databases or people: what it needs of them it asks through HttpHooks, which
 * programme/gate.c fills and main.c passes in. */
#pragma once

#include "http/request.h"

typedef struct Http Http;
typedef struct HttpJob HttpJob; /* a request on a lane */

typedef enum HttpLane { HTTP_LANE_WRITE, HTTP_LANE_APART, HTTP_LANE_WORK } HttpLane;

typedef struct HttpHooks {
    void *app;

    /* Runs a GET on the loop's thread, by run_job on a reading connection and inside one transaction, so that
     * a page shows one state of the data; ret_generation: of all tables, before that transaction began. NULL:
     * even GETs go to the workers (PostgreSQL). */
    const Err *(*run_here)(void *app, HttpJob *job, Cx *cx, uint64_t *ret_generation);
    /* The loop has run what had come in together, and goes on to what has come in since: whatever run_here
     * keeps open from one to the next ends here. NULL with run_here. */
    void (*turn_over)(void *app);

    /* Before the route runs, on the lane that runs it: finds programme and language from the path's first two
     * parts (unless route->global), the signed-in person from their cookie, checks permission and object
     * scope, and for POST the form token. Fills cx->programme, person, lang, time_zone, path_prefix. An Err
     * is the answer. A response already set (status != 0) is the answer too: a replayed form. */
    const Err *(*admit)(void *app, Request *rq);

    /* After a POST's run, in the same transaction: spends the form token with the answer (ONCE_BY_TOKEN). */
    const Err *(*settle)(void *app, Request *rq);

    /* Renders an error as a page (or text) into rq, in the reader's language, as far as known: it may come
     * before admit (nothing but the path is known then) or without a connection (cx->db NULL). May set a
     * status and headers of its own (a redirect to sign-in); otherwise the status is that of the Err. */
    void (*error_page)(void *app, Request *rq, const Err *err);

    /* Hands a job to a lane. False: full or closing (503). run_job must be called on the lane with its
     * connection, inside a transaction for WRITE and APART; *ret_keep false rolls it back. job_done once
     * after the commit. */
    bool (*submit)(void *app, HttpLane lane, HttpJob *job, Cx *cx);

    /* The change counter of a set of tables (db.h store_generation); for the page cache. Any thread. */
    uint64_t (*generation)(void *app, const uint64_t tables[2]);
} HttpHooks;

/* For the hooks' submit. run: an Err comes back only for ERR_RETRY (run it again in a new transaction, or
 * give up and hand the Err to done); every other one is a page already, with *ret_keep false. done: hands the
 * job back to the loop, from any thread; err (copied) is why the commit failed. Not after http_free. */
MUST_USE const Err *http_job_run(HttpJob *job, struct DbConn *conn, bool *ret_keep);
void http_job_done(HttpJob *job, const Err *err);

typedef struct HttpConfig {
    const char *listen;              /* "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one */
    const char *tls_cert, *tls_key;  /* PEM files, or NULL */
    const RouteTable *const *tables; /* all capabilities */
    size_t n_tables;
    HttpHooks hooks;
    const Env *env;
    int max_connections;   /* 0: 20,000 (within the file limit) */
    int max_per_address;   /* 0: 256 */
    int header_deadline_s; /* 0: 15: headers and body must be complete by then; bodies beyond 64 KiB get a
                              second more for every 20 KB */
    int idle_deadline_s;   /* 0: 60: keep-alive; and an answer that nobody takes */
    bool trust_forwarded; /* behind a reverse proxy on loopback: client address from X-Forwarded-For, TLS from
                             X-Forwarded-Proto; no limit per address then */
    int log_fd;           /* JSON lines, one per request; -1: none */
} HttpConfig;

/* Checks the route table (every need is set, every pattern unique), binds, and is ready to serve. Fails:
 * INPUT (table, address), SYSTEM (port in use, certificate unreadable). */
MUST_USE const Err *http_start(Cx *cx, const HttpConfig *config, Http **ret_http);
int http_port(const Http *http);
/* Serves until http_stop. Called by the main thread. On stop it takes no new connection, finishes what it has
 * accepted (at most 10 s), and returns. */
void http_run(Http *http);
void http_stop(Http *http);  /* async-signal-safe */
void http_free(Http **http); /* after the lanes are closed, so that no job is under way; accepts NULL in it */
