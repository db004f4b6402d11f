/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The office's pages about the programme itself: people and roles, audit log, settings. */
#include "programme/programme_routes.h"

#include "audit.sql.h"
#include "office.html.h"
#include "programme/audit.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "programme/person.h"
#include "programme/programme_pages.h"

/* ---- choices ---- */

static const char *const role_codes[] = {"officer",  "finance", "manager", "consultant",
                                         "reviewer", "council", NULL};

UiOptions role_options(Cx *cx)
{
    size_t n = ARRAY_LENGTH(role_codes) - 1;
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, n);
    for (size_t i = 0; i < n; i++) {
        Role role;
        role_parse(role_codes[i], &role);
        options[i] = (UiOption){.value = role_codes[i], .label = t(cx, role_name(role))};
    }
    return (UiOptions){n, options};
}

UiOptions language_options(Cx *cx)
{
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, LANG_COUNT);
    for (int i = 0; i < LANG_COUNT; i++)
        options[i] = (UiOption){.value = lang_tag((Lang)i), .label = lang_name((Lang)i)};
    return (UiOptions){LANG_COUNT, options};
}

const char *grant_text(Cx *cx, const PersonList *row)
{
    const char *of = row->association ? row->association : row->consultant;
    return arena_printf(cx->arena, "%s: %s%s%s", row->name, t(cx, role_name((Role)row->role)), of ? ", " : "",
                        of ? of : "");
}

const char *audit_actor_name(const char *actor)
{
    return strcmp(actor, "public") == 0 ? N_("Visitor") : N_("Command line");
}

/* ---- people ---- */

typedef struct GrantForm {
    const char *name, *email;
    int role;
    bool has_association, has_consultant, another;
    int64_t association, consultant;
} GrantForm;
static const FormField grant_fields[] = {
    {"name", N_("Name"), FIELD_TEXT, FORM_AT(GrantForm, name), .required = true, .max = 200},
    {"email", N_("E-mail address"), FIELD_EMAIL, FORM_AT(GrantForm, email), .required = true},
    {"role", N_("Role"), FIELD_CHOICE, FORM_AT(GrantForm, role), .required = true, .choices = role_codes},
    {"association", N_("Number of the association"), FIELD_I64, FORM_AT(GrantForm, association),
     FORM_AT(GrantForm, has_association), .min = 1, .max = INT64_MAX},
    {"consultant", N_("Number of the consultant"), FIELD_I64, FORM_AT(GrantForm, consultant),
     FORM_AT(GrantForm, has_consultant), .min = 1, .max = INT64_MAX},
    {"another", N_("This is another person, who shares the address"), FIELD_CHECK,
     FORM_AT(GrantForm, another)},
};
const FormRules grant_form = FORM_RULES(GrantForm, grant_fields);

const Err *people_show(Request *rq)
{
    PeopleView v = {
        .input = rq->input, .may_change = true, .asks_another = input_error(rq->input, "another") != NULL};
    TRY(q_person_list(rq->cx, rq->cx->programme, &v.people));
    view_people(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "People and roles"), .wide = true});
}

/* A manager needs an association of this programme, a consultant their entry; other roles neither. */
static const Err *check_grant(Request *rq, const GrantForm *form, Role role)
{
    Cx *cx = rq->cx;
    GrantTargets targets;
    TRY(q_grant_targets(cx, cx->programme, form->association, form->consultant, &targets));
    if (role == ROLE_MANAGER && !targets.association)
        input_add_error(cx, rq->input, "association", t(cx, "Number of the association"),
                        t(cx, "There is no association with this number."));
    if (role == ROLE_CONSULTANT && !targets.consultant)
        input_add_error(cx, rq->input, "consultant", t(cx, "Number of the consultant"),
                        t(cx, "There is no consultant with this number."));
    return NULL;
}

/* An address that is known with another name: a slip of the pen, or somebody else at the same mailbox? */
static const Err *check_name(Request *rq, const GrantForm *form)
{
    Cx *cx = rq->cx;
    const char *others;
    TRY(person_others(cx, form->name, form->email, &others));
    if (others)
        input_add_error(
            cx, rq->input, "another", t(cx, "Another person?"),
            t(cx,
              "This address is known as that of: {names}. If you mean one of them, write the name "
              "like this; if it is another person who shares the address, tick this box.",
              "names", others));
    return NULL;
}

const Err *people_add(Request *rq)
{
    Cx *cx = rq->cx;
    const GrantForm *form = rq->form;
    if (form_failed(rq))
        return people_show(rq);
    Role role;
    bool known = role_parse(role_codes[form->role], &role);
    assert(known);
    (void)known;
    TRY(check_grant(rq, form, role));
    if (!form->another)
        TRY(check_name(rq, form));
    if (form_failed(rq))
        return people_show(rq);
    NewPerson person = {.name = form->name, .email = form->email, .lang = request_programme(rq)->main_lang};
    PersonId id;
    bool is_new;
    TRY(person_find_or_create(cx, &person, &id, &is_new));
    TRY(person_grant(cx, id, role, (AssociationId){role == ROLE_MANAGER ? form->association : 0},
                     (ConsultantId){role == ROLE_CONSULTANT ? form->consultant : 0}));
    return respond_redirect(rq, path(cx, "/people?done=role-given"));
}

typedef struct RevokeForm {
    int unused; /* no offset of 0 */
    int64_t grant;
} RevokeForm;
static const FormField revoke_fields[] = {
    {"grant", N_("Role"), FIELD_I64, FORM_AT(RevokeForm, grant), .required = true, .min = 1,
     .max = INT64_MAX},
};
const FormRules revoke_form = FORM_RULES(RevokeForm, revoke_fields);

const Err *people_revoke(Request *rq)
{
    const RevokeForm *form = rq->form;
    if (form_failed(rq))
        return people_show(rq);
    TRY(person_revoke(rq->cx, REQUEST_ID(rq, PersonId, 0), form->grant));
    return respond_redirect(rq, path(rq->cx, "/people?done=role-taken"));
}

/* ---- audit log ---- */

typedef struct AuditForm {
    bool has_before;
    int64_t before;
} AuditForm;
static const FormField audit_fields[] = {
    {"before", N_("Before"), FIELD_I64, FORM_AT(AuditForm, before), FORM_AT(AuditForm, has_before), .min = 1,
     .max = INT64_MAX},
};
const FormRules audit_form = FORM_RULES(AuditForm, audit_fields);

const Err *audit_show(Request *rq)
{
    const AuditForm *form = rq->form;
    AuditView v = {0};
    TRY(q_audit_page(rq->cx, rq->cx->programme, form->before > 0 ? form->before : INT64_MAX, &v.entries));
    if (v.entries.n == 50)
        v.older = v.entries.at[v.entries.n - 1].id;
    view_audit_log(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "Audit log"), .wide = true});
}

/* ---- settings ---- */

typedef struct SettingsForm {
    const char *name, *city, *office, *contact_email, *contact_phone, *postal;
    TextList languages;
} SettingsForm;
static const FormField settings_fields[] = {
    {"name", N_("Name of the programme"), FIELD_TEXT, FORM_AT(SettingsForm, name), .required = true,
     .max = 200},
    {"city", N_("City"), FIELD_TEXT, FORM_AT(SettingsForm, city), .required = true, .max = 100},
    {"office", N_("Office that runs it"), FIELD_TEXT, FORM_AT(SettingsForm, office), .required = true,
     .max = 200},
    {"contact_email", N_("E-mail address"), FIELD_EMAIL, FORM_AT(SettingsForm, contact_email),
     .required = true},
    {"contact_phone", N_("Telephone"), FIELD_TEXT, FORM_AT(SettingsForm, contact_phone), .max = 50},
    {"postal", N_("Postal address"), FIELD_LONG, FORM_AT(SettingsForm, postal), .max = 500},
    {"languages", N_("Languages visitors may choose"), FIELD_MANY, FORM_AT(SettingsForm, languages),
     .required = true, .max = 2},
};
const FormRules settings_form = FORM_RULES(SettingsForm, settings_fields);

static const Err *show_settings(Request *rq, FormInput *input)
{
    SettingsView v = {.input = input};
    view_settings(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "Settings of the programme")});
}

const Err *settings_stored(Request *rq, FormInput **ret_values)
{
    const Programme *p = request_programme(rq);
    SettingsForm form = {.name = p->name,
                         .city = p->city,
                         .office = p->office,
                         .contact_email = p->contact_email,
                         .contact_phone = p->contact_phone,
                         .postal = p->postal,
                         .languages = {.at = NEW_ARRAY(rq->cx->arena, const char *, LANG_COUNT)}};
    for (int i = 0; i < LANG_COUNT; i++)
        if (programme_speaks(p, (Lang)i))
            form.languages.at[form.languages.n++] = lang_tag((Lang)i);
    *ret_values = request_form(rq, &settings_form, &form);
    return NULL;
}

const Err *settings_show(Request *rq)
{
    FormInput *input;
    TRY(settings_stored(rq, &input));
    return show_settings(rq, input);
}

const Err *settings_save(Request *rq)
{
    if (form_failed(rq))
        return show_settings(rq, rq->input);
    const SettingsForm *form = rq->form;
    Programme changed = *request_programme(rq);
    changed.name = form->name;
    changed.city = form->city;
    changed.office = form->office;
    changed.contact_email = form->contact_email;
    changed.contact_phone = form->contact_phone;
    changed.postal = form->postal;
    changed.languages = 1u << changed.main_lang; /* the main language can't be taken away */
    for (size_t i = 0; i < form->languages.n; i++) {
        Lang lang;
        if (lang_parse(form->languages.at[i], &lang))
            changed.languages |= 1u << lang;
    }
    TRY(programme_change(rq->cx, &changed));
    return respond_redirect(rq, path(rq->cx, "/settings?done=saved"));
}
