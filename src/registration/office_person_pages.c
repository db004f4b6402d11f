/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One registration, for the office on the phone: all that is known, and all that can be done about it. */
#include "audit.sql.h"
#include "office_person.html.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "programme/programme_pages.h"
#include "registration/needs.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"

static const Err *back(Request *rq, RegistrationId id, const char *done)
{
    const char *page = path(rq->cx, "/office/registrations/{id}", "id", h_part_i64(rq->cx, id.v));
    return respond_redirect(rq, arena_printf(rq->cx->arena, "%s?done=%s", page, done));
}

static const Err *fill(Cx *cx, const RegistrationFind *row, OfficePersonView *v)
{
    TRY(seminar_get(cx, row->seminar, &v->seminar));
    TRY(q_registration_mail_card(cx, row->id, &v->card));
    TRY(q_registration_from(cx, row->id, &v->from));
    TRY(needs_of(cx, row->id, &v->needs));
    TRY(q_registration_mails(cx, cx->programme, row->person,
                             arena_printf(cx->arena, "registration:%lld:%%", (long long)row->id.v),
                             &v->mails));
    TRY(q_audit_of_object(cx, cx->programme, "registration", row->id.v, &v->history));
    if (row->state == REG_WAITLISTED)
        TRY(registration_waiting_place(cx, row->seminar, row->id, &v->place));
    return own_dates(cx, row, &v->seminar, &v->dates);
}

const Err *office_person_show(Request *rq)
{
    Cx *cx = rq->cx;
    RegistrationFind row;
    TRY(registration_get(cx, REQUEST_ID(rq, RegistrationId, 0), &row));
    OfficePersonView v = {.input = rq->input, .row = &row};
    TRY(fill(cx, &row, &v));
    view_office_person(cx, &rq->body, &v);
    const char *list = path(cx, "/seminars/{id}/registrations", "id", h_part_i64(cx, row.seminar.v));
    UiCrumb crumbs[] = {
        {v.seminar.title, path(cx, "/seminars/{id}/manage", "id", h_part_i64(cx, row.seminar.v))},
        {t(cx, "Registrations"), list}};
    return page_send(rq, &(Page){.title = v.card.name, .crumbs = crumbs, .n_crumbs = 2, .noindex = true});
}

/* On behalf of somebody who calls. */
const Err *office_accept_do(Request *rq)
{
    RegistrationId id = REQUEST_ID(rq, RegistrationId, 0);
    TRY(registration_accept(rq->cx, id));
    return back(rq, id, "saved");
}

const Err *office_move_do(Request *rq)
{
    const MoveForm *form = rq->form;
    RegistrationAnswer there;
    if (form_failed(rq))
        return office_person_show(rq);
    TRY(registration_move(rq->cx, REQUEST_ID(rq, RegistrationId, 0), (SeminarId){form->to}, form->wait,
                          CHANNEL_OFFICER, &there));
    return back(rq, there.id, "moved");
}
