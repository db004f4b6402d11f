/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See register_form.h. */
#include "registration/register_form.h"

#include "base/number.h"
#include "programme/gate.h"
#include "registration/needs.h"
#include "registration/registration_routes.h"

#include <string.h>

static const char *const lang_codes[] = {"de", "en", "ar", "tr", "uk", "fr", NULL}; /* as enum Lang */

#define OTHER "other"

typedef struct RegisterForm {
    int lang;
    const char *name, *email, *phone, *association, *organisation;
    const char *access_needs, *childcare, *interpretation, *interpretation_wish;
    int64_t second; /* another seminar of the series; 0: none */
    bool door;
} RegisterForm;
static const FormField register_fields[] = {
    {"name", N_("Your name"), FIELD_TEXT, FORM_AT(RegisterForm, name), .required = true, .max = 300},
    {"email", N_("E-mail address"), FIELD_EMAIL, FORM_AT(RegisterForm, email)},
    {"phone", N_("Phone number"), FIELD_TEXT, FORM_AT(RegisterForm, phone), .max = 50},
    {"association", N_("Association"), FIELD_TEXT, FORM_AT(RegisterForm, association), .required = true,
     .max = 20},
    {"organisation", N_("Another association or group"), FIELD_TEXT, FORM_AT(RegisterForm, organisation),
     .max = 300},
    {"lang", N_("In which language shall we write to you?"), FIELD_CHOICE, FORM_AT(RegisterForm, lang),
     .required = true, .choices = lang_codes},
    {"second", N_("Another date that suits you"), FIELD_ID, FORM_AT(RegisterForm, second)},
    {"door", N_("This person is here now"), FIELD_CHECK, FORM_AT(RegisterForm, door)},
    {"access_needs", N_("Access"), FIELD_TEXT, FORM_AT(RegisterForm, access_needs), .max = 500},
    {"childcare", N_("Childcare: ages of the children"), FIELD_TEXT, FORM_AT(RegisterForm, childcare),
     .max = 200},
    {"interpretation", N_("Interpretation into"), FIELD_TEXT, FORM_AT(RegisterForm, interpretation),
     .max = 200},
    {"interpretation_wish", N_("Another language"), FIELD_TEXT, FORM_AT(RegisterForm, interpretation_wish),
     .max = 200},
};
const FormRules register_form = FORM_RULES(RegisterForm, register_fields);

static const FormField needs_fields[] = {
    {"access_needs", N_("Access"), FIELD_TEXT, FORM_AT(NeedsForm, access_needs), .max = 500},
    {"childcare", N_("Childcare: ages of the children"), FIELD_TEXT, FORM_AT(NeedsForm, childcare),
     .max = 200},
    {"interpretation", N_("Interpretation into"), FIELD_TEXT, FORM_AT(NeedsForm, interpretation), .max = 200},
    {"interpretation_wish", N_("Another language"), FIELD_TEXT, FORM_AT(NeedsForm, interpretation_wish),
     .max = 200},
};
const FormRules needs_form = FORM_RULES(NeedsForm, needs_fields);

const Err *register_options(Cx *cx, const Programme *programme, bool all, UiOptions *ret_associations,
                            UiOptions *ret_languages)
{
    AssociationChoiceRows rows;
    TRY(q_association_choice(cx, cx->programme, all, &rows));
    UiOptions associations = {rows.n + 1, NEW_ARRAY(cx->arena, UiOption, rows.n + 1)};
    for (size_t i = 0; i < rows.n; i++)
        associations.at[i] = (UiOption){.value = h_part_i64(cx, rows.at[i].id.v), .label = rows.at[i].name};
    associations.at[rows.n] = (UiOption){.value = OTHER, .label = t(cx, "Another one, or none")};
    UiOptions languages = {0, NEW_ARRAY(cx->arena, UiOption, LANG_COUNT)};
    for (int i = 0; i < LANG_COUNT; i++)
        if (programme_speaks(programme, (Lang)i))
            languages.at[languages.n++] = (UiOption){.value = lang_codes[i], .label = lang_name((Lang)i)};
    *ret_associations = associations;
    *ret_languages = languages;
    return NULL;
}

UiOptions interpretation_options(Cx *cx, const SeminarFind *seminar)
{
    UiOptions options = {0, NEW_ARRAY(cx->arena, UiOption, LANG_COUNT)};
    for (int wish = 0; wish <= 1; wish++)
        for (int i = 0; i < LANG_COUNT; i++) {
            bool is_there = strstr(seminar->interpretation, lang_codes[i]) != NULL;
            const char *name = lang_name((Lang)i);
            if (is_there != wish && i != (int)seminar->lang)
                options.at[options.n++] = (UiOption){
                    lang_codes[i], wish ? t(cx, "{language} (as a wish)", "language", name) : name, NULL};
        }
    return options;
}

const Err *date_options(Cx *cx, const SeminarFind *seminar, UiOptions *ret_dates)
{
    SeminarDatesOfSeriesRows rows = {0};
    if (seminar->has_series)
        TRY(q_seminar_dates_of_series(cx, seminar->series, &rows));
    UiOptions dates = {0, NEW_ARRAY(cx->arena, UiOption, rows.n)};
    for (size_t i = 0; i < rows.n; i++) {
        const SeminarDatesOfSeries *row = &rows.at[i];
        SeminarPhase phase = series_phase(row, local_today(cx));
        const char *days = days_text(cx, row->has_first_day, row->first_day, row->last_day);
        if (row->id.v != seminar->id.v && (phase == PHASE_OPEN || phase == PHASE_FULL))
            dates.at[dates.n++] = (UiOption){
                h_part_i64(cx, row->id.v),
                t(cx, "{days}: {state}", "days", days, "state", t(cx, seminar_phase_name(phase))), NULL};
    }
    *ret_dates = dates;
    return NULL;
}

FormInput *register_empty(Request *rq)
{
    FormInput *input = request_form(rq, &register_form, &(RegisterForm){.lang = (int)rq->cx->lang});
    return input;
}

void needs_check(Request *rq, const char *childcare)
{
    Cx *cx = rq->cx;
    const char *ages;
    if (!needs_parse_ages(cx->arena, childcare, &ages))
        input_add_error(cx, rq->input, "childcare", t(cx, "Childcare: ages of the children"),
                        t(cx, "Please enter the ages as numbers from 0 to 17, for example: 3, 7"));
}

/* A language chosen wins over a wish typed. */
static const char *needs_language(const char *chosen, const char *wish)
{
    return *chosen ? chosen : wish;
}

static const char *ages_of(Cx *cx, const char *typed)
{
    const char *ages;
    return needs_parse_ages(cx->arena, typed, &ages) ? ages : "";
}

Needs needs_said(Cx *cx, const NeedsForm *form)
{
    return (Needs){form->access_needs, ages_of(cx, form->childcare),
                   needs_language(form->interpretation, form->interpretation_wish)};
}

/* Of the list, or 0 for "other". */
static bool read_association(const RegisterForm *form, AssociationId *ret_id)
{
    *ret_id = (AssociationId){0};
    return strcmp(form->association, OTHER) == 0 || id_parse(form->association, &ret_id->v);
}

void register_check(Request *rq)
{
    Cx *cx = rq->cx;
    const RegisterForm *form = rq->form;
    if (!form->email[0] && !form->phone[0] && !input_error(rq->input, "email"))
        input_add_error(cx, rq->input, "email", t(cx, "E-mail address"),
                        t(cx, "Please give an e-mail address or a phone number, so that we can reach you."));
    if (form->phone[0] && strcspn(form->phone, "0123456789") == strlen(form->phone))
        input_add_error(cx, rq->input, "phone", t(cx, "Phone number"),
                        t(cx, "Please enter the phone number in digits."));
    needs_check(rq, form->childcare);
    AssociationId association;
    if (form->association[0] && !read_association(form, &association))
        input_add_error(cx, rq->input, "association", t(cx, "Association"),
                        t(cx, "Please choose one of the list, or “another one”."));
}

Registrant register_who(Cx *cx, const void *values)
{
    const RegisterForm *form = values;
    AssociationId association;
    bool other = read_association(form, &association) && association.v == 0;
    return (Registrant){.name = form->name,
                        .email = form->email,
                        .phone = form->phone,
                        .association = association,
                        .organisation = other ? form->organisation : "",
                        .lang = (Lang)form->lang,
                        .access_needs = form->access_needs,
                        .childcare = ages_of(cx, form->childcare),
                        .interpretation = needs_language(form->interpretation, form->interpretation_wish),
                        .second = {form->second}};
}

bool register_at_door(const void *values)
{
    return ((const RegisterForm *)values)->door;
}
