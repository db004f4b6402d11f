/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* List, page, form and history of consultants. */
#include "consultant/consultant_pages.h"

#include "consultant.html.h"
#include "consultant/consultant_routes.h"
#include "i18n/spoken.h"
#include "person.sql.h"
#include "programme.sql.h"
#include "programme/gate.h"
#include "programme/page.h"

#include <string.h>

const char *consultant_path(Cx *cx, ConsultantId id, const char *rest)
{
    return path_make(cx, arena_printf(cx->arena, "/consultants/%lld%s", (long long)id.v, rest),
                     (const char *const[]){NULL});
}

static UiOptions language_choices(Cx *cx)
{
    SpokenLanguages all = spoken_languages();
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, all.n);
    for (size_t i = 0; i < all.n; i++)
        options[i] = (UiOption){.value = all.at[i].tag, .label = spoken_name(cx, all.at[i].tag)};
    return (UiOptions){all.n, options};
}

static const Err *send_page(Request *rq, const char *title, const char *name, ConsultantId id)
{
    Cx *cx = rq->cx;
    bool sees_list = session_reach(request_session(rq), PERM_CONSULTANT_READ) == REACH_ALL;
    UiCrumb crumbs[] = {{t(cx, "Consultants"), path(cx, "/consultants")},
                        {name, consultant_path(cx, id, "")}};
    const char *done = input_value(rq->input, "done");
    return page_send(
        rq, &(Page){.title = title,
                    .crumbs = crumbs,
                    .n_crumbs = !sees_list ? 0
                                : name     ? 2
                                           : 1,
                    .flash = strcmp(done, "saved") == 0 ? t(cx, "The consultant's entry is saved.") : NULL,
                    .flash_kind = UI_SUCCESS});
}

/* ---- list and page ---- */

typedef struct SearchForm {
    const char *q, *lang;
} SearchForm;
static const FormField search_fields[] = {
    {"q", N_("Search"), FIELD_TEXT, FORM_AT(SearchForm, q), .max = 200},
    {"lang", N_("Language"), FIELD_TEXT, FORM_AT(SearchForm, lang), .max = 20},
};
const FormRules consultant_search_form = FORM_RULES(SearchForm, search_fields);

const Err *consultant_list_page(Request *rq)
{
    Cx *cx = rq->cx;
    SearchForm nothing = {"", ""};
    const SearchForm *form = rq->form && rq->input->n_errors == 0 ? rq->form : &nothing;
    ConsultantListView v = {.input = rq->input,
                            .languages = language_choices(cx),
                            .is_filtered = *form->q || *form->lang,
                            .may_write = request_may(rq, PERM_CONSULTANT_WRITE)};
    TRY(consultant_find(cx, form->q, form->lang, &v.rows));
    view_consultant_list(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Consultants"), .wide = true});
}

const Err *consultant_page(Request *rq)
{
    ConsultantId id = REQUEST_ID(rq, ConsultantId, 0);
    ConsultantView v = {.may_write = request_may(rq, PERM_CONSULTANT_WRITE),
                        .is_own = session_is_consultant(request_session(rq), id)};
    TRY(consultant_load(rq->cx, id, &v.consultant));
    view_consultant(rq->cx, &rq->body, &v);
    return send_page(rq, v.consultant.card.name, NULL, id);
}

const Err *consultant_own_page(Request *rq)
{
    Cx *cx = rq->cx;
    OwnConsultantsRows own;
    TRY(q_own_consultants(cx, cx->person, &own));
    if (own.n == 0)
        return respond_redirect(rq, path(cx, "/consultants"));
    FrameLinks links = {own.n, NEW_ARRAY(cx->arena, FrameLink, own.n)};
    for (size_t i = 0; i < own.n; i++)
        links.at[i] = (FrameLink){.label = own.at[i].name, .url = consultant_path(cx, own.at[i].id, "")};
    return page_choose(rq, t(cx, "My entry as a consultant"), links);
}

const Err *consultant_history_page(Request *rq)
{
    Cx *cx = rq->cx;
    ConsultantId id = REQUEST_ID(rq, ConsultantId, 0);
    Consultant c;
    TRY(consultant_load(cx, id, &c));
    ConsultantHistoryView v = {.name = c.card.name};
    TRY(q_audit_of_object(cx, cx->programme, "consultant", id.v, &v.entries));
    view_consultant_history(cx, &rq->body, &v);
    return send_page(rq, t(cx, "History: {name}", "name", v.name), v.name, id);
}

/* ---- the form ---- */

typedef struct ConsultantForm {
    const char *name, *email, *phone, *experience_associations, *experience_councils;
    TextList languages;
    IdList topics;
    Cents day_fee;
} ConsultantForm;
static const FormField consultant_fields[] = {
    {"name", N_("Name"), FIELD_TEXT, FORM_AT(ConsultantForm, name), .required = true, .max = 200},
    {"email", N_("E-mail"), FIELD_EMAIL, FORM_AT(ConsultantForm, email)},
    {"phone", N_("Phone"), FIELD_TEXT, FORM_AT(ConsultantForm, phone), .max = 100},
    {"languages", N_("Languages"), FIELD_MANY, FORM_AT(ConsultantForm, languages), .max = 20},
    {"topics", N_("Topics"), FIELD_IDS, FORM_AT(ConsultantForm, topics)},
    {"experience_associations", N_("Experience with migrant associations"), FIELD_LONG,
     FORM_AT(ConsultantForm, experience_associations), .max = 4000},
    {"experience_councils", N_("Experience with advisory councils"), FIELD_LONG,
     FORM_AT(ConsultantForm, experience_councils), .max = 4000},
    {"day_fee", N_("Day fee"), FIELD_CENTS, FORM_AT(ConsultantForm, day_fee), .required = true},
};
const FormRules consultant_form = FORM_RULES(ConsultantForm, consultant_fields);

static const Err *show_form(Request *rq, ConsultantEditView *v)
{
    Cx *cx = rq->cx;
    TopicListRows topics;
    TRY(q_topic_list(cx, cx->programme, &topics));
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, topics.n);
    for (size_t i = 0; i < topics.n; i++)
        options[i] = (UiOption){.value = h_part_i64(cx, topics.at[i].id.v),
                                .label = topic_name(cx, topics.at[i].name)};
    v->topics = (UiOptions){topics.n, options};
    v->languages = language_choices(cx);
    v->action = v->id.v ? consultant_path(cx, v->id, "/edit") : path(cx, "/consultants/new");
    view_consultant_edit(cx, &rq->body, v);
    return send_page(rq, v->id.v ? t(cx, "Change {name}", "name", v->name) : t(cx, "Enter a consultant"),
                     v->name, v->id);
}

/* Languages in the order of the form, each once, and only those that it offers. */
static const char *languages_of(Cx *cx, const TextList *sent)
{
    SpokenLanguages all = spoken_languages();
    Buf tags = buf_make(cx->arena);
    for (size_t k = 0; k < all.n; k++)
        for (size_t i = 0; i < sent->n; i++)
            if (strcmp(sent->at[i], all.at[k].tag) == 0) {
                buf_printf(&tags, "%s%s", tags.n ? " " : "", all.at[k].tag);
                break;
            }
    return buf_text(&tags);
}

static void take(Cx *cx, const ConsultantForm *form, Consultant *c)
{
    ConsultantCard *card = &c->card;
    card->name = form->name;
    card->email = form->email;
    card->phone = form->phone;
    card->experience_associations = form->experience_associations;
    card->experience_councils = form->experience_councils;
    card->languages = languages_of(cx, &form->languages);
    card->day_fee = form->day_fee;
    c->topics =
        (ConsultantTopicsRows){form->topics.n, NEW_ARRAY(cx->arena, ConsultantTopics, form->topics.n)};
    for (size_t i = 0; i < form->topics.n; i++)
        c->topics.at[i].id.v = form->topics.at[i];
}

const Err *consultant_new_page(Request *rq)
{
    return show_form(rq, &(ConsultantEditView){.input = rq->input});
}

const Err *consultant_create_submit(Request *rq)
{
    Cx *cx = rq->cx;
    if (form_failed(rq))
        return consultant_new_page(rq);
    Consultant c = {0};
    take(cx, rq->form, &c);
    ConsultantId id;
    TRY(consultant_create(cx, &c, &id));
    return respond_redirect(rq, consultant_path(cx, id, "?done=saved"));
}

static TextList words(Arena *arena, const char *text)
{
    TextList list = {.at = NEW_ARRAY(arena, const char *, strlen(text) / 2 + 1)};
    char *copy = arena_text(arena, text), *rest = NULL;
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        list.at[list.n++] = word;
    return list;
}

const Err *consultant_stored(Request *rq, FormInput **ret_values)
{
    Cx *cx = rq->cx;
    Consultant c;
    TRY(consultant_load(cx, REQUEST_ID(rq, ConsultantId, 0), &c));
    ConsultantForm form = {.name = c.card.name,
                           .email = c.card.email,
                           .phone = c.card.phone,
                           .experience_associations = c.card.experience_associations,
                           .experience_councils = c.card.experience_councils,
                           .languages = words(cx->arena, c.card.languages),
                           .topics = {c.topics.n, NEW_ARRAY(cx->arena, int64_t, c.topics.n)},
                           .day_fee = c.card.day_fee};
    for (size_t i = 0; i < c.topics.n; i++)
        form.topics.at[i] = c.topics.at[i].id.v;
    *ret_values = request_form(rq, &consultant_form, &form);
    return NULL;
}

const Err *consultant_edit_page(Request *rq)
{
    Consultant c;
    FormInput *input;
    TRY(consultant_load(rq->cx, REQUEST_ID(rq, ConsultantId, 0), &c));
    TRY(consultant_stored(rq, &input));
    return show_form(rq, &(ConsultantEditView){.id = c.card.id, .name = c.card.name, .input = input});
}

const Err *consultant_edit_submit(Request *rq)
{
    Cx *cx = rq->cx;
    Consultant c;
    TRY(consultant_load(cx, REQUEST_ID(rq, ConsultantId, 0), &c));
    if (form_failed(rq))
        return show_form(rq, &(ConsultantEditView){.id = c.card.id, .name = c.card.name, .input = rq->input});
    take(cx, rq->form, &c);
    TRY(consultant_change(cx, &c));
    return respond_redirect(rq, consultant_path(cx, c.card.id, "?done=saved"));
}
