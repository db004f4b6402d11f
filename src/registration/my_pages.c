/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is one's own: registrations of one's association, seminars one gives. */
#include "programme/gate.h"
#include "programme/page.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"
#include "registration_office.html.h"

enum { LOOK_BACK_DAYS = 366 };

const Err *my_registrations_show(Request *rq)
{
    Cx *cx = rq->cx;
    MyRegistrationsView v = {0};
    AssociationId association = session_association(request_session(rq));
    RegistrationAssociation card = {0};
    bool found = false;
    if (association.v)
        TRY(q_registration_association(cx, association, cx->programme, &card, &found));
    if (found) {
        v.association = card.name;
        Date since = {local_today(cx).days - LOOK_BACK_DAYS};
        TRY(q_registration_of_association(cx, association, since, cx->lang, &v.of_association));
    }
    TRY(q_registration_of_person(cx, cx->person, cx->lang, &v.own));
    view_my_registrations(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Registrations of my association"), .wide = true});
}

const Err *my_seminars_show(Request *rq)
{
    Cx *cx = rq->cx;
    MySeminarsView v;
    TRY(q_seminar_of_consultant(cx, cx->person, cx->lang, &v.seminars));
    view_my_seminars(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Seminars I give")});
}
