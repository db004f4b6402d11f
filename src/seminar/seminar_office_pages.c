/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The office's pages: list of all seminars, form, translations, and one seminar with all that belongs to it.
 */
#include "audit.sql.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "seminar/seminar_pages.h"
#include "seminar/seminar_routes.h"
#include "seminar_office.html.h"

#include <string.h>

static const char *manage_path(Cx *cx, SeminarId id)
{
    return path(cx, "/seminars/{id}/manage", "id", h_part_i64(cx, id.v));
}

/* Back to the seminar, saying what has happened (programme/page.c). */
static const Err *back(Request *rq, SeminarId id, const char *done)
{
    return respond_redirect(rq, arena_printf(rq->cx->arena, "%s?done=%s", manage_path(rq->cx, id), done));
}

/* ---- list ---- */

typedef struct OfficeListForm {
    bool has_year;
    int64_t year;
} OfficeListForm;
static const FormField office_list_fields[] = {
    {"year", N_("Year"), FIELD_I64, FORM_AT(OfficeListForm, year), .min = 1, .max = INT64_MAX},
};
const FormRules office_list_form = FORM_RULES(OfficeListForm, office_list_fields);

const Err *office_seminars(Request *rq)
{
    Cx *cx = rq->cx;
    OfficeListView v = {.may_write = request_may(rq, PERM_SEMINAR_WRITE)};
    v.year = rq->form ? ((const OfficeListForm *)rq->form)->year : 0;
    BudgetYearId year = {v.year};
    TRY(budget_years(cx, &v.years));
    TRY(q_seminar_office_list(cx, cx->programme, v.year ? &year : NULL, &v.seminars));
    for (size_t i = 0; i < v.seminars.n; i++)
        v.of_state[v.seminars.at[i].state]++;
    view_office_seminars(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Seminars"), .wide = true});
}

/* ---- form ---- */

static const char *const lang_codes[] = {"de", "en", "ar", "tr", "uk", "fr", NULL}; /* as enum Lang */

typedef struct SeminarForm {
    int lang;
    int64_t year, topic;
    const char *title, *summary, *about, *material;
    TextList interpretation;
    bool childcare, step_free;
    bool has_opens_on, has_closes_on, has_capacity, has_minimum, has_each;
    Date opens_on, closes_on;
    int64_t capacity, minimum, each;
    bool approval, has_offer_days, has_offer_hours, has_share;
    int64_t offer_days, offer_hours, certificate_share;
    int64_t series; /* another of the same, or 0 */
} SeminarForm;
static const FormField seminar_fields[] = {
    {"year", N_("Paid from the budget of"), FIELD_ID, FORM_AT(SeminarForm, year)},
    {"title", N_("Title"), FIELD_TEXT, FORM_AT(SeminarForm, title), .required = true, .max = 300},
    {"topic", N_("Topic"), FIELD_ID, FORM_AT(SeminarForm, topic), .required = true},
    {"summary", N_("In short"), FIELD_LONG, FORM_AT(SeminarForm, summary), .max = 1000},
    {"about", N_("What it is about"), FIELD_LONG, FORM_AT(SeminarForm, about), .max = 10000},
    {"lang", N_("Language of instruction"), FIELD_CHOICE, FORM_AT(SeminarForm, lang), .required = true,
     .choices = lang_codes},
    {"interpretation", N_("Interpreted into"), FIELD_MANY, FORM_AT(SeminarForm, interpretation),
     .choices = lang_codes},
    {"childcare", N_("Childcare is offered"), FIELD_CHECK, FORM_AT(SeminarForm, childcare)},
    {"step_free", N_("Step-free access"), FIELD_CHECK, FORM_AT(SeminarForm, step_free)},
    {"capacity", N_("Seats"), FIELD_I64, FORM_AT(SeminarForm, capacity), FORM_AT(SeminarForm, has_capacity),
     .min = 1, .max = 10000},
    {"minimum", N_("Takes place from how many participants?"), FIELD_I64, FORM_AT(SeminarForm, minimum),
     FORM_AT(SeminarForm, has_minimum), .min = 0, .max = 10000},
    {"each", N_("Most seats for one association"), FIELD_I64, FORM_AT(SeminarForm, each),
     FORM_AT(SeminarForm, has_each), .min = 0, .max = 10000},
    {"opens_on", N_("Registration opens on"), FIELD_DATE, FORM_AT(SeminarForm, opens_on),
     FORM_AT(SeminarForm, has_opens_on)},
    {"closes_on", N_("Last day to register"), FIELD_DATE, FORM_AT(SeminarForm, closes_on),
     FORM_AT(SeminarForm, has_closes_on)},
    {"material", N_("Material"), FIELD_LONG, FORM_AT(SeminarForm, material), .max = 2000},
    {"approval", N_("The association approves registrations"), FIELD_CHECK, FORM_AT(SeminarForm, approval)},
    {"offer_days", N_("Freed seats are offered in the last days"), FIELD_I64,
     FORM_AT(SeminarForm, offer_days), FORM_AT(SeminarForm, has_offer_days), .min = 0, .max = 60},
    {"offer_hours", N_("Hours to take up an offer"), FIELD_I64, FORM_AT(SeminarForm, offer_hours),
     FORM_AT(SeminarForm, has_offer_hours), .min = 1, .max = 168},
    {"certificate_share", N_("Certificate from how many per cent of the time?"), FIELD_I64,
     FORM_AT(SeminarForm, certificate_share), FORM_AT(SeminarForm, has_share), .min = 1, .max = 100},
    {"series", N_("The same seminar on another date"), FIELD_ID, FORM_AT(SeminarForm, series)},
};
const FormRules seminar_form = FORM_RULES(SeminarForm, seminar_fields);

static UiOptions lang_options(Cx *cx)
{
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, LANG_COUNT);
    for (int i = 0; i < LANG_COUNT; i++)
        options[i] = (UiOption){.value = lang_codes[i], .label = lang_name((Lang)i)};
    return (UiOptions){LANG_COUNT, options};
}

static const Err *topic_options(Cx *cx, UiOptions *ret_options)
{
    TopicListRows topics;
    TRY(q_topic_list(cx, cx->programme, &topics));
    UiOptions options = {topics.n, NEW_ARRAY(cx->arena, UiOption, topics.n)};
    for (size_t i = 0; i < topics.n; i++)
        options.at[i] = (UiOption){.value = h_part_i64(cx, topics.at[i].id.v),
                                   .label = topic_name(cx, topics.at[i].name)};
    *ret_options = options;
    return NULL;
}

/* That can still be spent from; 0: none. */
static int64_t newest_year(const BudgetYears *years)
{
    for (size_t i = 0; i < years->n; i++)
        if (!years->at[i].is_closed)
            return years->at[i].id.v;
    return 0;
}

static const Err *year_options(Cx *cx, UiOptions *ret_options)
{
    BudgetYears years;
    TRY(budget_years(cx, &years));
    UiOptions options = {0, NEW_ARRAY(cx->arena, UiOption, years.n)};
    for (size_t i = 0; i < years.n; i++)
        if (!years.at[i].is_closed)
            options.at[options.n++] = (UiOption){.value = h_part_i64(cx, years.at[i].id.v),
                                                 .label = arena_printf(cx->arena, "%d", years.at[i].year)};
    *ret_options = options;
    return NULL;
}

static SeminarDraft draft_of(Cx *cx, const SeminarForm *form)
{
    Buf tags = buf_make(cx->arena);
    for (size_t i = 0; i < form->interpretation.n; i++) {
        buf_str(&tags, i ? " " : "");
        buf_str(&tags, form->interpretation.at[i]);
    }
    return (SeminarDraft){.year = {form->year},
                          .topic = {form->topic},
                          .title = form->title,
                          .summary = form->summary,
                          .about = form->about,
                          .interpretation = buf_text(&tags),
                          .material = form->material,
                          .lang = (Lang)form->lang,
                          .childcare = form->childcare,
                          .step_free = form->step_free,
                          .has_opens_on = form->has_opens_on,
                          .has_closes_on = form->has_closes_on,
                          .opens_on = form->opens_on,
                          .closes_on = form->closes_on,
                          .approval = form->approval,
                          .offer_days = form->has_offer_days ? (int32_t)form->offer_days : SEMINAR_OFFER_DAYS,
                          .offer_hours = (int32_t)form->offer_hours,
                          .certificate_share = (int32_t)form->certificate_share,
                          .series = {form->series}};
}

/* Every other seminar that is not over; ret_chosen: one of the same series, or 0. */
static const Err *series_options(Cx *cx, SeminarId id, UiOptions *ret_options, int64_t *ret_chosen)
{
    SeminarChoiceRows rows;
    TRY(q_seminar_choice(cx, cx->programme, &rows));
    const SeminarChoice *own = NULL;
    for (size_t i = 0; i < rows.n; i++)
        own = rows.at[i].id.v == id.v ? &rows.at[i] : own;
    UiOptions options = {0, NEW_ARRAY(cx->arena, UiOption, rows.n)};
    int64_t chosen = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const SeminarChoice *row = &rows.at[i];
        if (row->id.v == id.v)
            continue;
        UiOption *option = &options.at[options.n++];
        option->value = h_part_i64(cx, row->id.v);
        option->label = arena_printf(cx->arena, "%s, %s", row->title,
                                     days_text(cx, row->has_first_day, row->first_day, row->first_day));
        if (own && own->has_series && row->has_series && row->series.v == own->series.v && !chosen)
            chosen = row->id.v;
    }
    *ret_options = options;
    if (ret_chosen)
        *ret_chosen = chosen;
    return NULL;
}

static TextList tags_of(Cx *cx, const char *tags)
{
    TextList list = {.at = NEW_ARRAY(cx->arena, const char *, LANG_COUNT)};
    for (int i = 0; i < LANG_COUNT; i++)
        if (strstr(tags, lang_codes[i]))
            list.at[list.n++] = lang_codes[i];
    return list;
}

static const Err *show_form(Request *rq, SeminarFormView *v)
{
    Cx *cx = rq->cx;
    TRY(topic_options(cx, &v->topics));
    TRY(year_options(cx, &v->years));
    TRY(series_options(cx, v->id, &v->series, NULL));
    v->langs = lang_options(cx);
    v->action = v->id.v ? path(cx, "/seminars/{id}/edit", "id", h_part_i64(cx, v->id.v))
                        : path(cx, "/office/seminars/new");
    view_seminar_form(cx, &rq->body, v);
    UiCrumb crumb = {t(cx, "Seminars"), path(cx, "/office/seminars")};
    return page_send(rq, &(Page){.title = v->id.v ? t(cx, "Change the seminar") : t(cx, "New seminar"),
                                 .crumbs = &crumb,
                                 .n_crumbs = 1});
}

const Err *seminar_new(Request *rq)
{
    Cx *cx = rq->cx;
    BudgetYears years;
    TRY(budget_years(cx, &years));
    if (newest_year(&years) == 0)
        return FAIL(cx, ERR_CONFLICT, "There is no budget year yet. Please enter it under “Budget” first.");
    SeminarForm form = {
        .title = "",
        .summary = "",
        .about = "",
        .material = "",
        .year = newest_year(&years),
        .lang = (int)request_programme(rq)->main_lang,
        .has_capacity = true,
        .has_minimum = true,
        .has_each = true,
        .capacity = SEMINAR_CAPACITY,
        .minimum = SEMINAR_MINIMUM,
        .each = SEMINAR_EACH,
        .has_offer_days = true,
        .has_offer_hours = true,
        .has_share = true,
        .offer_days = SEMINAR_OFFER_DAYS,
        .offer_hours = SEMINAR_OFFER_HOURS,
        .certificate_share = SEMINAR_CERTIFICATE_SHARE,
    };
    return show_form(rq, &(SeminarFormView){.input = request_form(rq, &seminar_form, &form)});
}

/* What only the rules of a seminar can see, beside the fields concerned. */
static void check_form(Request *rq, bool is_new)
{
    Cx *cx = rq->cx;
    const SeminarForm *form = rq->form;
    if (is_new && !form->year)
        input_add_error(cx, rq->input, "year", t(cx, "Paid from the budget of"),
                        t(cx, "Please choose a year."));
    if (is_new && form->minimum > form->capacity)
        input_add_error(cx, rq->input, "minimum", t(cx, "Takes place from how many participants?"),
                        t(cx, "The minimum can't be higher than the number of seats."));
    if (form->has_opens_on && form->has_closes_on && form->closes_on.days < form->opens_on.days)
        input_add_error(cx, rq->input, "closes_on", t(cx, "Last day to register"),
                        t(cx, "Registration would close before it opens. Please correct the two days."));
}

const Err *seminar_new_save(Request *rq)
{
    Cx *cx = rq->cx;
    check_form(rq, true);
    if (form_failed(rq))
        return show_form(rq, &(SeminarFormView){.input = rq->input});
    const SeminarForm *form = rq->form;
    SeminarDraft draft = draft_of(cx, form);
    SeminarSeats seats = {form->has_capacity ? (int32_t)form->capacity : SEMINAR_CAPACITY,
                          (int32_t)form->minimum, (int32_t)form->each};
    SeminarId id;
    TRY(seminar_create(cx, &draft, &seats, &id));
    return back(rq, id, "created");
}

static SeminarForm form_of(Cx *cx, const SeminarFind *row)
{
    return (SeminarForm){
        .title = row->title,
        .summary = row->summary,
        .about = row->about,
        .material = row->material,
        .topic = row->topic.v,
        .lang = (int)row->lang,
        .interpretation = tags_of(cx, row->interpretation),
        .childcare = row->childcare,
        .step_free = row->step_free,
        .has_opens_on = row->has_opens_on,
        .has_closes_on = row->has_closes_on,
        .opens_on = row->opens_on,
        .closes_on = row->closes_on,
        .approval = row->approval,
        .has_offer_days = true,
        .has_offer_hours = true,
        .has_share = true,
        .offer_days = row->offer_days,
        .offer_hours = row->offer_hours,
        .certificate_share = row->certificate_share,
    };
}

const Err *seminar_stored(Request *rq, FormInput **ret_values)
{
    SeminarFind row;
    TRY(seminar_get(rq->cx, REQUEST_ID(rq, SeminarId, 0), &row));
    SeminarForm form = form_of(rq->cx, &row);
    UiOptions others;
    TRY(series_options(rq->cx, row.id, &others, &form.series));
    *ret_values = request_form(rq, &seminar_form, &form);
    return NULL;
}

const Err *seminar_edit(Request *rq)
{
    SeminarFind row;
    FormInput *input;
    TRY(seminar_get(rq->cx, REQUEST_ID(rq, SeminarId, 0), &row));
    TRY(seminar_check_changeable(rq->cx, &row));
    TRY(seminar_stored(rq, &input));
    return show_form(rq, &(SeminarFormView){.input = input, .id = row.id});
}

const Err *seminar_edit_save(Request *rq)
{
    Cx *cx = rq->cx;
    SeminarId id = REQUEST_ID(rq, SeminarId, 0);
    check_form(rq, false);
    if (form_failed(rq))
        return show_form(rq, &(SeminarFormView){.input = rq->input, .id = id});
    SeminarDraft draft = draft_of(cx, rq->form);
    TRY(seminar_change(cx, id, &draft));
    return back(rq, id, "saved");
}

/* ---- translation ---- */

typedef struct TextForm {
    int unused; /* no offset of 0 */
    const char *title, *summary, *about;
} TextForm;
static const FormField text_fields[] = {
    {"title", N_("Title"), FIELD_TEXT, FORM_AT(TextForm, title), .max = 300},
    {"summary", N_("In short"), FIELD_LONG, FORM_AT(TextForm, summary), .max = 1000},
    {"about", N_("What it is about"), FIELD_LONG, FORM_AT(TextForm, about), .max = 10000},
};
const FormRules seminar_text_form = FORM_RULES(TextForm, text_fields);

static const Err *text_lang(Request *rq, Lang *ret_lang)
{
    if (!lang_parse(rq->keys[0], ret_lang) || *ret_lang == request_programme(rq)->main_lang)
        return FAIL(rq->cx, ERR_NOT_FOUND, "There is no such page here.");
    return NULL;
}

static const Err *show_text(Request *rq, FormInput *input, Lang lang)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    TRY(seminar_get(cx, REQUEST_ID(rq, SeminarId, 0), &row));
    SeminarTextView v = {.input = input, .id = row.id, .lang = lang, .row = &row};
    view_seminar_text_form(cx, &rq->body, &v);
    UiCrumb crumbs[] = {{t(cx, "Seminars"), path(cx, "/office/seminars")},
                        {row.title, manage_path(cx, row.id)}};
    return page_send(rq, &(Page){.title = t(cx, "Translation: {language}", "language", lang_name(lang)),
                                 .crumbs = crumbs,
                                 .n_crumbs = 2});
}

const Err *seminar_text_stored(Request *rq, FormInput **ret_values)
{
    Lang lang = LANG_DE;
    TRY(text_lang(rq, &lang));
    SeminarTexts row;
    bool found;
    TRY(q_seminar_text_in(rq->cx, REQUEST_ID(rq, SeminarId, 0), lang, &row, &found));
    TextForm form = {.title = found ? row.title : "",
                     .summary = found ? row.summary : "",
                     .about = found ? row.about : ""};
    *ret_values = request_form(rq, &seminar_text_form, &form);
    return NULL;
}

const Err *seminar_text_edit(Request *rq)
{
    Lang lang = LANG_DE;
    FormInput *input;
    TRY(text_lang(rq, &lang));
    TRY(seminar_text_stored(rq, &input));
    return show_text(rq, input, lang);
}

const Err *seminar_text_save(Request *rq)
{
    Lang lang = LANG_DE;
    TRY(text_lang(rq, &lang));
    if (form_failed(rq))
        return show_text(rq, rq->input, lang);
    const TextForm *form = rq->form;
    SeminarId id = REQUEST_ID(rq, SeminarId, 0);
    TRY(seminar_translate(rq->cx, id, &(SeminarText){lang, form->title, form->summary, form->about}));
    return back(rq, id, "saved");
}

/* ---- one seminar ---- */

typedef struct ConsultantsForm {
    int unused; /* no offset of 0 */
    IdList consultants;
} ConsultantsForm;
static const FormField consultants_fields[] = {
    {"consultants", N_("Consultants"), FIELD_IDS, FORM_AT(ConsultantsForm, consultants)},
};
const FormRules consultants_form = FORM_RULES(ConsultantsForm, consultants_fields);

bool seminar_can_step(const ManageView *v, SeminarState to)
{
    return seminar_step_allowed(v->about.row->state, to);
}

static const Err *consultant_options(Cx *cx, UiOptions *ret_options)
{
    ConsultantChoiceRows rows;
    TRY(q_consultant_choice(cx, cx->programme, &rows));
    UiOptions options = {rows.n, NEW_ARRAY(cx->arena, UiOption, rows.n)};
    for (size_t i = 0; i < rows.n; i++)
        options.at[i] = (UiOption){.value = h_part_i64(cx, rows.at[i].id.v), .label = rows.at[i].name};
    *ret_options = options;
    return NULL;
}

const Err *seminar_consultants_stored(Request *rq, FormInput **ret_values)
{
    SeminarConsultantsRows rows;
    TRY(q_seminar_consultants(rq->cx, REQUEST_ID(rq, SeminarId, 0), &rows));
    ConsultantsForm form = {.consultants = {rows.n, NEW_ARRAY(rq->cx->arena, int64_t, rows.n)}};
    for (size_t i = 0; i < rows.n; i++)
        form.consultants.at[i] = rows.at[i].id.v;
    *ret_values = request_form(rq, &consultants_form, &form);
    return NULL;
}

static const Err *translations(Request *rq, SeminarId id, LangLinks *ret_links)
{
    Cx *cx = rq->cx;
    const Programme *programme = request_programme(rq);
    SeminarTextsRows texts;
    TRY(q_seminar_texts(cx, id, &texts));
    LangLinks links = {0, NEW_ARRAY(cx->arena, LangLink, LANG_COUNT)};
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        if (!programme_speaks(programme, (Lang)lang) || (Lang)lang == programme->main_lang)
            continue;
        LangLink link = {(Lang)lang, false};
        for (size_t i = 0; i < texts.n; i++)
            link.is_there = link.is_there || texts.at[i].lang == (Lang)lang;
        links.at[links.n++] = link;
    }
    *ret_links = links;
    return NULL;
}

static Cents planned_sum(const CostLineListRows *lines)
{
    Cents sum = {0};
    for (size_t i = 0; i < lines->n; i++)
        if (lines->at[i].state == COST_PLANNED)
            sum.v += lines->at[i].amount.v;
    return sum;
}

/* input: of the consultants' form. */
static const Err *show_managed(Request *rq, FormInput *input)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    ManageView v = {.input = input,
                    .may_write = request_may(rq, PERM_SEMINAR_WRITE),
                    .may_see_costs = request_may(rq, PERM_BUDGET_READ)};
    TRY(seminar_view(cx, REQUEST_ID(rq, SeminarId, 0), &row, &v.about));
    v.about.may_see_people = request_may(rq, PERM_REGISTRATION_READ);
    TRY(q_cost_line_of_seminar(cx, row.id, &v.costs));
    v.cost_sum = planned_sum(&v.costs);
    TRY(consultant_options(cx, &v.consultants));
    TRY(translations(rq, row.id, &v.translations));
    if (v.may_write) {
        TRY(q_booking_of_consultants(cx, row.id, local_today(cx), &v.busy));
        TRY(seminar_warnings(cx, &row, &v.about.sessions, &v.warnings));
    }
    TRY(q_audit_of_object(cx, cx->programme, "seminar", row.id.v, &v.history));
    view_seminar_manage(cx, &rq->body, &v);
    bool sees_all = session_reach(request_session(rq), PERM_SEMINAR_READ) == REACH_ALL;
    UiCrumb crumb = {t(cx, "Seminars"), path(cx, sees_all ? "/office/seminars" : "/my/seminars")};
    return page_send(rq, &(Page){.title = row.title, .crumbs = &crumb, .n_crumbs = 1});
}

const Err *seminar_manage(Request *rq)
{
    FormInput *input;
    TRY(seminar_consultants_stored(rq, &input));
    return show_managed(rq, input);
}

const Err *seminar_consultants_save(Request *rq)
{
    Cx *cx = rq->cx;
    const ConsultantsForm *form = rq->form;
    SeminarId id = REQUEST_ID(rq, SeminarId, 0);
    if (form_failed(rq))
        return show_managed(rq, rq->input);
    ConsultantId *chosen = NEW_ARRAY(cx->arena, ConsultantId, form->consultants.n);
    for (size_t i = 0; i < form->consultants.n; i++)
        chosen[i] = (ConsultantId){form->consultants.at[i]};
    TRY(seminar_set_consultants(cx, id, chosen, form->consultants.n));
    return back(rq, id, "saved");
}

const Err *seminar_publish_do(Request *rq)
{
    SeminarId id = REQUEST_ID(rq, SeminarId, 0);
    TRY(seminar_publish(rq->cx, id));
    return back(rq, id, "published");
}

/* Into the newest year that is open. */
const Err *seminar_copy_do(Request *rq)
{
    Cx *cx = rq->cx;
    BudgetYears years;
    TRY(budget_years(cx, &years));
    BudgetYearId newest = {newest_year(&years)};
    if (newest.v == 0)
        return FAIL(cx, ERR_CONFLICT, "There is no open budget year. Please enter one under “Budget” first.");
    SeminarId copy;
    TRY(seminar_copy(cx, REQUEST_ID(rq, SeminarId, 0), newest, &copy));
    return respond_redirect(rq, path(cx, "/seminars/{id}/edit?done=copied", "id", h_part_i64(cx, copy.v)));
}
