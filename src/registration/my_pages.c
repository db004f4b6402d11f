/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is one's own: registrations of one's association, seminars one gives. */
#include "programme/gate.h"
#include "person.sql.h"
#include "programme/page.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"
#include "registration_office.html.h"

enum { LOOK_BACK_DAYS = 366 };

const Err *my_registrations_show(Request *rq)
{
    Cx *cx = rq->cx;
    MyRegistrationsView v = {0};
    OwnAssociationsRows own;
    TRY(q_own_associations(cx, cx->person, &own));
    v.associations = (MyAssociations){own.n, NEW_ARRAY(cx->arena, MyAssociation, own.n)};
    Date since = {local_today(cx).days - LOOK_BACK_DAYS};
    for (size_t i = 0; i < own.n; i++) {
        v.associations.at[i].name = own.at[i].name;
        TRY(q_registration_of_association(cx, own.at[i].id, since, cx->lang, &v.associations.at[i].people));
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
