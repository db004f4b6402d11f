/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entering and changing an association. Without JavaScript: a form has a row for each place and contact
 * person and empty ones to add; what stands beyond the last row stays as it is. */
#include "association/association_pages.h"

#include "association.html.h"
#include "association/association_routes.h"
#include "i18n/fold.h"
#include "programme.sql.h"
#include "programme/gate.h"
#include "programme/page.h"

#include <string.h>

enum { PLACES = 10, CONTACTS = 8, EMPTY_ROWS = 2 };

typedef struct AssociationForm {
    const char *name, *legal_form, *register_court, *register_number, *email, *phone, *website, *serves,
        *about, *former_names;
    TextList languages;
    IdList districts;
    bool has_partner_since, may_publish;
    Date partner_since;
    AssociationPlaces places[PLACES];
    AssociationContacts contacts[CONTACTS];
} AssociationForm;

#define TEXT(name, label, kind, limit, ...)                                                                  \
    {                                                                                                        \
#name, label, kind, FORM_AT(AssociationForm, name), .max = limit, __VA_ARGS__                        \
    }
#define PLACE_ROW(i)                                                                                         \
    {"place" #i "_street", N_("Street"), FIELD_TEXT, FORM_AT(AssociationForm, places[i].street),             \
     .max = 200},                                                                                            \
        {"place" #i "_postcode", N_("Postcode"), FIELD_TEXT, FORM_AT(AssociationForm, places[i].postcode),   \
         .max = 20},                                                                                         \
    {                                                                                                        \
        "place" #i "_city", N_("City"), FIELD_TEXT, FORM_AT(AssociationForm, places[i].city), .max = 100     \
    }
#define CONTACT_ROW(i)                                                                                       \
    {"contact" #i "_name", N_("Name"), FIELD_TEXT, FORM_AT(AssociationForm, contacts[i].name), .max = 200},  \
        {"contact" #i "_function", N_("Function"), FIELD_TEXT,                                               \
         FORM_AT(AssociationForm, contacts[i].function), .max = 200},                                        \
        {"contact" #i "_email", N_("E-mail"), FIELD_EMAIL, FORM_AT(AssociationForm, contacts[i].email)},     \
    {                                                                                                        \
        "contact" #i "_phone", N_("Phone"), FIELD_TEXT, FORM_AT(AssociationForm, contacts[i].phone),         \
            .max = 100                                                                                       \
    }

static const FormField association_fields[] = {
    TEXT(name, N_("Name"), FIELD_TEXT, 500, .required = true),
    TEXT(former_names, N_("Former names"), FIELD_LONG, 10000),
    TEXT(legal_form, N_("Legal form"), FIELD_TEXT, 100),
    TEXT(register_court, N_("Register court"), FIELD_TEXT, 100),
    TEXT(register_number, N_("Register number"), FIELD_TEXT, 100),
    TEXT(email, N_("E-mail"), FIELD_EMAIL, 0),
    TEXT(phone, N_("Phone"), FIELD_TEXT, 100),
    TEXT(website, N_("Website"), FIELD_TEXT, 300),
    TEXT(serves, N_("Whom it serves"), FIELD_LONG, 4000),
    TEXT(about, N_("About"), FIELD_LONG, 8000),
    TEXT(languages, N_("Languages"), FIELD_MANY, 20),
    TEXT(districts, N_("Districts"), FIELD_IDS, 0),
    {"partner_since", N_("Partner since"), FIELD_DATE, FORM_AT(AssociationForm, partner_since),
     FORM_AT(AssociationForm, has_partner_since)},
    TEXT(may_publish, N_("May be published"), FIELD_CHECK, 0),
    PLACE_ROW(0),
    PLACE_ROW(1),
    PLACE_ROW(2),
    PLACE_ROW(3),
    PLACE_ROW(4),
    PLACE_ROW(5),
    PLACE_ROW(6),
    PLACE_ROW(7),
    PLACE_ROW(8),
    PLACE_ROW(9),
    CONTACT_ROW(0),
    CONTACT_ROW(1),
    CONTACT_ROW(2),
    CONTACT_ROW(3),
    CONTACT_ROW(4),
    CONTACT_ROW(5),
    CONTACT_ROW(6),
    CONTACT_ROW(7),
};
const FormRules association_form = FORM_RULES(AssociationForm, association_fields, .max_body = 256 << 10);

/* ---- record → form ---- */

static TextList words(Arena *arena, const char *text)
{
    TextList list = {.at = NEW_ARRAY(arena, const char *, strlen(text) / 2 + 1)};
    char *copy = arena_text(arena, text), *rest = NULL;
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        list.at[list.n++] = word;
    return list;
}

/* Only the office sees and sets since when it is a partner. */
static AssociationForm form_of(Cx *cx, const Association *a, bool may_write)
{
    const AssociationCard *c = &a->card;
    AssociationForm form = {.name = c->name,
                            .legal_form = c->legal_form,
                            .register_court = c->register_court,
                            .register_number = c->register_number,
                            .email = c->email,
                            .phone = c->phone,
                            .website = c->website,
                            .serves = c->serves,
                            .about = c->about,
                            .languages = words(cx->arena, c->languages),
                            .has_partner_since = may_write && c->has_partner_since,
                            .partner_since = c->partner_since,
                            .may_publish = c->may_publish};
    Buf names = buf_make(cx->arena);
    for (size_t i = 0; i < a->former_names.n; i++)
        buf_printf(&names, "%s%s", i ? "\n" : "", a->former_names.at[i].name);
    form.former_names = buf_text(&names);
    form.districts = (IdList){a->districts.n, NEW_ARRAY(cx->arena, int64_t, a->districts.n)};
    for (size_t i = 0; i < a->districts.n; i++)
        form.districts.at[i] = a->districts.at[i].id.v;
    for (size_t i = 0; i < PLACES; i++)
        form.places[i] = i < a->places.n ? a->places.at[i] : (AssociationPlaces){"", "", ""};
    for (size_t i = 0; i < CONTACTS; i++)
        form.contacts[i] = i < a->contacts.n ? a->contacts.at[i] : (AssociationContacts){"", "", "", ""};
    return form;
}

/* ---- form → record ---- */

/* The rows of the form, then those of the record that it had no room for. */
#define ROWS_OF_FORM(cx, list, rows, n_rows)                                                                 \
    do {                                                                                                     \
        size_t rest_ = (list)->n > (n_rows) ? (list)->n - (n_rows) : 0;                                      \
        __typeof__((list)->at) at_ = arena_alloc_array((cx)->arena, (n_rows) + rest_, sizeof *at_);          \
        memcpy(at_, (rows), (n_rows) * sizeof *at_);                                                         \
        if (rest_)                                                                                           \
            memcpy(at_ + (n_rows), (list)->at + (n_rows), rest_ * sizeof *at_);                              \
        (list)->at = at_;                                                                                    \
        (list)->n = (n_rows) + rest_;                                                                        \
    } while (0)

static void take_names(Cx *cx, const char *text, AssociationFormerNamesRows *names)
{
    char *list = arena_text(cx->arena, text), *rest = NULL;
    *names = (AssociationFormerNamesRows){
        .at = NEW_ARRAY(cx->arena, AssociationFormerNames, strlen(list) / 2 + 1)};
    for (char *name = strtok_r(list, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest)) {
        const char *clean = text_clean(cx->arena, name, strlen(name), false);
        if (clean && *clean)
            names->at[names->n++].name = clean;
    }
}

/* Tags that the form offered; anything else was not sent by it. */
static const char *take_languages(Cx *cx, const TextList *sent)
{
    UiOptions known = spoken_options(cx);
    const char *tags = "";
    for (size_t i = 0; i < sent->n; i++)
        for (size_t k = 0; k < known.n; k++)
            if (strcmp(sent->at[i], known.at[k].value) == 0)
                tags = languages_join(cx->arena, tags, sent->at[i]);
    return tags;
}

/* What the form says, laid over the stored record. */
static void take(Cx *cx, const AssociationForm *form, bool may_write, Association *a)
{
    AssociationCard *c = &a->card;
    c->name = form->name;
    c->legal_form = form->legal_form;
    c->register_court = form->register_court;
    c->register_number = form->register_number;
    c->email = form->email;
    c->phone = form->phone;
    c->website = form->website;
    c->serves = form->serves;
    c->about = form->about;
    c->languages = take_languages(cx, &form->languages);
    c->may_publish = form->may_publish;
    if (may_write) {
        c->has_partner_since = form->has_partner_since;
        c->partner_since = form->partner_since;
    }
    take_names(cx, form->former_names, &a->former_names);
    AssociationDistricts *districts = NEW_ARRAY(cx->arena, AssociationDistricts, form->districts.n);
    for (size_t i = 0; i < form->districts.n; i++)
        districts[i].id.v = form->districts.at[i];
    a->districts = (AssociationDistrictsRows){form->districts.n, districts};
    ROWS_OF_FORM(cx, &a->places, form->places, (size_t)PLACES);
    ROWS_OF_FORM(cx, &a->contacts, form->contacts, (size_t)CONTACTS);
}

static const char *label_of(const char *field)
{
    for (size_t i = 0; i < ARRAY_LENGTH(association_fields); i++)
        if (strcmp(association_fields[i].name, field) == 0)
            return association_fields[i].label;
    return "";
}

static void check(Request *rq, Association *a)
{
    Cx *cx = rq->cx;
    AssociationFaults faults = association_tidy(cx, a);
    for (size_t i = 0; i < faults.n; i++)
        if (!input_error(rq->input, faults.at[i].field))
            input_add_error(cx, rq->input, faults.at[i].field, t(cx, label_of(faults.at[i].field)),
                            t(cx, faults.at[i].message));
}

/* ---- pages ---- */

static bool may_write(const Request *rq)
{
    return session_reach(request_session(rq), PERM_ASSOCIATION_WRITE) == REACH_ALL;
}

static size_t rows_shown(Cx *cx, const FormInput *input, const char *pattern, const char *const *parts,
                         size_t most)
{
    size_t used = 0;
    for (size_t i = 0; i < most; i++)
        for (size_t k = 0; parts[k]; k++)
            if (*input_value(input, arena_printf(cx->arena, "%s%zu_%s", pattern, i, parts[k])))
                used = i + 1;
    return used + EMPTY_ROWS < most ? used + EMPTY_ROWS : most;
}

static const Err *show(Request *rq, AssociationEditView *v)
{
    Cx *cx = rq->cx;
    v->languages = spoken_options(cx);
    v->may_write = may_write(rq);
    v->n_places =
        rows_shown(cx, v->input, "place", (const char *const[]){"street", "postcode", "city", NULL}, PLACES);
    v->n_contacts = rows_shown(cx, v->input, "contact",
                               (const char *const[]){"name", "function", "email", "phone", NULL}, CONTACTS);
    DistrictListRows rows;
    TRY(q_district_list(cx, cx->programme, &rows));
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        options[i] = (UiOption){.value = h_part_i64(cx, rows.at[i].id.v), .label = rows.at[i].name};
    v->districts = (UiOptions){rows.n, options};
    v->action = v->id.v ? association_sub_path(cx, v->id, "/edit") : path(cx, "/associations/new");
    view_association_edit(cx, &rq->body, v);
    UiCrumb crumbs[] = {{t(cx, "Associations"), path(cx, "/associations")},
                        {v->name, v->id.v ? association_path(cx, v->id) : NULL}};
    return page_send(rq, &(Page){.title = v->id.v ? t(cx, "Change {name}", "name", v->name)
                                                  : t(cx, "Enter an association"),
                                 .crumbs = crumbs,
                                 .n_crumbs = v->id.v ? 2 : 1});
}

const Err *association_new_page(Request *rq)
{
    return show(rq, &(AssociationEditView){.input = rq->input});
}

const Err *association_create_submit(Request *rq)
{
    Cx *cx = rq->cx;
    Association a = {0};
    take(cx, rq->form, true, &a);
    if (!form_failed(rq))
        check(rq, &a);
    if (form_failed(rq))
        return show(rq, &(AssociationEditView){.input = rq->input});
    AssociationId id;
    TRY(association_create(cx, &a, "association.create", &id));
    return respond_redirect(rq, association_sub_path(cx, id, "?done=created"));
}

const Err *association_stored(Request *rq, FormInput **ret_values)
{
    Association a;
    TRY(association_load(rq->cx, REQUEST_ID(rq, AssociationId, 0), &a));
    AssociationForm form = form_of(rq->cx, &a, may_write(rq));
    *ret_values = request_form(rq, &association_form, &form);
    return NULL;
}

const Err *association_edit_page(Request *rq)
{
    Association a;
    FormInput *input;
    TRY(association_load(rq->cx, REQUEST_ID(rq, AssociationId, 0), &a));
    TRY(association_stored(rq, &input));
    return show(rq, &(AssociationEditView){.id = a.card.id, .name = a.card.name, .input = input});
}

const Err *association_edit_submit(Request *rq)
{
    Cx *cx = rq->cx;
    Association stored;
    TRY(association_load(cx, REQUEST_ID(rq, AssociationId, 0), &stored));
    Association a = stored;
    take(cx, rq->form, may_write(rq), &a);
    if (!form_failed(rq))
        check(rq, &a);
    if (form_failed(rq))
        return show(
            rq, &(AssociationEditView){.id = stored.card.id, .name = stored.card.name, .input = rq->input});
    TRY(association_change(cx, &a, "association.change", ""));
    return respond_redirect(rq, association_sub_path(cx, a.card.id, "?done=changed"));
}
