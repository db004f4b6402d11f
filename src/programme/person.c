/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See person.h. */
#include "programme/person.h"

#include "i18n/fold.h"
#include "person.sql.h"
#include "programme/audit.h"

const Err *person_create(Cx *cx, const NewPerson *person, PersonId *ret_id)
{
    const char *email = person->email && *person->email ? person->email : NULL;
    if (email) {
        PersonByEmail taken;
        bool found;
        TRY(q_person_by_email(cx, cx->programme, email, &taken, &found));
        if (found)
            return FAIL(cx, ERR_CONFLICT, "There is a person with the address {email} already.", "email",
                        email);
    }
    PersonId id;
    TRY(q_person_add(cx, cx->programme, person->name, text_fold(cx->arena, person->name), email,
                     person->phone ? person->phone : "", (int32_t)person->lang, person->password_hash,
                     cx_now(cx), &id));
    TRY(audit_add(cx, "person.create", "person", id.v, ""));
    *ret_id = id;
    return NULL;
}

const Err *person_find_or_create(Cx *cx, const NewPerson *person, PersonId *ret_id, bool *ret_is_new)
{
    if (person->email && *person->email) {
        PersonByEmail known;
        bool found;
        TRY(q_person_by_email(cx, cx->programme, person->email, &known, &found));
        if (found) {
            *ret_id = known.id;
            *ret_is_new = false;
            return NULL;
        }
    }
    *ret_is_new = true;
    return person_create(cx, person, ret_id);
}

static const char *grant_detail(Cx *cx, Role role, AssociationId association, ConsultantId consultant)
{
    return arena_printf(cx->arena, "%s%s%lld", role_code(role),
                        association.v  ? " association "
                        : consultant.v ? " consultant "
                                       : " ",
                        (long long)(association.v + consultant.v));
}

const Err *person_grant(Cx *cx, PersonId person, Role role, AssociationId association,
                        ConsultantId consultant)
{
    GrantListRows grants;
    TRY(q_grant_list(cx, person, &grants));
    for (size_t i = 0; i < grants.n; i++)
        if (grants.at[i].role == (int32_t)role && grants.at[i].association.v == association.v &&
            grants.at[i].consultant.v == consultant.v)
            return NULL;
    int64_t id;
    TRY(q_grant_add(cx, cx->programme, person, (int32_t)role, association.v ? &association : NULL,
                    consultant.v ? &consultant : NULL, cx_now(cx), &id));
    return audit_add(cx, "person.grant", "person", person.v, grant_detail(cx, role, association, consultant));
}

const Err *person_revoke(Cx *cx, PersonId person, Role role)
{
    int64_t removed;
    TRY(q_grant_remove_all(cx, person, (int32_t)role, &removed));
    if (role == ROLE_OFFICER) {
        OfficerCount left;
        TRY(q_officer_count(cx, cx->programme, &left));
        if (left.n == 0)
            return FAIL(cx, ERR_CONFLICT,
                        "This is the last programme officer. Give somebody else the role first.");
    }
    if (removed == 0)
        return NULL;
    return audit_add(cx, "person.revoke", "person", person.v, role_code(role));
}
