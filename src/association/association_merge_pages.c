/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries that may be the same association, and merging two of them after a look at both. */
#include "association/association_pages.h"

#include "association.html.h"
#include "association/association_routes.h"
#include "programme/gate.h"
#include "programme/page.h"

typedef struct MergeForm {
    bool has_keep, has_other;
    int64_t keep_version, other_version;
} MergeForm;
static const FormField merge_fields[] = {
    {"keep_version", N_("Version"), FIELD_I64, FORM_AT(MergeForm, keep_version), FORM_AT(MergeForm, has_keep),
     .required = true, .min = 1, .max = INT64_MAX},
    {"other_version", N_("Version"), FIELD_I64, FORM_AT(MergeForm, other_version),
     FORM_AT(MergeForm, has_other), .required = true, .min = 1, .max = INT64_MAX},
};
const FormRules association_merge_form = FORM_RULES(MergeForm, merge_fields);

const Err *association_twins_page(Request *rq)
{
    Cx *cx = rq->cx;
    AssociationTwinsView v = {0};
    TRY(association_twins(cx, (AssociationId){0}, &v.twins));
    view_association_twins(cx, &rq->body, &v);
    UiCrumb crumbs[] = {{t(cx, "Associations"), path(cx, "/associations")}};
    return page_send(
        rq, &(Page){.title = t(cx, "Possible duplicates"), .crumbs = crumbs, .n_crumbs = 1, .wide = true});
}

/* Both belong to this programme: association_load looks for them in it. */
const Err *association_merge_page(Request *rq)
{
    Cx *cx = rq->cx;
    AssociationMergeView v = {.input = rq->input};
    TRY(association_load(cx, REQUEST_ID(rq, AssociationId, 0), &v.keep));
    TRY(association_load(cx, REQUEST_ID(rq, AssociationId, 1), &v.other));
    if (v.keep.card.id.v == v.other.card.id.v)
        return FAIL(cx, ERR_CONFLICT, "An association can't be merged with itself.");
    v.differences = association_compare(cx, &v.keep, &v.other);
    view_association_merge(cx, &rq->body, &v);
    UiCrumb crumbs[] = {{t(cx, "Associations"), path(cx, "/associations")},
                        {v.keep.card.name, association_path(cx, v.keep.card.id)}};
    return page_send(
        rq, &(Page){.title = t(cx, "Merge two entries"), .crumbs = crumbs, .n_crumbs = 2, .wide = true});
}

const Err *association_merge_submit(Request *rq)
{
    const MergeForm *form = rq->form;
    AssociationId keep = REQUEST_ID(rq, AssociationId, 0), other = REQUEST_ID(rq, AssociationId, 1);
    if (form_failed(rq))
        return association_merge_page(rq);
    TRY(association_merge(rq->cx, keep, form->keep_version, other, form->other_version));
    return respond_redirect(rq, association_sub_path(rq->cx, keep, "?done=merged"));
}
