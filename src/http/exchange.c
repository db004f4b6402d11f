/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See exchange.h. Read from the bottom: open, run, done. */
#include "http/exchange.h"

#include "http/multipart.h"
#include "http/urlencoded.h"
#include "i18n/catalogue.h"
#include <string.h>
#include <strings.h>

enum { DEFAULT_MAX_BODY = 64 << 10, PAGE_ROOM = 24 << 10 };

static const uint64_t all_tables[2] = {UINT64_MAX, UINT64_MAX};

bool exchange_is_secure(const Site *site, const Head *head)
{
    return site->has_tls || (site->config.trust_forwarded && head->forwarded_proto &&
                             strcasecmp(head->forwarded_proto, "https") == 0);
}

/* ---- the answer, when no route gives one ---- */

static void clear_answer(Request *rq)
{
    rq->body = buf_make(rq->cx->arena);
    rq->status = 0;
    rq->content_type = "text/html; charset=utf-8";
    rq->n_headers = 0;
    rq->no_store = false;
}

static void show_error(HttpJob *job, const Err *err)
{
    clear_answer(&job->rq);
    job->failed = err;
    job->site->config.hooks.error_page(job->site->config.hooks.app, &job->rq, err);
    if (job->rq.status == 0)
        job->rq.status = err_http_status(err);
}

static void fail_with(HttpJob *job, const Err *err, int status)
{
    show_error(job, err);
    job->rq.status = status;
    job->is_final = true;
}

/* Answers before any route has run. status 0: that of the Err. */
#define REFUSE(job, status, kind, ...)                                                                       \
    do {                                                                                                     \
        const Err *refused_ = FAIL(&(job)->cx, (kind), __VA_ARGS__);                                         \
        fail_with((job), refused_, (status) ? (status) : err_http_status(refused_));                         \
    } while (0)

static const char too_much_to_do[] =
    N_("There is too much to do at the moment. Please try again in a few seconds.");

void exchange_too_busy(HttpJob *job)
{
    REFUSE(job, 0, ERR_BUSY, too_much_to_do);
    respond_header(&job->rq, "Retry-After", "5");
}

/* ---- opening ---- */

/* "de-AT,de;q=0.9" -> "de-AT": browsers send what is liked best first. */
static const char *first_language(Arena *arena, const char *list)
{
    size_t n = list ? strcspn(list, ",; ") : 0;
    return n > 0 ? arena_text_n(arena, list, n) : NULL;
}

static void start_request(HttpJob *job, const char *client)
{
    const Site *site = job->site;
    job->cx = (Cx){.arena = &job->arena,
                   .env = site->config.env,
                   .lang = LANG_DE,
                   .time_zone = "Europe/Berlin",
                   .path_prefix = ""};
    job->rq =
        (Request){.cx = &job->cx,
                  .method = job->head.verb == VERB_POST ? POST : GET,
                  .path = "",
                  .rest = "",
                  .query = "",
                  .client = client,
                  .secure = exchange_is_secure(site, &job->head),
                  .is_cross_site = job->head.fetch_site && strcmp(job->head.fetch_site, "cross-site") == 0,
                  .accept_language = first_language(&job->arena, job->head.accept_language),
                  .cookies = job->head.cookie,
                  .input = NEW(&job->arena, FormInput)};
    clear_answer(&job->rq);
}

/* The language an error speaks before the gate has looked: the one the address asks for. */
static void note_language(HttpJob *job)
{
    if (job->target.n_segments >= 2)
        lang_parse(job->target.segments[1], &job->cx.lang);
}

static void redirect_without_slash(HttpJob *job)
{
    const char *raw = job->target.raw_path, *query = job->target.query;
    respond_header(
        &job->rq, "Location",
        arena_printf(&job->arena, "%.*s%s%s", (int)strlen(raw) - 1, raw, *query ? "?" : "", query));
    job->rq.status = 301;
    job->is_final = true;
}

static bool find_route(HttpJob *job)
{
    job->found = router_find(job->site->router, &job->target);
    Request *rq = &job->rq;
    const Route *get = job->found.by_method[GET], *post = job->found.by_method[POST];
    rq->route = job->found.by_method[rq->method];
    rq->rest = job->found.rest;
    memcpy(rq->ids, job->found.ids, sizeof rq->ids);
    memcpy(rq->keys, job->found.keys, sizeof rq->keys);
    bool is_home = strcmp(job->found.rest, "/") == 0;
    if (!get && !post)
        REFUSE(job, 0, ERR_NOT_FOUND, N_("There is no page at this address."));
    else if (job->target.ends_with_slash && !is_home && get && rq->method == GET)
        redirect_without_slash(job);
    else if (!rq->route) {
        REFUSE(job, 405, ERR_INPUT, N_("This address can't be used in this way."));
        respond_header(rq, "Allow", get ? "GET, HEAD" : "POST");
    }
    return !job->is_final;
}

static bool is_form_type(const char *content_type)
{
    static const char *const types[] = {"application/x-www-form-urlencoded", "multipart/form-data"};
    for (size_t i = 0; content_type && i < ARRAY_LENGTH(types); i++) {
        size_t n = strlen(types[i]);
        if (strncasecmp(content_type, types[i], n) == 0 && strchr("; ", content_type[n]))
            return true;
    }
    return false;
}

/* Room for all that the fields may hold, each byte sent as %XX, and for some more: what is too long for its
 * field comes back with the form, and is not lost. */
static int64_t body_limit(const FormRules *rules)
{
    int64_t max = DEFAULT_MAX_BODY;
    if (rules && rules->max_body)
        return (int64_t)rules->max_body;
    for (size_t i = 0; rules && i < rules->n_fields; i++)
        max += 3 * form_field_bytes(&rules->fields[i]);
    return max;
}

static bool check_body(HttpJob *job)
{
    int64_t length = job->head.content_length, max = body_limit(job->rq.route->form);
    if (length > max)
        REFUSE(
            job, 0, ERR_TOO_LARGE,
            N_("What was sent is too large: at most {kilobytes} KB can be sent here. Your browser's “back” "
               "leads to what you typed; shorten it, and send it again."),
            "kilobytes", arena_printf(&job->arena, "%lld", (long long)(max / 1024)));
    else if (length > 0 && !is_form_type(job->head.content_type))
        REFUSE(job, 415, ERR_INPUT, N_("Only forms can be sent to this address."));
    return !job->is_final;
}

bool exchange_open(HttpJob *job, const char *target, size_t n_target, const Head *head, const char *client)
{
    job->head = *head;
    start_request(job, client);
    int status = target_parse(&job->arena, target, n_target, &job->target);
    if (status) {
        REFUSE(job, status, status == 404 ? ERR_NOT_FOUND : ERR_INPUT,
               N_("This address can't be understood. Please check it, or start at the first page."));
        return false;
    }
    job->rq.path = job->target.path;
    job->rq.query = job->target.query;
    note_language(job);
    return find_route(job) && (job->rq.method == GET || check_body(job));
}

/* ---- running ---- */

static bool parse_body(HttpJob *job)
{
    const char *type = job->head.content_type;
    if (job->n_body == 0)
        return true;
    if (strncasecmp(type, "multipart/", 10) != 0)
        return urlencoded_parse(&job->cx, job->body, job->n_body, job->rq.input);
    const char *boundary = multipart_boundary(&job->cx, type);
    return boundary && multipart_parse(&job->cx, job->body, job->n_body, boundary, job->rq.input);
}

bool exchange_parse(HttpJob *job)
{
    if (job->is_parsed)
        return true;
    job->is_parsed = true;
    const char *query = job->rq.query;
    bool is_good = job->rq.method == POST ? parse_body(job)
                                          : urlencoded_parse(&job->cx, query, strlen(query), job->rq.input);
    if (!is_good)
        REFUSE(job, 0, ERR_INPUT,
               N_("What was sent can't be understood. Please load the page again and repeat it."));
    return is_good;
}

/* What an earlier run of the same job has left behind goes; what was sent stays. */
static void start_again(HttpJob *job, struct DbConn *conn)
{
    Request *rq = &job->rq;
    clear_answer(rq);
    job->failed = NULL;
    job->cx.db = conn;
    job->cx.person = (PersonId){0};
    if (!job->runs_on)
        rq->refused = NULL;
    job->runs_on = false;
    job->cx.only_reads = rq->refused != NULL;
    memset(job->cx.tables_read, 0, sizeof job->cx.tables_read);
    memset(job->cx.tables_written, 0, sizeof job->cx.tables_written);
    rq->session = NULL;
    job->cx.said = NULL;
    job->cx.said_english = false;
    rq->input->n_errors = rq->input->n_changed = 0;
    rq->input->stored = NULL;
    buf_grow(&rq->body, PAGE_ROOM);
    rq->form = rq->route->form ? arena_alloc(&job->arena, rq->route->form->size) : NULL;
    const HttpHooks *hooks = &job->site->config.hooks;
    job->generation_before = hooks->generation ? hooks->generation(hooks->app, all_tables) : 0;
}

/* In the transaction that will save: what is compared here is what is overwritten. */
static const Err *look_at_record(Request *rq)
{
    FormInput *stored;
    TRY(rq->route->stored(rq, &stored));
    form_compare(rq->cx, rq->route->form, rq->form, stored, rq->input);
    return NULL;
}

/* The form is there again, or the page did not look whether anything had failed. */
static const Err *settle_refusal(HttpJob *job)
{
    Request *rq = &job->rq;
    if (rq->status < 400)
        return rq->refused;
    rq->status = err_http_status(rq->refused);
    job->failed = rq->refused;
    return NULL;
}

static const Err *run_route(HttpJob *job, bool *ret_keep)
{
    Request *rq = &job->rq;
    const HttpHooks *hooks = &job->site->config.hooks;
    TRY(hooks->admit(hooks->app, rq));
    if (rq->status != 0)
        return NULL; /* a form sent twice: the first answer again, and nothing to keep */
    if (rq->form)
        form_read(&job->cx, rq->route->form, rq->input, rq->form);
    if (rq->refused)
        input_add_error(&job->cx, rq->input, "", "", message_of_error(&job->cx, rq->refused));
    if (rq->route->stored)
        TRY(look_at_record(rq));
    TRY(rq->route->run(rq));
    if (rq->refused)
        return settle_refusal(job);
    if (rq->status == 0)
        rq->status = 200;
    if (rq->status >= 400)
        return NULL;
    if (rq->method == POST)
        TRY(hooks->settle(hooks->app, rq));
    *ret_keep = true;
    return NULL;
}

/* Whoever has to sign in first may not see it, and what another site has sent is nobody's typing. */
static bool has_form_to_show(const HttpJob *job, const Err *err)
{
    const Request *rq = &job->rq;
    return rq->method == POST && !rq->refused && (rq->route->form || rq->route->stored) &&
           err->kind != ERR_SIGN_IN && !rq->is_cross_site;
}

const Err *exchange_run(HttpJob *job, struct DbConn *conn, bool *ret_keep)
{
    *ret_keep = false;
    if (!exchange_parse(job))
        return NULL;
    start_again(job, conn);
    const Err *err = run_route(job, ret_keep);
    if (!err)
        return NULL;
    *ret_keep = false;
    if (err->kind != ERR_RETRY && has_form_to_show(job, err)) {
        job->rq.refused = err;
        err = FAIL(&job->cx, ERR_RETRY, too_much_to_do); /* what was begun is undone first */
    }
    if (err->kind == ERR_RETRY) {
        job->runs_on = true;
        return err;
    }
    show_error(job, job->rq.refused ? job->rq.refused : err);
    return NULL;
}

const Err *http_job_run(HttpJob *job, struct DbConn *conn, bool *ret_keep)
{
    return exchange_run(job, conn, ret_keep);
}

/* The lane may forget its Err as soon as we return. */
static const Err *copy_error(Arena *arena, const Err *err)
{
    Err *copy = arena_copy(arena, err, sizeof *err);
    size_t n = 0;
    while (err->args && err->args[n])
        n++;
    const char **args = NEW_ARRAY(arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        args[i] = arena_text(arena, err->args[i]);
    copy->args = args;
    copy->detail = err->detail ? arena_text(arena, err->detail) : NULL;
    return copy;
}

void exchange_failed(HttpJob *job, const Err *err)
{
    job->cx.db = NULL;
    show_error(job, copy_error(&job->arena, err));
}

void http_job_done(HttpJob *job, const Err *err)
{
    if (err)
        exchange_failed(job, err);
    job->hand_back(job);
}

/* ---- afterwards ---- */

bool head_may_use_cache(const Head *head, bool is_secure)
{
    if (head->verb == VERB_POST)
        return false;
    return !head->cookie || !strstr(head->cookie, is_secure ? "__Host-" SESSION_COOKIE : SESSION_COOKIE);
}

/* A query that means nothing here makes no page worth keeping: whoever counts it up would fill the cache. */
static bool knows_query(const Request *rq)
{
    const FormRules *rules = rq->route->form;
    size_t n_fields = rules ? rules->n_fields : 0;
    for (size_t i = 0; i < rq->input->n_entries; i++) {
        size_t k = 0;
        while (k < n_fields && strcmp(rules->fields[k].name, rq->input->entries[i].name) != 0)
            k++;
        if (k == n_fields)
            return false;
    }
    return true;
}

bool exchange_is_cacheable(const HttpJob *job)
{
    const Request *rq = &job->rq;
    return rq->route && rq->route->cached && knows_query(rq) && job->site->config.hooks.generation &&
           !job->failed && rq->n_headers == 0 && answer_is_public(rq) &&
           head_may_use_cache(&job->head, rq->secure) && exchange_is_current(job);
}

bool exchange_is_current(const HttpJob *job)
{
    const HttpHooks *hooks = &job->site->config.hooks;
    return hooks->generation(hooks->app, all_tables) == job->generation_before;
}

const char *exchange_log_path(HttpJob *job)
{
    if (!job->found.is_keyed)
        return job->rq.path;
    const Route *route = job->rq.route;
    if (!route)
        route = job->found.by_method[job->found.by_method[GET] ? GET : POST];
    return arena_printf(&job->arena, "%.*s%s", (int)job->found.n_prefix, job->rq.path, route->path);
}
