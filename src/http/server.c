/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The server of http.h: our loop around libmicrohttpd, the only file that knows that library.
 *
 * The life of a request: on_request_line (a copy of the target, deadline) -> on_access, first call (guard; a
 * POST finds its route) -> on_access per piece of body -> on_access, last call: a kept page or asset is
 * queued at once; a GET runs here and now; the rest is suspended, handed to a lane, comes back by hand_back,
 * and is resumed. No answer is queued in the first call unless the connection is to be closed: the library
 * closes it then. */
#include "http/exchange.h"

#include "http/assets.h"
#include "http/listen.h"
#include "http/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTION_MEMORY = 12 << 10,
    CACHE_BYTES = 16 << 20,
    BODIES_BYTES = 256 << 20, /* of all announced bodies together */
    COMPRESS_FROM = 1024,
    STOP_MS = 10000,
    SWEEP_MS = 500,
    FILES_ASIDE = 64, /* of the limit: databases, logs, libraries */
    BODY_FREE = 64 << 10,
    BODY_BYTES_PER_MS = 20,
    ANSWER_BYTES_PER_MS = 2,
};

typedef enum ConnState {
    CONN_IDLE,    /* between requests */
    CONN_LINE,    /* the request line is there */
    CONN_BODY,    /* the head is accepted */
    CONN_WAITING, /* suspended: a lane has it */
    CONN_RESUMED, /* the lane is through */
    CONN_ANSWER,  /* queued */
} ConnState;

typedef struct Conn Conn;
struct Conn {
    Http *http;
    struct MHD_Connection *mhd;
    Conn *previous, *next;
    int fd;
    ConnState state;
    int64_t started_ms, deadline_ms; /* deadline 0: none */
    const char *line;                /* the library's copy of the target: only compared */
    char *key;                       /* 'p' or 's' (TLS), then the target as sent; the page cache's key */
    size_t n_key, key_room;
    Head head;
    HttpJob *job; /* of a POST or of what waits; NULL otherwise */
    char address[INET6_ADDRSTRLEN], network[LOG_CLIENT_ROOM];
};

struct Http {
    Site site;
    Arena arena; /* as long as the server */
    struct MHD_Daemon *daemon;
    struct MHD_Response *refusals[600]; /* by status, made when first needed */
    int port, listen_fd, wake_fd, epoll_fd;
    atomic_bool is_stopping;
    _Atomic(HttpJob *) finished; /* newest first; pushed by lanes, taken by the loop */
    size_t n_waiting;            /* jobs on lanes */
    Conn *connections;
    size_t n_connections, bodies_bytes;
    int64_t now_ms;
    Cache *cache;
    HttpJob on_loop; /* the GET that runs right now */
    Log log;
};

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- jobs ---- */

static void hand_back(HttpJob *job)
{
    Http *http = ((Conn *)job->connection)->http;
    HttpJob *head = atomic_load(&http->finished);
    do
        job->next = head;
    while (!atomic_compare_exchange_weak(&http->finished, &head, job));
    if (!head)
        eventfd_write(http->wake_fd, 1);
}

static HttpJob *job_make(Conn *conn)
{
    HttpJob *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    job->site = &conn->http->site;
    job->arena = arena_make(0);
    job->connection = conn;
    job->hand_back = hand_back;
    conn->job = job;
    return job;
}

static void job_free(Conn *conn)
{
    HttpJob *job = conn->job;
    if (!job)
        return;
    conn->http->bodies_bytes -= job->n_body;
    free(job->body);
    arena_free(&job->arena);
    free(job);
    conn->job = NULL;
}

/* ---- answers ---- */

static void release_response(void *response)
{
    MHD_destroy_response(response);
}

static struct MHD_Response *make_response(const Answer *answer, enum MHD_ResponseMemoryMode mode)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(answer->n, (void *)answer->bytes, mode);
    for (size_t i = 0; response && i < answer->n_headers; i++)
        if (MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value) != MHD_YES) {
            MHD_destroy_response(response);
            response = NULL;
        }
    return response;
}

static const char *method_name(const Conn *conn)
{
    static const char *const names[] = {[VERB_GET] = "GET", [VERB_HEAD] = "HEAD", [VERB_POST] = "POST"};
    return names[conn->head.verb];
}

static enum MHD_Result queue(Conn *conn, struct MHD_Response *response, LogEntry entry)
{
    Http *http = conn->http;
    if (!response)
        return MHD_NO;
    conn->state = CONN_ANSWER;
    conn->deadline_ms = http->now_ms + http->site.config.idle_deadline_s * INT64_C(1000) +
                        (int64_t)entry.bytes / ANSWER_BYTES_PER_MS;
    entry.client = conn->network;
    entry.ms = clock_ms() - conn->started_ms;
    if (http->log.fd >= 0)
        log_add(&http->log, http->site.config.env->now(http->site.config.env), &entry);
    return MHD_queue_response(conn->mhd, (unsigned)entry.status, response);
}

/* What the guard refuses: no page, nothing of the request is echoed, and the connection ends. */
static enum MHD_Result refuse(Conn *conn, int status)
{
    struct MHD_Response **place = &conn->http->refusals[status];
    if (!*place) {
        const char *reason = MHD_get_reason_phrase_for((unsigned)status);
        char *text = arena_printf(&conn->http->arena, "%d %s\n", status, reason);
        Answer answer = {.bytes = text,
                         .n = strlen(text),
                         .headers = {{"Content-Type", "text/plain"},
                                     {"Connection", "close"},
                                     {"Cache-Control", "no-store"},
                                     {"X-Content-Type-Options", "nosniff"},
                                     {"Content-Security-Policy", "default-src 'none'"},
                                     {"Allow", "GET, HEAD, POST"}},
                         .n_headers = status == 405 ? 6 : 5};
        *place = make_response(&answer, MHD_RESPMEM_PERSISTENT);
    }
    return queue(conn, *place, (LogEntry){.method = "-", .path = "-", .status = status});
}

/* The answer of a job: its bytes stay in the job's arena if the job is the connection's own. */
static enum MHD_Result answer_job(Conn *conn, HttpJob *job, bool must_close)
{
    const Request *rq = &job->rq;
    Coding coding = CODING_IDENTITY;
    const void *bytes = rq->body.data;
    size_t n = rq->body.n;
    unsigned char *smaller = NULL;
    if (n >= COMPRESS_FROM && is_compressible(rq->content_type)) {
        coding = coding_accepted(job->head.accept_encoding);
        if (coding != CODING_IDENTITY)
            smaller = compress_bytes(coding, EFFORT_ONCE, bytes, n, &n);
        if (smaller)
            bytes = smaller;
        else
            coding = CODING_IDENTITY;
    }
    Answer answer = answer_for_request(rq, job->head.if_none_match, coding, bytes, n);
    struct MHD_Response *response = make_response(&answer, smaller            ? MHD_RESPMEM_MUST_FREE
                                                           : conn->job == job ? MHD_RESPMEM_PERSISTENT
                                                                              : MHD_RESPMEM_MUST_COPY);
    if (!response) {
        free(smaller);
        return MHD_NO;
    }
    if (must_close || atomic_load(&conn->http->is_stopping))
        MHD_add_response_header(response, "Connection", "close");
    enum MHD_Result result = queue(conn, response,
                                   (LogEntry){.method = method_name(conn),
                                              .path = exchange_log_path(job),
                                              .status = answer.status,
                                              .bytes = answer.n,
                                              .is_apart = job->found.is_apart,
                                              .failed = job->failed});
    MHD_destroy_response(response);
    return result;
}

/* ---- kept pages ---- */

static struct MHD_Response *page_response(const Page *page, Coding coding, bool is_not_modified,
                                          enum MHD_ResponseMemoryMode mode)
{
    char tag[64];
    Answer answer = answer_for_page(page, coding, is_not_modified, tag);
    return make_response(&answer, mode);
}

/* Makes the coding if it is asked for the first time; says which one there is. */
static Coding page_coding(Http *http, Page *page, Coding wanted)
{
    if (page->coding[wanted].is_tried || wanted == CODING_IDENTITY)
        return page->coding[wanted].full ? wanted : CODING_IDENTITY;
    page->coding[wanted].is_tried = true;
    const void *bytes = page->coding[CODING_IDENTITY].bytes;
    size_t n = page->coding[CODING_IDENTITY].n;
    bool is_made_by_build = page->is_for_ever;
    if (!is_made_by_build && n >= COMPRESS_FROM && is_compressible(page->content_type))
        page->coding[wanted].bytes = compress_bytes(wanted, EFFORT_OFTEN, bytes, n, &page->coding[wanted].n);
    if (!page->coding[wanted].bytes)
        return CODING_IDENTITY;
    page->coding[wanted].full =
        page_response(page, wanted, false, is_made_by_build ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE);
    if (!is_made_by_build)
        cache_charge(http->cache, page, page->coding[wanted].n);
    return page->coding[wanted].full ? wanted : CODING_IDENTITY;
}

static enum MHD_Result answer_page(Conn *conn, Page *page)
{
    Coding coding = page_coding(conn->http, page, coding_accepted(conn->head.accept_encoding));
    LogEntry entry = {
        .method = method_name(conn), .path = page->log_path, .status = 200, .is_apart = page->is_apart};
    if (conn->head.if_none_match) {
        char tag[64];
        answer_tag(page->etag, coding, tag);
        void **place = &page->coding[coding].not_modified;
        if (answer_matches(conn->head.if_none_match, tag)) {
            if (!*place)
                *place = page_response(page, coding, true, MHD_RESPMEM_PERSISTENT);
            entry.status = 304;
            return queue(conn, *place, entry);
        }
    }
    entry.bytes = page->coding[coding].n;
    return queue(conn, page->coding[coding].full, entry);
}

static bool is_fresh(const Http *http, const Page *page)
{
    enum { KEPT_S = 10 }; /* a page may say what day it is, or that a window has closed */
    const HttpConfig *config = &http->site.config;
    if (page->is_for_ever)
        return true;
    int64_t now_s = config->env->now(config->env).seconds;
    return now_s >= page->made_at_s && now_s < page->made_at_s + KEPT_S &&
           config->hooks.generation(config->hooks.app, page->tables) == page->generation;
}

/* Keeps the page that the job has made, or renews the one that turned out the same. NULL: could not. */
static Page *keep_page(Http *http, const Conn *conn, HttpJob *job)
{
    const Request *rq = &job->rq;
    const HttpConfig *config = &http->site.config;
    if (rq->body.n > CACHE_BYTES / 8)
        return NULL;
    char etag[17];
    hash_text(rq->body.data, rq->body.n, etag);
    Page *page = cache_find(http->cache, conn->key, conn->n_key);
    bool is_same = page && strcmp(page->etag, etag) == 0 && page->coding[CODING_IDENTITY].n == rq->body.n;
    if (!is_same) {
        page = cache_put(http->cache, conn->key, conn->n_key, exchange_log_path(job));
        unsigned char *bytes = malloc(rq->body.n + 1);
        if (!page || !bytes) {
            free(bytes);
            return NULL;
        }
        memcpy(bytes, rq->body.data, rq->body.n);
        page->coding[CODING_IDENTITY].bytes = bytes;
        page->coding[CODING_IDENTITY].n = rq->body.n;
        page->content_type = rq->content_type;
        page->cache_control = "no-cache";
        page->language = strncmp(rq->content_type, "text/html", 9) == 0 ? lang_tag(rq->cx->lang) : NULL;
        page->is_apart = job->found.is_apart;
        page->is_secure = rq->secure;
        memcpy(page->etag, etag, sizeof etag);
        page->coding[CODING_IDENTITY].full =
            page_response(page, CODING_IDENTITY, false, MHD_RESPMEM_MUST_FREE);
        if (!page->coding[CODING_IDENTITY].full) {
            free(bytes);
            cache_drop(http->cache, page);
            return NULL;
        }
        cache_charge(http->cache, page, rq->body.n);
    }
    memcpy(page->tables, rq->cx->tables_read, sizeof page->tables);
    page->made_at_s = config->env->now(config->env).seconds;
    page->generation = config->hooks.generation(config->hooks.app, page->tables);
    if (!exchange_is_current(job)) /* a commit came between: good for this answer only */
        page->made_at_s = INT64_MIN;
    return page;
}

static Page *page_of_asset(Http *http, const Conn *conn, bool is_secure)
{
    char path[256];
    size_t n = strcspn(conn->key + 1, "?");
    if (n >= sizeof path)
        return NULL;
    memcpy(path, conn->key + 1, n);
    path[n] = '\0';
    const Asset *asset = asset_find(path);
    Page *page = asset ? cache_put(http->cache, conn->key, conn->n_key, path) : NULL;
    if (!page)
        return NULL;
    page->is_for_ever = true;
    page->is_secure = is_secure;
    page->content_type = asset->content_type;
    page->cache_control = asset->forever ? "public, max-age=31536000, immutable" : "public, max-age=3600";
    size_t n_etag = strlen(asset->etag);
    assert(n_etag > 2 && n_etag < sizeof page->etag);
    memcpy(page->etag, asset->etag + 1, n_etag - 2); /* without its quotes */
    page->coding[CODING_IDENTITY].bytes = asset->bytes;
    page->coding[CODING_IDENTITY].n = asset->n;
    page->coding[CODING_GZIP].bytes = asset->gz;
    page->coding[CODING_GZIP].n = asset->n_gz;
    page->coding[CODING_BROTLI].bytes = asset->br;
    page->coding[CODING_BROTLI].n = asset->n_br;
    page->coding[CODING_IDENTITY].full = page_response(page, CODING_IDENTITY, false, MHD_RESPMEM_PERSISTENT);
    return page->coding[CODING_IDENTITY].full ? page : NULL;
}

/* ---- requests ---- */

static HttpLane lane_of(const HttpJob *job)
{
    const Route *route = job->rq.route;
    if (route->lane == ON_APART)
        return HTTP_LANE_APART;
    return route->lane == ON_WORKER || route->method == GET ? HTTP_LANE_WORK : HTTP_LANE_WRITE;
}

static enum MHD_Result hand_over(Conn *conn)
{
    Http *http = conn->http;
    HttpJob *job = conn->job;
    HttpLane lane = lane_of(job);
    const HttpHooks *hooks = &http->site.config.hooks;
    /* The writer's time is everybody's: what can be parsed here is. Big bodies go to workers anyway. */
    if (lane != HTTP_LANE_WORK && !exchange_parse(job))
        return answer_job(conn, job, false);
    conn->state = CONN_WAITING;
    conn->deadline_ms = 0;
    MHD_suspend_connection(conn->mhd);
    http->n_waiting++;
    if (!hooks->submit(hooks->app, lane, job, &job->cx)) {
        exchange_too_busy(job);
        hand_back(job);
    }
    return MHD_YES;
}

static enum MHD_Result answer_and_keep(Conn *conn, HttpJob *job)
{
    Page *page = exchange_is_cacheable(job) ? keep_page(conn->http, conn, job) : NULL;
    return page ? answer_page(conn, page) : answer_job(conn, job, false);
}

/* A GET on the loop's own connection. */
static enum MHD_Result run_here(Conn *conn, HttpJob *job)
{
    const HttpHooks *hooks = &conn->http->site.config.hooks;
    uint64_t generation = 0;
    const Err *err = hooks->run_here(hooks->app, job, &job->cx, &generation);
    job->generation_before = generation; /* the transaction may be older than the job */
    if (err)
        exchange_failed(job, err);
    return answer_and_keep(conn, job);
}

static enum MHD_Result serve_get(Conn *conn)
{
    Http *http = conn->http;
    const HttpHooks *hooks = &http->site.config.hooks;
    bool is_secure = exchange_is_secure(&http->site, &conn->head);
    conn->key[0] = is_secure ? 's' : 'p';
    bool may_use_cache = head_may_use_cache(&conn->head, is_secure);
    Page *page = cache_find(http->cache, conn->key, conn->n_key);
    if (page && (page->is_for_ever || may_use_cache) && is_fresh(http, page))
        return answer_page(conn, page);
    page = page_of_asset(http, conn, is_secure);
    if (page)
        return answer_page(conn, page);

    HttpJob *job = &http->on_loop;
    Arena arena = job->arena;
    arena_reset(&arena);
    *job = (HttpJob){.site = &http->site, .arena = arena};
    if (!exchange_open(job, conn->key + 1, conn->n_key - 1, &conn->head, conn->address))
        return answer_job(conn, job, false);
    if (hooks->run_here && job->rq.route->lane == ON_DEFAULT)
        return run_here(conn, job);
    HttpJob *own = job_make(conn);
    if (!own || !exchange_open(own, conn->key + 1, conn->n_key - 1, &conn->head, conn->address))
        return MHD_NO;
    return hand_over(conn);
}

typedef struct Gathered {
    RawHeader headers[GUARD_MAX_HEADERS + 1];
    size_t n;
} Gathered;

static enum MHD_Result gather(void *cls, enum MHD_ValueKind kind, const char *name, size_t n_name,
                              const char *value, size_t n_value)
{
    (void)kind;
    Gathered *gathered = cls;
    if (gathered->n == ARRAY_LENGTH(gathered->headers))
        return MHD_NO;
    gathered->headers[gathered->n++] = (RawHeader){name, value ? value : "", n_name, n_value};
    return MHD_YES;
}

/* From 1.0 on the library looks after this itself, and cuts lines apart in another way. */
static bool is_laid_out(const Conn *conn, const char *method, const char *version, const Gathered *gathered)
{
#if MHD_VERSION >= 0x01000000
    (void)conn, (void)method, (void)version, (void)gathered;
    return true;
#else
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(conn->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info && guard_layout(method, info->header_size, conn->line, conn->n_key - 1, version,
                                gathered->headers, gathered->n);
#endif
}

static bool take_body_room(Conn *conn)
{
    Http *http = conn->http;
    HttpJob *job = conn->job;
    size_t n = job->head.content_length > 0 ? (size_t)job->head.content_length : 0;
    if (n > BODIES_BYTES - http->bodies_bytes)
        return false;
    job->body = malloc(n + 1);
    if (!job->body)
        return false;
    job->n_body = n;
    http->bodies_bytes += n;
    if (n > BODY_FREE)
        conn->deadline_ms += (int64_t)(n - BODY_FREE) / BODY_BYTES_PER_MS;
    return true;
}

static enum MHD_Result open_post(Conn *conn)
{
    HttpJob *job = job_make(conn);
    if (!job)
        return MHD_NO;
    conn->key[0] = exchange_is_secure(&conn->http->site, &conn->head) ? 's' : 'p';
    if (!exchange_open(job, conn->key + 1, conn->n_key - 1, &conn->head, conn->address))
        return job->head.content_length > 0 ? answer_job(conn, job, true) : MHD_YES;
    if (!take_body_room(conn)) {
        exchange_too_busy(job);
        return answer_job(conn, job, true);
    }
    return MHD_YES;
}

/* Behind a reverse proxy: whom it speaks for. The last entry is the one it wrote itself. */
static void note_client(Conn *conn)
{
    const char *list = conn->head.forwarded_for;
    if (!conn->http->site.config.trust_forwarded || !list)
        return;
    const char *comma = strrchr(list, ',');
    const char *last = comma ? comma + 1 : list;
    last += strspn(last, " \t");
    snprintf(conn->address, sizeof conn->address, "%.*s", (int)strcspn(last, " \t"), last);
    log_client(conn->address, conn->network);
}

static enum MHD_Result take_head(Conn *conn, const char *method, const char *version)
{
    Gathered gathered;
    gathered.n = 0;
    conn->state = CONN_BODY;
    MHD_get_connection_values_n(conn->mhd, MHD_HEADER_KIND, gather, &gathered);
    int status =
        !is_laid_out(conn, method, version, &gathered) ? 400 : guard_target(conn->key + 1, conn->n_key - 1);
    if (!status)
        status = guard_check(method, version, gathered.headers, gathered.n, &conn->head);
    if (status)
        return refuse(conn, status);
    note_client(conn);
    return conn->head.verb == VERB_POST ? open_post(conn) : MHD_YES;
}

static enum MHD_Result take_body(Conn *conn, const char *bytes, size_t *n)
{
    HttpJob *job = conn->job;
    if (!job || *n > job->n_body - job->n_body_read)
        return MHD_NO; /* more than was announced: the library has been talked into something */
    memcpy(job->body + job->n_body_read, bytes, *n);
    job->n_body_read += *n;
    *n = 0;
    return MHD_YES;
}

static enum MHD_Result take_end(Conn *conn)
{
    HttpJob *job = conn->job;
    if (!job)
        return serve_get(conn);
    if (job->is_final)
        return answer_job(conn, job, false);
    if (job->n_body_read != job->n_body)
        return MHD_NO;
    return hand_over(conn);
}

static enum MHD_Result on_access(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                                 const char *version, const char *upload, size_t *n_upload, void **con_cls)
{
    (void)cls, (void)mhd, (void)url;
    Conn *conn = *con_cls;
    if (!conn)
        return MHD_NO;
    if (conn->state == CONN_LINE)
        return take_head(conn, method, version);
    if (*n_upload > 0)
        return take_body(conn, upload, n_upload);
    if (conn->state == CONN_RESUMED)
        return answer_and_keep(conn, conn->job);
    return take_end(conn);
}

/* ---- connections ---- */

static Conn *conn_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_deadline(Conn *conn, int seconds)
{
    conn->deadline_ms = conn->http->now_ms + seconds * INT64_C(1000);
}

/* The library cuts the query of its copy apart, each argument with a record in the connection's memory; some
 * hundred of them exhaust it, and it hangs up without a word. Ours is the copy that counts (conn->key). */
static void keep_query_whole(char *library_copy)
{
    char *query = strchr(library_copy, '?');
    for (char *at = query ? strchr(query, '&') : NULL; at; at = strchr(at, '&'))
        *at = '+';
}

static void *on_request_line(void *cls, const char *uri, struct MHD_Connection *mhd)
{
    Http *http = cls;
    Conn *conn = conn_of(mhd);
    if (!conn)
        return NULL;
    size_t n = strlen(uri) + 1;
    if (n + 1 > conn->key_room) { /* with its NUL: the address is also read as text */
        char *key = realloc(conn->key, n + 1);
        if (!key)
            return NULL;
        conn->key = key;
        conn->key_room = n + 1;
    }
    memcpy(conn->key + 1, uri, n);
    conn->n_key = n;
    conn->line = uri;
    keep_query_whole((char *)uri);
    conn->started_ms = clock_ms();
    conn->state = CONN_LINE;
    set_deadline(conn, http->site.config.header_deadline_s);
    return conn;
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
                         enum MHD_RequestTerminationCode how)
{
    (void)mhd, (void)how;
    const Http *http = cls;
    Conn *conn = *con_cls;
    if (!conn)
        return;
    *con_cls = NULL;
    job_free(conn);
    conn->state = CONN_IDLE;
    set_deadline(conn, http->site.config.idle_deadline_s);
    if (atomic_load(&http->is_stopping))
        shutdown(conn->fd, SHUT_RD);
}

static void note_address(Conn *conn)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(conn->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    if (address && address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, conn->address,
                  sizeof conn->address);
    else if (address && address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, conn->address,
                  sizeof conn->address);
    log_client(conn->address, conn->network);
}

static void conn_open(Http *http, struct MHD_Connection *mhd, void **socket_context)
{
    Conn *conn = calloc(1, sizeof *conn);
    if (!conn)
        return; /* every callback refuses a connection without one */
    conn->http = http;
    conn->mhd = mhd;
    conn->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    note_address(conn);
    set_deadline(conn, http->site.config.header_deadline_s);
    conn->next = http->connections;
    if (conn->next)
        conn->next->previous = conn;
    http->connections = conn;
    http->n_connections++;
    *socket_context = conn;
}

static void conn_close(Http *http, Conn *conn)
{
    job_free(conn);
    *(conn->previous ? &conn->previous->next : &http->connections) = conn->next;
    if (conn->next)
        conn->next->previous = conn->previous;
    http->n_connections--;
    free(conn->key);
    free(conn);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        conn_open(cls, mhd, socket_context);
    else if (*socket_context) {
        conn_close(cls, *socket_context);
        *socket_context = NULL;
    }
}

/* Targets are decoded by target.c, once and strictly. */
static size_t leave_escaped(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls, (void)mhd;
    return strlen(text);
}

/* ---- the loop ---- */

/* The library's own limit is on silence only; this one also ends whoever sends or takes a byte a second. A
 * connection is ended from outside, so that the library finds it closed. */
static void sweep(Http *http)
{
    for (Conn *conn = http->connections; conn; conn = conn->next)
        if (conn->deadline_ms != 0 && conn->deadline_ms <= http->now_ms) {
            conn->deadline_ms = 0;
            shutdown(conn->fd, SHUT_RDWR);
        }
}

static void resume_finished(Http *http)
{
    HttpJob *newest = atomic_exchange(&http->finished, NULL), *oldest = NULL;
    while (newest) {
        HttpJob *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    for (HttpJob *job = oldest, *next; job; job = next) {
        next = job->next;
        Conn *conn = job->connection;
        conn->state = CONN_RESUMED;
        http->n_waiting--;
        MHD_resume_connection(conn->mhd);
    }
}

static int wait_ms(Http *http, int64_t next_sweep_ms)
{
    MHD_UNSIGNED_LONG_LONG wanted;
    int64_t ms = next_sweep_ms - http->now_ms;
    if (MHD_get_timeout(http->daemon, &wanted) == MHD_YES && (int64_t)wanted < ms)
        ms = (int64_t)wanted;
    return ms < 0 ? 0 : (int)ms;
}

static void run_once(Http *http, int64_t *next_sweep_ms)
{
    struct epoll_event events[2];
    int n = epoll_wait(http->epoll_fd, events, 2, wait_ms(http, *next_sweep_ms));
    http->now_ms = clock_ms();
    for (int i = 0; i < n; i++)
        if (events[i].data.fd == http->wake_fd) {
            eventfd_t ignored;
            eventfd_read(http->wake_fd, &ignored);
        }
    resume_finished(http);
    MHD_run(http->daemon);
    if (http->site.config.hooks.turn_over)
        http->site.config.hooks.turn_over(http->site.config.hooks.app);
    log_flush(&http->log);
    if (http->now_ms >= *next_sweep_ms) {
        sweep(http);
        *next_sweep_ms = http->now_ms + SWEEP_MS;
    }
}

/* The library does not always notice who leaves in the middle of a form, and would wait for its end. */
static bool has_left(const Conn *conn)
{
    char next;
    return (conn->state == CONN_LINE || conn->state == CONN_BODY) &&
           recv(conn->fd, &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* Nobody new; who is between requests, or has left, goes; the others get their answer first. */
static void begin_to_stop(Http *http)
{
    int fd = MHD_quiesce_daemon(http->daemon);
    if (fd >= 0)
        close(fd);
    http->listen_fd = -1;
    for (Conn *conn = http->connections; conn; conn = conn->next)
        if (conn->state == CONN_IDLE)
            shutdown(conn->fd, SHUT_RD);
        else if (has_left(conn))
            shutdown(conn->fd, SHUT_RDWR);
}

void http_run(Http *http)
{
    int64_t next_sweep_ms = 0;
    http->now_ms = clock_ms();
    while (!atomic_load(&http->is_stopping))
        run_once(http, &next_sweep_ms);
    begin_to_stop(http);
    int64_t end_ms = clock_ms() + STOP_MS;
    while (http->n_connections > 0 && http->now_ms < end_ms)
        run_once(http, &next_sweep_ms);
    log_finish(&http->log);
}

void http_stop(Http *http)
{
    atomic_store(&http->is_stopping, true);
    eventfd_write(http->wake_fd, 1);
}

int http_port(const Http *http)
{
    return http->port;
}

/* ---- start and end ---- */

static void fill_defaults(HttpConfig *config, size_t files)
{
    struct {
        int *value, standard;
    } defaults[] = {
        {&config->max_connections, 20000},
        {&config->max_per_address, 256},
        {&config->header_deadline_s, 15},
        {&config->idle_deadline_s, 60},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(defaults); i++)
        if (*defaults[i].value <= 0)
            *defaults[i].value = defaults[i].standard;
    size_t room = files > 2 * FILES_ASIDE ? files - FILES_ASIDE : FILES_ASIDE;
    if ((size_t)config->max_connections > room)
        config->max_connections = (int)room;
    if (config->trust_forwarded)
        config->max_per_address = 0; /* all come from the proxy */
}

static const Err *start_daemon(Cx *cx, Http *http)
{
    const HttpConfig *config = &http->site.config;
    const char *cert = NULL, *key = NULL;
    if (http->site.has_tls) {
        TRY(listen_read_pem(cx, config->tls_cert, &cert));
        TRY(listen_read_pem(cx, config->tls_key, &key));
    }
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)cert},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_USE_EPOLL | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME | (cert ? MHD_USE_TLS : 0);
    http->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_access, http, MHD_OPTION_LISTEN_SOCKET, http->listen_fd,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)config->max_connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)config->max_per_address, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)config->idle_deadline_s,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection, http,
        MHD_OPTION_URI_LOG_CALLBACK, on_request_line, http, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, cert ? tls : &tls[2], MHD_OPTION_END);
    if (!http->daemon && cert)
        return FAIL(
            cx, ERR_SYSTEM,
            N_("The certificate {cert} and the key {key} can't be used together. Please check both files."),
            "cert", config->tls_cert, "key", config->tls_key);
    if (!http->daemon)
        return FAIL_DETAIL(cx, ERR_SYSTEM, strerror(errno), N_("The web server can't be started."));
    return NULL;
}

static const Err *start_loop(Cx *cx, Http *http)
{
    http->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    http->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int daemon_fd = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    const int fds[] = {http->wake_fd, daemon_fd};
    for (size_t i = 0; i < ARRAY_LENGTH(fds); i++)
        if (epoll_ctl(http->epoll_fd, EPOLL_CTL_ADD, fds[i],
                      &(struct epoll_event){.events = EPOLLIN, .data.fd = fds[i]}) != 0)
            return FAIL_DETAIL(cx, ERR_SYSTEM, arena_text(cx->arena, strerror(errno)),
                               N_("The web server can't be started."));
    return NULL;
}

const Err *http_start(Cx *cx, const HttpConfig *config, Http **ret_http)
{
    AUTO(http_free)
    Http *http = calloc(1, sizeof *http);
    if (!http)
        return FAIL(cx, ERR_SYSTEM, N_("The web server can't be started."));
    http->listen_fd = http->wake_fd = http->epoll_fd = -1;
    http->arena = arena_make(0);
    http->on_loop.arena = arena_make(0);
    http->site.config = *config;
    http->site.has_tls = config->tls_cert && config->tls_key;
    http->log.fd = config->log_fd;
    http->cache = cache_make(CACHE_BYTES, release_response);
    fill_defaults(&http->site.config, listen_raise_file_limit());
    signal(SIGPIPE, SIG_IGN); /* a client that went away is no reason to end */
    TRY(router_make(cx, &http->arena, config->tables, config->n_tables, &http->site.router));
    TRY(listen_open(cx, config->listen, &http->listen_fd, &http->port));
    TRY(start_daemon(cx, http));
    http->listen_fd = -1; /* the library's now */
    TRY(start_loop(cx, http));
    *ret_http = http;
    http = NULL;
    return NULL;
}

static void close_all(Http *http)
{
    const int fds[] = {http->listen_fd, http->wake_fd, http->epoll_fd};
    for (size_t i = 0; i < ARRAY_LENGTH(fds); i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

void http_free(Http **place)
{
    Http *http = *place;
    if (!http)
        return;
    if (http->daemon) {
        resume_finished(http); /* whom the deadline of http_run has cut off */
        MHD_run(http->daemon);
        MHD_stop_daemon(http->daemon);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(http->refusals); i++)
        if (http->refusals[i])
            MHD_destroy_response(http->refusals[i]);
    cache_free(&http->cache);
    close_all(http);
    arena_free(&http->on_loop.arena);
    arena_free(&http->arena);
    free(http);
    *place = NULL;
}
