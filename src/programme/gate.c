/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See gate.h. */
#include "programme/gate.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "person.sql.h"
#include "programme.sql.h"
#include "programme/page.h"
#include "programme/secret.h"

/* What the gate found out about a request; Request.session points here. */
typedef struct Visit {
    Programme programme;
    Session *session; /* NULL: nobody */
    Limits *limits;
    Blob form; /* what tells a form that was sent from every other; see form_hash */
} Visit;

static Visit *visit_of(const Request *rq)
{
    return rq->session;
}

const Programme *request_programme(const Request *rq)
{
    const Visit *visit = visit_of(rq);
    return visit && visit->programme.id.v ? &visit->programme : NULL;
}

const Session *request_session(const Request *rq)
{
    return visit_of(rq) ? visit_of(rq)->session : NULL;
}

bool request_may(const Request *rq, Permission permission)
{
    return session_reach(request_session(rq), permission) != REACH_NONE;
}

const char *request_session_cookie(const Request *rq)
{
    return arena_printf(rq->cx->arena, SESSION_COOKIE "-%s", request_programme(rq)->slug);
}

static LimitSubject subject_of(const Request *rq, LimitKind kind, const char *account)
{
    return (LimitSubject){kind, rq->cx->programme, rq->client, account};
}

int request_wait_s(const Request *rq, LimitKind kind, const char *account)
{
    LimitSubject subject = subject_of(rq, kind, account);
    Limits *limits = visit_of(rq)->limits;
    return limits ? limits_wait_s(limits, &subject, cx_now(rq->cx)) : 0;
}

void request_count(const Request *rq, LimitKind kind, const char *account)
{
    LimitSubject subject = subject_of(rq, kind, account);
    if (visit_of(rq)->limits)
        limits_count(visit_of(rq)->limits, &subject, cx_now(rq->cx));
}

bool request_refused(Request *rq, LimitKind kind, const char *account, const char *field, const char *label)
{
    int wait_s = request_wait_s(rq, kind, account);
    if (wait_s == 0)
        return false;
    Cx *cx = rq->cx;
    const Programme *programme = request_programme(rq);
    const char *contact = *programme->contact_phone ? programme->contact_phone : programme->contact_email;
    input_add_error(cx, rq->input, field, label,
                    t(cx,
                      "Too much has come from your internet connection in a short time. Please try again in "
                      "{minutes} minutes, or ask the office: {contact}",
                      "minutes", format_i64(cx, (wait_s + 59) / 60), "contact", contact));
    respond_header(rq, "Retry-After", arena_printf(cx->arena, "%d", wait_s));
    rq->status = 429;
    return true;
}

FormInput *request_beside(const Request *rq, FormInput *values)
{
    values->errors = rq->input->errors;
    values->n_errors = rq->input->n_errors;
    return values;
}

FormInput *request_form(Request *rq, const FormRules *rules, const void *values)
{
    if (!values)
        return rq->input;
    FormInput *input = NEW(rq->cx->arena, FormInput);
    *input = form_fill(rq->cx, rules, values);
    input->token = rq->input->token;
    input->seen = form_fingerprint(rq->cx, input);
    return input;
}

/* ---- admission ---- */

static const Err *find_programme(Gate *gate, Cx *cx, const char *slug, Programme *ret_programme)
{
    return gate->turn.conn && cx->db == gate->loop_conn
               ? kept_programme_find(cx, &gate->programmes, gate->store, gate->turn_generation, slug,
                                     ret_programme)
               : programme_find(cx, slug, ret_programme);
}

/* Splits "/duesseldorf/de/…" and fills programme and language. */
static const Err *enter_programme(Gate *gate, Request *rq, Visit *visit)
{
    Cx *cx = rq->cx;
    const char *slug = rq->path + 1;
    size_t slug_length = strcspn(slug, "/");
    const char *tag = slug + slug_length + (slug[slug_length] == '/');
    size_t tag_length = strcspn(tag, "/");
    Lang lang;
    TRY(find_programme(gate, cx, arena_text_n(cx->arena, slug, slug_length), &visit->programme));
    const char *rest = tag + tag_length; /* differs when an escaped slash stood in one of the two parts */
    if (tag_length != 2 || (*rest && strcmp(rest, rq->rest) != 0) ||
        !lang_parse(arena_text_n(cx->arena, tag, 2), &lang) || !programme_speaks(&visit->programme, lang))
        return FAIL(cx, ERR_NOT_FOUND, "There is no such page here.");
    programme_enter(cx, &visit->programme, lang);
    cx->path_prefix = arena_printf(cx->arena, "/%s/%s", visit->programme.slug, lang_tag(lang));
    return NULL;
}

/* Permission, with the object it concerns. An object that one may not know of does not exist. */
static const Err *check_permission(Gate *gate, Request *rq, const Visit *visit)
{
    Cx *cx = rq->cx;
    Permission need = (Permission)rq->route->need;
    ObjectScope scope = {.exists = true, .programme = cx->programme, .is_public = true};
    bool has_object = rq->route->of > OF_SELF, may = false;
    const ScopeRow *row = &gate->scopes[rq->route->of];
    if (has_object) {
        scope = (ObjectScope){0};
        TRY(row->find(cx, rq->ids[0], &scope));
        if (!scope.exists || scope.programme.v != cx->programme.v)
            return FAIL(cx, ERR_NOT_FOUND, "There is no such page here.");
    }
    if (need == PERM_PUBLIC) {
        if (scope.is_public)
            return NULL;
        TRY(session_may(cx, visit->session, row->unpublished, &scope, &may));
        return may ? NULL : FAIL(cx, ERR_NOT_FOUND, "There is no such page here.");
    }
    if (!visit->session)
        return FAIL(cx, ERR_SIGN_IN, "Please sign in to see this page.");
    if (has_object)
        TRY(session_may(cx, visit->session, need, &scope, &may));
    else
        may = session_reach(visit->session, need) >= (rq->route->of == OF_SELF ? REACH_OWN : REACH_ALL);
    return may ? NULL : FAIL(cx, ERR_FORBIDDEN, "Your account has no permission for this.");
}

static void add_part(Buf *form, const char *bytes, size_t n)
{
    buf_i64(form, (int64_t)n); /* with its length: no two forms read the same */
    buf_char(form, ' ');
    buf_add(form, bytes, n);
}

/* Of the token, the page it was sent to, and all that was sent: the forms of one page carry the same token,
 * and a page that the back button brings out of the browser's memory is filled in anew with the old one. */
static Blob form_mark(Request *rq)
{
    Arena *arena = rq->cx->arena;
    Buf form = buf_make(arena);
    add_part(&form, rq->rest, strlen(rq->rest));
    for (size_t i = 0; i < rq->input->n_entries; i++) {
        const FormEntry *e = &rq->input->entries[i];
        add_part(&form, e->name, strlen(e->name));
        if (e->value)
            add_part(&form, e->value, strlen(e->value));
        else
            add_part(&form, e->bytes, e->n_bytes);
    }
    unsigned char hash[SECRET_HASH];
    secret_hash(form.data, form.n, NULL, hash);
    return form_token_mark(rq->cx, input_value(rq->input, "_token"), hash);
}

static bool token_holds(Gate *gate, Request *rq, const Visit *visit)
{
    return form_token_holds(rq->cx, &gate->form_key, visit->session, input_value(rq->input, "_token"));
}

/* A form that was carried out gets its first answer again, whatever has become of its object since. */
static const Err *answer_again(Request *rq, Visit *visit, bool *ret_done)
{
    FormOnceFind earlier;
    *ret_done = false;
    if (rq->route->once == ONCE_BY_SELF)
        return NULL;
    visit->form = form_mark(rq); /* now: the page may put other values into the fields */
    TRY(q_form_once_find(rq->cx, visit->form, &earlier, ret_done));
    if (*ret_done) {
        rq->status = earlier.status;
        respond_header(rq, "Location", earlier.location);
    }
    return NULL;
}

/* The reader may have this page, and what they send comes from a form of ours. */
static const Err *check(Gate *gate, Request *rq, Visit *visit)
{
    bool is_form = rq->method == POST, done;
    bool holds = is_form && !rq->is_cross_site && token_holds(gate, rq, visit);
    if (holds) {
        TRY(answer_again(rq, visit, &done));
        if (done)
            return NULL;
    }
    TRY(check_permission(gate, rq, visit));
    if (is_form && rq->is_cross_site)
        return FAIL(rq->cx, ERR_FORBIDDEN, "This form was sent from another site. Nothing was saved.");
    if (is_form && !holds && !rq->refused) /* the second run writes nothing, and gives the form a new token */
        return FAIL(rq->cx, ERR_FORBIDDEN,
                    "This form was open for too long, or your sign-in has changed since. Nothing was saved. "
                    "Please send it again.");
    return NULL;
}

static const Err *admit(void *app, Request *rq)
{
    Gate *gate = app;
    Cx *cx = rq->cx;
    Visit *visit = NEW(cx->arena, Visit);
    visit->limits = gate->limits;
    rq->session = visit;
    if (rq->route->global) {
        if (rq->accept_language)
            lang_parse(rq->accept_language, &cx->lang);
        return NULL;
    }
    TRY(enter_programme(gate, rq, visit));
    rq->session_key = request_cookie(rq, request_session_cookie(rq));
    if (rq->session_key)
        TRY(session_find(cx, rq->session_key, &visit->session));
    if (visit->session) {
        cx->person = visit->session->person;
        rq->no_store = true;
    }
    TRY(check(gate, rq, visit));
    if (!rq->route->cached || visit->session)
        rq->input->token = form_token_make(cx, &gate->form_key, visit->session);
    return NULL;
}

static const char *location_of(const Request *rq)
{
    for (size_t i = 0; i < rq->n_headers; i++)
        if (strcmp(rq->headers[i].name, "Location") == 0)
            return rq->headers[i].value;
    return NULL;
}

/* Only a form that led somewhere is spent: one shown again with its errors may be sent again. */
static const Err *settle(void *app, Request *rq)
{
    (void)app;
    const char *location = location_of(rq);
    if (rq->route->global || rq->route->once != ONCE_BY_TOKEN || !location || rq->status >= 400)
        return NULL;
    Cx *cx = rq->cx;
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    const Err *err = q_form_once_add(cx, visit_of(rq)->form, cx_now(cx), rq->status, location, NULL);
    if (err) {
        tx_rollback(&tx);
        return err;
    }
    return tx_commit(cx, &tx);
}

static void error_page(void *app, Request *rq, const Err *err)
{
    (void)app;
    page_send_error(rq, err);
}

/* ---- lanes ---- */

typedef struct GateJob {
    Job job;
    HttpJob *http;
} GateJob;

static const Err *job_run(Job *job, DbConn *conn, bool *ret_keep)
{
    return http_job_run(((GateJob *)job)->http, conn, ret_keep);
}

static void job_done(Job *job, const Err *err)
{
    http_job_done(((GateJob *)job)->http, err);
}

static bool submit(void *app, HttpLane lane, HttpJob *http, Cx *cx)
{
    static const Lane lanes[] = {
        [HTTP_LANE_WRITE] = LANE_WRITE, [HTTP_LANE_APART] = LANE_WRITE_APART, [HTTP_LANE_WORK] = LANE_WORK};
    Gate *gate = app;
    GateJob *job = NEW(cx->arena, GateJob);
    *job = (GateJob){.job = {.run = job_run, .done = job_done, .cx = cx}, .http = http};
    return store_submit(gate->store, lanes[lane], &job->job);
}

/* One transaction for all that a turn of the loop brings: each costs SQLite a lock, a look at the file and an
 * unlocking. Nobody misses what they have saved: answers to forms go out at a turn's beginning. */
static const Err *run_here(void *app, HttpJob *http, Cx *cx, uint64_t *ret_generation)
{
    static const uint64_t all_tables[2] = {UINT64_MAX, UINT64_MAX};
    Gate *gate = app;
    bool keep;
    cx->db = gate->loop_conn;
    if (!gate->turn.conn) {
        gate->turn_generation = store_generation(gate->store, all_tables);
        TRY(tx_begin(cx, &gate->turn));
    }
    *ret_generation = gate->turn_generation;
    return http_job_run(http, cx->db, &keep);
}

static void turn_over(void *app)
{
    tx_rollback(&((Gate *)app)->turn);
}

static uint64_t generation(void *app, const uint64_t tables[2])
{
    return store_generation(((Gate *)app)->store, tables);
}

HttpHooks gate_hooks(Gate *gate)
{
    return (HttpHooks){.app = gate,
                       .run_here = gate->loop_conn ? run_here : NULL,
                       .turn_over = gate->loop_conn ? turn_over : NULL,
                       .admit = admit,
                       .settle = settle,
                       .error_page = error_page,
                       .submit = submit,
                       .generation = generation};
}

/* ---- start ---- */

static const Err *make_form_key(Cx *cx, void *arg)
{
    FormKey *key = arg;
    cx->env->random(cx->env, key->bytes, sizeof key->bytes);
    return q_setting_put(cx, "form_key", secret_hex(cx->arena, key->bytes, sizeof key->bytes), NULL);
}

const Err *gate_start(Cx *cx, Store *store, const ScopeRow scopes[static OF_KIND_COUNT], Gate *ret_gate)
{
    Gate gate = {.store = store, .scopes = scopes};
    SettingFind row;
    bool found;
    TRY(q_setting_find(cx, "form_key", &row, &found));
    if (!found)
        TRY(tx_run(cx, make_form_key, &gate.form_key));
    else if (!secret_from_hex(row.value, gate.form_key.bytes, sizeof gate.form_key.bytes))
        return FAIL(cx, ERR_STORE, "The setting form_key is damaged. Remove it, and a new one is made.");
    if (store_engine(store) == DB_SQLITE)
        TRY(db_open_conn(cx, store, DB_READ, &gate.loop_conn));
    *ret_gate = gate;
    return NULL;
}
