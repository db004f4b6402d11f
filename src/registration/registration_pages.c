/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages for visitors: registering. What follows is on one's own page (own_pages.c). */
#include "registration/registration_pages.h"

#include "programme/gate.h"
#include "programme/page.h"
#include "registration.html.h"
#include "registration/register_form.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"

UiKind registration_kind(RegistrationState state)
{
    static const UiKind kinds[REG_STATE_COUNT] = {[REG_WAITLISTED] = UI_WARNING,
                                                  [REG_OFFERED] = UI_WARNING,
                                                  [REG_CONFIRMED] = UI_SUCCESS,
                                                  [REG_ATTENDED] = UI_SUCCESS,
                                                  [REG_NO_SHOW] = UI_DANGER};
    return kinds[state]; /* UI_INFO is 0 */
}

const char *from_text(const char *association, const char *organisation)
{
    return association ? association : organisation && *organisation ? organisation : "–";
}

static const char *seminar_path(Cx *cx, const char *pattern, SeminarId id)
{
    return path(cx, pattern, "id", h_part_i64(cx, id.v));
}

/* ---- registering ---- */

static const Err *send_form(Request *rq, const SeminarView *about)
{
    Cx *cx = rq->cx;
    UiCrumb crumbs[] = {{t(cx, "Seminars"), path(cx, "/seminars")},
                        {about->text.title, seminar_path(cx, "/seminars/{id}", about->row->id)}};
    return page_send(rq,
                     &(Page){.title = t(cx, "Register"), .crumbs = crumbs, .n_crumbs = 2, .noindex = true});
}

static const Err *show_form(Request *rq, FormInput *input)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    SeminarView about;
    TRY(seminar_view(cx, REQUEST_ID(rq, SeminarId, 0), &row, &about));
    if (about.phase != PHASE_OPEN && about.phase != PHASE_FULL)
        return FAIL(cx, ERR_CONFLICT, "One can't register for “{title}” at present: {phase}.", "title",
                    row.title, "phase", t(cx, seminar_phase_name(about.phase)));
    RegisterView v = {.input = input, .about = &about};
    v.action = seminar_path(cx, "/seminars/{id}/register", row.id);
    v.privacy_url = path(cx, "/privacy");
    TRY(register_options(cx, request_programme(rq), false, &v.associations, &v.languages));
    TRY(date_options(cx, &row, &v.dates));
    v.interpretation = interpretation_options(cx, &row);
    view_register_form(cx, &rq->body, &v);
    return send_form(rq, &about);
}

const Err *register_show(Request *rq)
{
    return show_form(rq, register_empty(rq));
}

/* The answer is the same for everybody; the mail tells. */
const Err *register_save(Request *rq)
{
    Cx *cx = rq->cx;
    register_check(rq);
    if (form_failed(rq) || request_refused(rq, LIMIT_REGISTRATIONS, "", "name", t(cx, "Your name")))
        return show_form(rq, rq->input);
    request_count(rq, LIMIT_REGISTRATIONS, "");
    SeminarId seminar = REQUEST_ID(rq, SeminarId, 0);
    Registrant who = register_who(cx, rq->form);
    RegistrationAnswer answer;
    TRY(registration_request(cx, seminar, &who, CHANNEL_WEB, &answer));
    return respond_redirect(rq, seminar_path(cx, "/seminars/{id}/registered", seminar));
}

const Err *registered_show(Request *rq)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    SeminarView about;
    TRY(seminar_view(cx, REQUEST_ID(rq, SeminarId, 0), &row, &about));
    const Programme *programme = request_programme(rq);
    RegisteredView v = {.about = &about,
                        .contact =
                            *programme->contact_phone ? programme->contact_phone : programme->contact_email};
    view_registered(cx, &rq->body, &v);
    UiCrumb crumb = {about.text.title, seminar_path(cx, "/seminars/{id}", row.id)};
    return page_send(rq, &(Page){.title = t(cx, "Thank you, your entry has arrived"),
                                 .crumbs = &crumb,
                                 .n_crumbs = 1,
                                 .noindex = true});
}
