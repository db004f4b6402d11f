/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* List, page and history of associations; end of a partnership. */
#include "association/association_pages.h"

#include "association.html.h"
#include "association/association_routes.h"
#include "i18n/spoken.h"
#include "programme.sql.h"
#include "programme/gate.h"
#include "programme/page.h"

#include <stdlib.h>

const char *association_sub_path(Cx *cx, AssociationId id, const char *rest)
{
    return path_make(cx, arena_printf(cx->arena, "/associations/%lld%s", (long long)id.v, rest),
                     (const char *const[]){NULL});
}

const char *association_path(Cx *cx, AssociationId id)
{
    return association_sub_path(cx, id, "");
}

UiOptions spoken_options(Cx *cx)
{
    SpokenLanguages all = spoken_languages();
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, all.n);
    for (size_t i = 0; i < all.n; i++)
        options[i] = (UiOption){.value = all.at[i].tag, .label = spoken_name(cx, all.at[i].tag)};
    return (UiOptions){all.n, options};
}

const char *places_more(Cx *cx, const AssociationList *row)
{
    if (!row->place)
        return "";
    return row->places > 1 ? arena_printf(cx->arena, "%s (+%d)", row->place, row->places - 1) : row->place;
}

/* ---- the list ---- */

typedef struct SearchForm {
    const char *q, *lang, *state;
    int64_t district, page;
    bool has_district, has_page;
} SearchForm;
static const FormField search_fields[] = {
    {"q", N_("Search"), FIELD_TEXT, FORM_AT(SearchForm, q), .max = 200},
    {"district", N_("District"), FIELD_I64, FORM_AT(SearchForm, district), FORM_AT(SearchForm, has_district),
     .min = 1, .max = INT64_MAX},
    {"lang", N_("Language"), FIELD_TEXT, FORM_AT(SearchForm, lang), .max = 20},
    {"state", N_("Partnership"), FIELD_TEXT, FORM_AT(SearchForm, state), .max = 20},
    {"page", N_("Page"), FIELD_I64, FORM_AT(SearchForm, page), FORM_AT(SearchForm, has_page), .min = 1,
     .max = 100000},
};
const FormRules association_search_form = FORM_RULES(SearchForm, search_fields);

static UiOptions state_options(Cx *cx)
{
    UiOption options[] = {{"active", t(cx, "Partners at present"), NULL},
                          {"ended", t(cx, "Ended partnerships"), NULL},
                          {"all", t(cx, "All"), NULL}};
    return (UiOptions){ARRAY_LENGTH(options), arena_copy(cx->arena, options, sizeof options)};
}

static const Err *district_options(Cx *cx, UiOptions *ret_options)
{
    DistrictListRows rows;
    TRY(q_district_list(cx, cx->programme, &rows));
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        options[i] = (UiOption){.value = h_part_i64(cx, rows.at[i].id.v), .label = rows.at[i].name};
    *ret_options = (UiOptions){rows.n, options};
    return NULL;
}

/* The list's own address up to the number of the page. */
static const char *page_url(Cx *cx, const SearchForm *form)
{
    Buf url = buf_make(cx->arena);
    buf_printf(&url, "%s?q=", path(cx, "/associations"));
    html_part(cx, &url, form->q);
    if (form->has_district)
        buf_printf(&url, "&district=%lld", (long long)form->district);
    buf_str(&url, "&lang=");
    html_part(cx, &url, form->lang);
    buf_str(&url, "&state=");
    html_part(cx, &url, form->state);
    buf_str(&url, "&page=");
    return buf_text(&url);
}

static AssociationState state_of(const char *code)
{
    return strcmp(code, "ended") == 0 ? ASSOCIATION_ENDED
           : strcmp(code, "all") == 0 ? ASSOCIATION_ANY
                                      : ASSOCIATION_ACTIVE;
}

const Err *association_list_page(Request *rq)
{
    Cx *cx = rq->cx;
    SearchForm nothing = {.q = "", .lang = "", .state = ""};
    const SearchForm *form = rq->form && rq->input->n_errors == 0 ? rq->form : &nothing;
    const Session *session = request_session(rq);
    AssociationListView v = {.input = rq->input,
                             .sees_all = session_reach(session, PERM_ASSOCIATION_READ) == REACH_ALL,
                             .may_write = session_reach(session, PERM_ASSOCIATION_WRITE) == REACH_ALL,
                             .languages = spoken_options(cx),
                             .states = state_options(cx),
                             .is_filtered = *form->q || *form->lang || *form->state || form->has_district};
    if (session)
        TRY(q_own_associations(cx, session->person, &v.own));
    AssociationFilter filter = {.words = form->q,
                                .lang = form->lang,
                                .district = {form->has_district ? form->district : 0},
                                .state = v.sees_all ? state_of(form->state) : ASSOCIATION_ACTIVE,
                                .published_only = !v.sees_all,
                                .page = form->has_page ? (int)form->page : 1};
    TRY(association_find(cx, &filter, &v.found));
    TRY(district_options(cx, &v.districts));
    v.pages = (UiPages){v.found.page, v.found.pages, page_url(cx, form)};
    view_association_list(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Associations"),
                                 .description = t(cx, "Associations that take part in the programme."),
                                 .wide = v.sees_all,
                                 .noindex = v.is_filtered});
}

/* ---- one association ---- */

static const char *flash_of(Cx *cx, const char *done)
{
    const struct {
        const char *code, *sentence;
    } sentences[] = {
        {"created", t(cx, "The association is in the register now.")},
        {"changed", t(cx, "Your changes are saved.")},
        {"ended", t(cx, "The partnership has been ended.")},
        {"resumed", t(cx, "The partnership goes on.")},
        {"merged", t(cx, "The two entries are one now.")},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(sentences); i++)
        if (strcmp(done, sentences[i].code) == 0)
            return sentences[i].sentence;
    return NULL;
}

static const Err *may(Request *rq, Permission permission, AssociationId id, bool *ret_may)
{
    ObjectScope scope;
    TRY(association_scope(rq->cx, id.v, &scope));
    return session_may(rq->cx, request_session(rq), permission, &scope, ret_may);
}

static const Err *show(Request *rq, FormInput *input)
{
    Cx *cx = rq->cx;
    AssociationId id = REQUEST_ID(rq, AssociationId, 0);
    AssociationView v = {.input = input};
    TRY(association_load(cx, id, &v.association));
    if (request_session(rq)) {
        TRY(may(rq, PERM_ASSOCIATION_READ, id, &v.sees_all));
        TRY(may(rq, PERM_ASSOCIATION_EDIT, id, &v.may_edit));
        TRY(may(rq, PERM_ASSOCIATION_WRITE, id, &v.may_write));
    }
    if (v.may_write)
        TRY(association_twins(cx, id, &v.twins));
    view_association(cx, &rq->body, &v);
    UiCrumb crumbs[] = {{t(cx, "Associations"), path(cx, "/associations")}};
    return page_send(rq, &(Page){.title = v.association.card.name,
                                 .crumbs = crumbs,
                                 .n_crumbs = ARRAY_LENGTH(crumbs),
                                 .flash = flash_of(cx, input_value(input, "done")),
                                 .flash_kind = UI_SUCCESS});
}

const Err *association_page(Request *rq)
{
    return show(rq, rq->input);
}

const Err *association_own_page(Request *rq)
{
    Cx *cx = rq->cx;
    OwnAssociationsRows own;
    TRY(q_own_associations(cx, cx->person, &own));
    if (own.n == 0)
        return respond_redirect(rq, path(cx, "/associations"));
    FrameLinks links = {own.n, NEW_ARRAY(cx->arena, FrameLink, own.n)};
    for (size_t i = 0; i < own.n; i++)
        links.at[i] = (FrameLink){.label = own.at[i].name, .url = association_path(cx, own.at[i].id)};
    return page_choose(rq, t(cx, "Your associations"), links);
}

const Err *association_history_page(Request *rq)
{
    Cx *cx = rq->cx;
    AssociationId id = REQUEST_ID(rq, AssociationId, 0);
    AssociationHistoryView v = {0};
    TRY(association_load(cx, id, &v.association));
    TRY(q_audit_of_object(cx, cx->programme, "association", id.v, &v.entries));
    view_association_history(cx, &rq->body, &v);
    UiCrumb crumbs[] = {{t(cx, "Associations"), path(cx, "/associations")},
                        {v.association.card.name, association_path(cx, id)}};
    return page_send(rq, &(Page){.title = t(cx, "History: {name}", "name", v.association.card.name),
                                 .crumbs = crumbs,
                                 .n_crumbs = ARRAY_LENGTH(crumbs),
                                 .wide = true});
}

/* ---- partnership ---- */

typedef struct EndForm {
    bool has_day;
    Date day;
} EndForm;
static const FormField end_fields[] = {
    {"day", N_("Last day of the partnership"), FIELD_DATE, FORM_AT(EndForm, day), .required = true},
};
const FormRules association_end_form = FORM_RULES(EndForm, end_fields);

const Err *association_end(Request *rq)
{
    AssociationId id = REQUEST_ID(rq, AssociationId, 0);
    const EndForm *form = rq->form;
    if (form_failed(rq))
        return show(rq, rq->input);
    TRY(association_end_partnership(rq->cx, id, form->day));
    return respond_redirect(rq, association_sub_path(rq->cx, id, "?done=ended"));
}

const Err *association_resume(Request *rq)
{
    AssociationId id = REQUEST_ID(rq, AssociationId, 0);
    TRY(association_resume_partnership(rq->cx, id));
    return respond_redirect(rq, association_sub_path(rq->cx, id, "?done=resumed"));
}
