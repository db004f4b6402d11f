/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One person, for the office: what is known of them, all of it as a file, and erasing it. */
#include "registration/personal_data.h"

#include "personal_data.html.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "programme/permission.h"
#include "registration/personal_data_pages.h"
#include "registration/registration_pages.h"

static const char *of_person(Cx *cx, const char *pattern, PersonId id)
{
    return path(cx, pattern, "id", h_part_i64(cx, id.v));
}

static const Err *load(Request *rq, PersonView *ret_view)
{
    Cx *cx = rq->cx;
    PersonView v = {.input = rq->input, .id = REQUEST_ID(rq, PersonId, 0)};
    bool found;
    TRY(q_data_person(cx, v.id, cx->programme, &v.person, &found));
    if (!found)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such person here.");
    TRY(q_data_roles(cx, v.id, &v.roles));
    TRY(q_data_registrations(cx, v.id, &v.registrations));
    *ret_view = v;
    return NULL;
}

static const Err *send_page(Request *rq, const char *title)
{
    UiCrumb crumb = {t(rq->cx, "People and roles"), path(rq->cx, "/people")};
    return page_send(rq, &(Page){.title = title, .crumbs = &crumb, .n_crumbs = 1, .noindex = true});
}

const Err *person_show(Request *rq)
{
    PersonView v;
    TRY(load(rq, &v));
    view_person(rq->cx, &rq->body, &v);
    return send_page(rq, v.person.name);
}

const Err *person_export_do(Request *rq)
{
    Cx *cx = rq->cx;
    PersonId id = REQUEST_ID(rq, PersonId, 0);
    Buf out = buf_make(cx->arena);
    TRY(person_export(cx, id, &out));
    rq->no_store = true;
    return respond_file(rq, "application/json", arena_printf(cx->arena, "person-%lld.json", (long long)id.v),
                        out.data, out.n);
}

const Err *person_erase_show(Request *rq)
{
    PersonView v;
    TRY(load(rq, &v));
    view_person_erase(rq->cx, &rq->body, &v);
    return send_page(rq, t(rq->cx, "Erase this person's data?"));
}

const Err *person_erase_do(Request *rq)
{
    PersonErased erased;
    PersonId id = REQUEST_ID(rq, PersonId, 0);
    TRY(person_erase(rq->cx, id, &erased));
    return respond_redirect(rq, of_person(rq->cx, "/people/{id}?done=erased", id));
}

static const Route routes[] = {
    {GET, "/people/:id", .need = PERM_PROGRAMME_WRITE, .of = OF_PERSON, .run = person_show,
     .about = N_("One person")},
    {GET, "/people/:id/export", .need = PERM_PROGRAMME_WRITE, .of = OF_PERSON, .run = person_export_do,
     .about = N_("All that is stored of a person, as JSON")},
    {GET, "/people/:id/erase", .need = PERM_PROGRAMME_WRITE, .of = OF_PERSON, .run = person_erase_show,
     .about = N_("Erase this person's data?")},
    {POST, "/people/:id/erase", .need = PERM_PROGRAMME_WRITE, .of = OF_PERSON, .run = person_erase_do,
     .about = N_("Erase a person's data")},
};
const RouteTable personal_data_route_table = ROUTE_TABLE(routes);
