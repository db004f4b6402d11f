/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page in place of one that could not be made (page.h). After a form it leads back to where that came
 * from, and holds what was typed; most forms don't come here, but are shown again (http/request.h). */
#include "programme/error_page.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "page_error.html.h"
#include "programme/gate.h"
#include "programme/page.h"

static const char *const error_titles[] = {
    [ERR_NOT_FOUND] = N_("Page not found"),
    [ERR_CONFLICT] = N_("This does not fit what has happened meanwhile"),
    [ERR_FORBIDDEN] = N_("Not allowed"),
    [ERR_SIGN_IN] = N_("Please sign in"),
    [ERR_INPUT] = N_("This could not be understood"),
    [ERR_TOO_LARGE] = N_("This is too large"),
    [ERR_GONE] = N_("This is over"),
    [ERR_BUSY] = N_("Please try again in a moment"),
    [ERR_FULL] = N_("No space is left"),
    [ERR_STORE] = N_("Something went wrong here"),
    [ERR_SYSTEM] = N_("Something went wrong here"),
    [ERR_RETRY] = N_("Please try again in a moment"),
};

/* ---- the way back ---- */

/* "/duesseldorf/de" before the programme is known to exist: what might lead to another site is left out. */
static const char *prefix_of(const Request *rq)
{
    if (request_programme(rq) || rq->route->global)
        return ""; /* path() knows it */
    size_t n = strlen(rq->path) - strlen(rq->rest);
    bool is_ours = strlen(rq->rest) <= strlen(rq->path) && rq->path[1] != '/' &&
                   strspn(rq->path, "abcdefghijklmnopqrstuvwxyz0123456789-/") >= n;
    return is_ours ? arena_text_n(rq->cx->arena, rq->path, n) : NULL;
}

/* The pattern of a route with the ids and keys of this request; NULL: not ours. */
static const char *address_of(Request *rq, const char *pattern)
{
    Cx *cx = rq->cx;
    const char *prefix = prefix_of(rq), *key = rq->keys[0] ? rq->keys[0] : "";
    Buf out = buf_make(cx->arena);
    int n_ids = 0;
    for (const char *at = pattern; *at;) {
        bool is_id = strncmp(at, ":id", 3) == 0, is_key = strncmp(at, ":key", 4) == 0;
        if (is_id)
            buf_i64(&out, rq->ids[n_ids++]);
        else if (is_key)
            buf_str(&out, "{key}"); /* no route has two */
        else
            buf_add(&out, at, 1);
        at += is_id ? 3 : is_key ? 4 : 1;
    }
    const char *rest = path_make(cx, buf_text(&out), (const char *const[]){"key", key, NULL});
    return prefix ? arena_printf(cx->arena, "%s%s", prefix, rest) : NULL;
}

/* ---- what was typed ---- */

static const FormField *field_of(const Request *rq, const char *name)
{
    for (size_t i = 0; i < rq->route->form->n_fields; i++)
        if (strcmp(rq->route->form->fields[i].name, name) == 0)
            return &rq->route->form->fields[i];
    return NULL;
}

/* The others are chosen, or must not be shown. */
static bool is_typed(const FormField *field)
{
    static const bool typed[] = {
        [FIELD_TEXT] = true, [FIELD_LONG] = true,  [FIELD_EMAIL] = true, [FIELD_URL] = true,
        [FIELD_DATE] = true, [FIELD_CLOCK] = true, [FIELD_I64] = true,   [FIELD_CENTS] = true};
    return field->kind < ARRAY_LENGTH(typed) && typed[field->kind];
}

static void add(FormEntries *entries, const char *name, const char *value, const char *label)
{
    entries->at[entries->n++] = (FormEntry){.name = name, .value = value, .label = label};
}

static void fill_typed(Request *rq, bool to_send_again, ErrorView *v)
{
    if (rq->method != POST || !rq->route || !rq->route->form || rq->is_cross_site)
        return;
    Cx *cx = rq->cx;
    v->typed.at = NEW_ARRAY(cx->arena, FormEntry, rq->input->n_entries);
    v->sent.at = NEW_ARRAY(cx->arena, FormEntry, rq->input->n_entries);
    for (size_t i = 0; i < rq->input->n_entries; i++) {
        const FormEntry *e = &rq->input->entries[i];
        const FormField *field = field_of(rq, e->name);
        const char *text = e->value ? text_clean(cx->arena, e->value, strlen(e->value), true) : NULL;
        bool is_ours = field ? field->kind != FIELD_PASSWORD : strcmp(e->name, FORM_SEEN) == 0;
        if (!text || !is_ours)
            continue;
        if (to_send_again)
            add(&v->sent, e->name, text, NULL);
        else if (field && is_typed(field) && *text)
            add(&v->typed, e->name, text, t(cx, field->label));
    }
}

void page_send_error(Request *rq, const Err *err)
{
    Cx *cx = rq->cx;
    bool in_programme = request_programme(rq) != NULL, signs_in = err->kind == ERR_SIGN_IN && in_programme;
    cx->said = NULL; /* by the page that failed */
    cx->said_english = false;
    rq->body = buf_make(cx->arena);
    rq->n_headers = 0;
    rq->content_type = "text/html; charset=utf-8";
    rq->status = err_http_status(err);
    ErrorView v = {
        .title = t(cx, error_titles[err->kind]),
        .sentence = message_of_error(cx, err),
        .on = {t(cx, "To the start page"), in_programme ? path(cx, "/") : "/", false},
    };
    if (signs_in)
        v.on = (FrameLink){t(cx, "Sign in"), path(cx, "/sign-in"), false};
    if (rq->method == POST && rq->route) {
        v.back = signs_in ? NULL : address_of(rq, rq->route->from ? rq->route->from : rq->route->path);
        v.again = address_of(rq, rq->route->path);
    }
    fill_typed(rq, signs_in, &v);
    view_page_error(cx, &rq->body, &v);
    const Err *never = page_send(rq, &(Page){.title = v.title, .noindex = true});
    assert(!never);
    (void)never;
}
