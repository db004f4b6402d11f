/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For the office and consultants: who is registered, registering by phone, seats, cancelling, marking held.
 */
#include "audit.sql.h"
#include "programme/gate.h"
#include "output/table.h"
#include "programme/page.h"
#include "registration.html.h"
#include "registration/register_form.h"
#include "registration/registration_export.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"
#include "registration_office.html.h"

static const char *of_seminar(Cx *cx, const char *pattern, SeminarId id)
{
    return path(cx, pattern, "id", h_part_i64(cx, id.v));
}

static const Err *send_page(Request *rq, const char *title, const SeminarFind *row, bool wide)
{
    Cx *cx = rq->cx;
    UiCrumb crumb = {row->title, of_seminar(cx, "/seminars/{id}/manage", row->id)};
    return page_send(rq,
                     &(Page){.title = title, .crumbs = &crumb, .n_crumbs = 1, .wide = wide, .noindex = true});
}

/* ---- list ---- */

/* The sums above the list, and who stands where in the waiting list. */
static const Err *count_people(Cx *cx, const SeminarFind *seminar, RegistrationListView *v)
{
    WaitingListRows list;
    TRY(seats_waiting_list(cx, seminar, &list));
    v->places = NEW_ARRAY(cx->arena, int32_t, v->people.n);
    for (size_t i = 0; i < v->people.n; i++) {
        const RegistrationList *person = &v->people.at[i];
        v->seats += registration_holds_seat(person->state);
        v->waiting += person->state == REG_WAITLISTED;
        v->pending += person->state == REG_PENDING;
        v->certificates += person->has_certificate;
        v->without_mail += person->state <= REG_CONFIRMED && (!person->email || person->mail_trouble);
        for (size_t k = 0; k < list.n; k++)
            if (list.at[k].id.v == person->id.v)
                v->places[i] = (int32_t)k + 1;
    }
    return NULL;
}

/* Associations that came into the register after somebody had typed their name. */
static const Err *find_matches(Cx *cx, RegistrationListView *v)
{
    v->matches = NEW_ARRAY(cx->arena, AssociationByKey, v->people.n);
    for (size_t i = 0; i < v->people.n; i++) {
        const RegistrationList *r = &v->people.at[i];
        bool found;
        if (!r->has_association && *r->organisation)
            TRY(organisation_match(cx, r->organisation, &v->matches[i], &found));
    }
    return NULL;
}

const Err *registrations_show(Request *rq)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    SeminarView about;
    TRY(seminar_view(cx, REQUEST_ID(rq, SeminarId, 0), &row, &about));
    RegistrationListView v = {
        .input = rq->input, .about = &about, .may_write = request_may(rq, PERM_REGISTRATION_WRITE)};
    TRY(q_registration_list(cx, row.id, &v.people));
    TRY(count_people(cx, &row, &v));
    TRY(find_matches(cx, &v));
    view_registration_list(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Registrations"), &row, true);
}

/* ---- as a file ---- */

typedef struct ExportForm {
    int format;
    bool needs;
} ExportForm;
static const char *const export_formats[] = {"csv", "xlsx", NULL};
static const FormField export_fields[] = {
    {"format", N_("Format"), FIELD_CHOICE, FORM_AT(ExportForm, format), .required = true,
     .choices = export_formats},
    {"needs", N_("With needs"), FIELD_CHECK, FORM_AT(ExportForm, needs)},
};
const FormRules export_form = FORM_RULES(ExportForm, export_fields);

/* Consultants get no addresses, as on the page. */
const Err *registrations_export(Request *rq)
{
    Cx *cx = rq->cx;
    const ExportForm *form = rq->form;
    bool is_read = form && rq->input->n_errors == 0;
    RegistrationExport what = {.seminar = REQUEST_ID(rq, SeminarId, 0),
                               .xlsx = is_read && form->format == 1,
                               .contact = request_may(rq, PERM_REGISTRATION_WRITE),
                               .needs = is_read && form->needs};
    Buf out = buf_make(cx->arena);
    TRY(registration_export(cx, &what, &out));
    rq->no_store = true;
    const char *name = arena_printf(cx->arena, "%s-%lld.%s", t(cx, "registrations"),
                                    (long long)what.seminar.v, export_formats[what.xlsx]);
    return respond_file(rq, what.xlsx ? XLSX_TYPE : "text/csv; charset=utf-8", name, out.data, out.n);
}

/* ---- registering somebody ---- */

static const Err *show_register(Request *rq, FormInput *input)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    SeminarView about;
    TRY(seminar_view(cx, REQUEST_ID(rq, SeminarId, 0), &row, &about));
    RegisterView v = {.input = input, .about = &about, .by_office = true};
    v.action = of_seminar(cx, "/seminars/{id}/registrations/new", row.id);
    v.privacy_url = path(cx, "/privacy");
    TRY(register_options(cx, request_programme(rq), true, &v.associations, &v.languages));
    TRY(date_options(cx, &row, &v.dates));
    v.interpretation = interpretation_options(cx, &row);
    view_register_form(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Register somebody"), &row, false);
}

const Err *office_register_show(Request *rq)
{
    return show_register(rq, register_empty(rq));
}

const Err *office_register_save(Request *rq)
{
    register_check(rq);
    if (form_failed(rq))
        return show_register(rq, rq->input);
    SeminarId seminar = REQUEST_ID(rq, SeminarId, 0);
    Registrant who = register_who(rq->cx, rq->form);
    RegistrationAnswer answer;
    Channel channel = register_at_door(rq->form) ? CHANNEL_DOOR : CHANNEL_OFFICER;
    TRY(registration_request(rq->cx, seminar, &who, channel, &answer));
    if (!answer.is_new) { /* the office may know, and needs to */
        input_add_error(rq->cx, rq->input, "name", t(rq->cx, "Name of the person"),
                        t(rq->cx, "This person is registered already: {state}.", "state",
                          t(rq->cx, registration_state_name(answer.state))));
        rq->status = 409;
        return show_register(rq, rq->input);
    }
    return respond_redirect(rq, of_seminar(rq->cx, "/seminars/{id}/registrations?done=registered", seminar));
}

const Err *office_cancel_do(Request *rq)
{
    RegistrationFind row;
    TRY(registration_get(rq->cx, REQUEST_ID(rq, RegistrationId, 0), &row));
    TRY(registration_cancel(rq->cx, row.id));
    return respond_redirect(
        rq, of_seminar(rq->cx, "/seminars/{id}/registrations?done=unregistered", row.seminar));
}

/* ---- the association of somebody who typed it ---- */

typedef struct AssignForm {
    int unused; /* no offset of 0 */
    int64_t association;
} AssignForm;
static const FormField assign_fields[] = {
    {"association", N_("Association"), FIELD_I64, FORM_AT(AssignForm, association), .required = true,
     .min = 1, .max = INT64_MAX},
};
const FormRules assign_form = FORM_RULES(AssignForm, assign_fields);

const Err *assign_do(Request *rq)
{
    RegistrationFind row;
    TRY(registration_get(rq->cx, REQUEST_ID(rq, RegistrationId, 0), &row));
    const char *list = of_seminar(rq->cx, "/seminars/{id}/registrations", row.seminar);
    if (form_failed(rq)) /* no button of ours sends this */
        return FAIL(rq->cx, ERR_INPUT, "There is no such association in the list. Please choose “other”.");
    TRY(registration_assign(rq->cx, row.id, (AssociationId){((const AssignForm *)rq->form)->association}));
    return respond_redirect(rq, arena_printf(rq->cx->arena, "%s?done=saved", list));
}

/* ---- seats ---- */

typedef struct SeatsForm {
    int unused; /* no offset of 0 */
    int64_t capacity, minimum, each;
} SeatsForm;
static const FormField seats_fields[] = {
    {"capacity", N_("Seats"), FIELD_I64, FORM_AT(SeatsForm, capacity), .required = true, .min = 1,
     .max = 10000},
    {"minimum", N_("Takes place from how many participants?"), FIELD_I64, FORM_AT(SeatsForm, minimum),
     .required = true, .min = 0, .max = 10000},
    {"each", N_("Most seats for one association"), FIELD_I64, FORM_AT(SeatsForm, each), .required = true,
     .min = 0, .max = 10000},
};
const FormRules seats_form = FORM_RULES(SeatsForm, seats_fields);

static const Err *show_seats(Request *rq, FormInput *input, const SeminarFind *row)
{
    view_seats_form(rq->cx, &rq->body, &(SeatsView){.input = input, .row = row});
    return send_page(rq, t(rq->cx, "Number of seats"), row, false);
}

const Err *seats_stored(Request *rq, FormInput **ret_values)
{
    SeminarFind row;
    TRY(seminar_get(rq->cx, REQUEST_ID(rq, SeminarId, 0), &row));
    SeatsForm form = {.capacity = row.capacity, .minimum = row.minimum, .each = row.seats_each};
    *ret_values = request_form(rq, &seats_form, &form);
    return NULL;
}

const Err *seats_show(Request *rq)
{
    SeminarFind row;
    FormInput *input;
    TRY(seminar_get(rq->cx, REQUEST_ID(rq, SeminarId, 0), &row));
    TRY(seats_stored(rq, &input));
    return show_seats(rq, input, &row);
}

const Err *seats_save(Request *rq)
{
    SeminarFind row;
    TRY(seminar_get(rq->cx, REQUEST_ID(rq, SeminarId, 0), &row));
    if (form_failed(rq))
        return show_seats(rq, rq->input, &row);
    const SeatsForm *form = rq->form;
    SeminarSeats seats = {(int32_t)form->capacity, (int32_t)form->minimum, (int32_t)form->each};
    TRY(registration_set_seats(rq->cx, row.id, &seats));
    return respond_redirect(rq, of_seminar(rq->cx, "/seminars/{id}/registrations?done=saved", row.id));
}

/* ---- the end of a seminar, this way or that ---- */

typedef struct CancelForm {
    int unused; /* no offset of 0 */
    const char *reason;
} CancelForm;
static const FormField cancel_fields[] = {
    {"reason", N_("Reason, as the participants shall read it"), FIELD_LONG, FORM_AT(CancelForm, reason),
     .required = true, .max = 2000},
};
const FormRules cancel_seminar_form = FORM_RULES(CancelForm, cancel_fields);

const Err *cancel_seminar_show(Request *rq)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    RegistrationListRows people;
    TRY(seminar_get(cx, REQUEST_ID(rq, SeminarId, 0), &row));
    TRY(q_registration_list(cx, row.id, &people));
    CancelSeminarView v = {.input = rq->input, .row = &row};
    for (size_t i = 0; i < people.n; i++)
        v.people += people.at[i].state != REG_CANCELLED;
    view_cancel_seminar(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Cancel the seminar"), &row, false);
}

const Err *cancel_seminar_do(Request *rq)
{
    if (form_failed(rq))
        return cancel_seminar_show(rq);
    SeminarId id = REQUEST_ID(rq, SeminarId, 0);
    TRY(registration_cancel_seminar(rq->cx, id, ((const CancelForm *)rq->form)->reason));
    return respond_redirect(rq, of_seminar(rq->cx, "/seminars/{id}/manage?done=seminar-cancelled", id));
}

const Err *held_do(Request *rq)
{
    SeminarId id = REQUEST_ID(rq, SeminarId, 0);
    TRY(registration_hold_seminar(rq->cx, id));
    return respond_redirect(rq, of_seminar(rq->cx, "/seminars/{id}/manage?done=held", id));
}
