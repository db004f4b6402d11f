/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registrations that wait for approval: for an association's manager, and for the office. */
#include "approval.html.h"
#include "person.sql.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"

typedef struct DeclineForm {
    int unused; /* no offset of 0 */
    const char *reason;
} DeclineForm;
static const FormField decline_fields[] = {
    {"reason", N_("Reason, as the person shall read it"), FIELD_LONG, FORM_AT(DeclineForm, reason),
     .max = 1000},
};
const FormRules decline_form = FORM_RULES(DeclineForm, decline_fields);

static bool sees_all(const Request *rq)
{
    return session_reach(request_session(rq), PERM_REGISTRATION_OWN_ASSOCIATION) == REACH_ALL;
}

/* Of each association that one manages, one after the other. */
static const Err *own_pending(Cx *cx, ApprovalsView *v)
{
    OwnAssociationsRows own;
    TRY(q_own_associations(cx, cx->person, &own));
    v->groups = (ApprovalGroups){0, NEW_ARRAY(cx->arena, ApprovalGroup, own.n)};
    for (size_t i = 0; i < own.n; i++) {
        ApprovalGroup *group = &v->groups.at[v->groups.n++];
        group->name = own.at[i].name;
        TRY(q_registrations_pending(cx, cx->programme, &own.at[i].id, &group->people));
    }
    return NULL;
}

static const Err *all_pending(Cx *cx, ApprovalsView *v)
{
    v->groups = (ApprovalGroups){1, NEW_ARRAY(cx->arena, ApprovalGroup, 1)};
    v->groups.at[0].name = NULL;
    return q_registrations_pending(cx, cx->programme, NULL, &v->groups.at[0].people);
}

static bool is_shown(const ApprovalsView *v, RegistrationId id)
{
    for (size_t g = 0; g < v->groups.n; g++)
        for (size_t i = 0; i < v->groups.at[g].people.n; i++)
            if (v->groups.at[g].people.at[i].id.v == id.v)
                return true;
    return false;
}

const Err *approvals_show(Request *rq)
{
    Cx *cx = rq->cx;
    ApprovalsView v = {.input = rq->input, .failed = {rq->method == POST ? rq->ids[0] : 0}};
    TRY(sees_all(rq) ? all_pending(cx, &v) : own_pending(cx, &v));
    if (rq->refused && !is_shown(&v, v.failed))
        return rq->refused; /* does not wait any more: the error page keeps the reason that was typed */
    view_approvals(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Registrations to approve"), .noindex = true});
}

const Err *approve_do(Request *rq)
{
    TRY(registration_approve(rq->cx, REQUEST_ID(rq, RegistrationId, 0)));
    return respond_redirect(rq, path(rq->cx, "/my/approvals?done=approved"));
}

const Err *decline_do(Request *rq)
{
    if (form_failed(rq))
        return approvals_show(rq);
    const DeclineForm *form = rq->form;
    TRY(registration_decline(rq->cx, REQUEST_ID(rq, RegistrationId, 0), form->reason));
    return respond_redirect(rq, path(rq->cx, "/my/approvals?done=declined"));
}
