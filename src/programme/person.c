/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See person.h. */
#include "programme/person.h"

#include "i18n/fold.h"
#include "person.sql.h"
#include "programme/audit.h"

const Err *person_check_password(Cx *cx, const char *email, PersonId person)
{
    PeopleOfEmailRows people;
    TRY(q_people_of_email(cx, cx->programme, email ? email : "", &people));
    if (people.n > 0 && people.at[0].password_hash && people.at[0].id.v != person.v)
        return FAIL(cx, ERR_CONFLICT,
                    "Somebody else who uses this e-mail address has a password already. Sign in by a mailed "
                    "link, or use an address of your own.");
    return NULL;
}

const Err *person_create(Cx *cx, const NewPerson *person, PersonId *ret_id)
{
    const char *email = person->email && *person->email ? person->email : NULL;
    const char *folded = text_fold(cx->arena, person->name);
    if (email) {
        PersonByName taken;
        bool found;
        TRY(q_person_by_name(cx, cx->programme, email, folded, &taken, &found));
        if (found)
            return FAIL(cx, ERR_CONFLICT, "{name} is known already, with the address {email}.", "name",
                        person->name, "email", email);
    }
    if (person->password_hash)
        TRY(person_check_password(cx, email, (PersonId){0}));
    PersonId id;
    TRY(q_person_add(cx, cx->programme, person->name, folded, email, person->phone ? person->phone : "",
                     (int32_t)person->lang, person->password_hash, cx_now(cx), &id));
    TRY(audit_add(cx, "person.create", "person", id.v, ""));
    *ret_id = id;
    return NULL;
}

const Err *person_find_or_create(Cx *cx, const NewPerson *person, PersonId *ret_id, bool *ret_is_new)
{
    if (person->email && *person->email) {
        PersonByName known;
        bool found;
        TRY(q_person_by_name(cx, cx->programme, person->email, text_fold(cx->arena, person->name), &known,
                             &found));
        if (found) {
            *ret_id = known.id;
            *ret_is_new = false;
            return NULL;
        }
    }
    *ret_is_new = true;
    return person_create(cx, person, ret_id);
}

const Err *person_others(Cx *cx, const char *name, const char *email, const char **ret_others)
{
    PeopleOfEmailRows people;
    TRY(q_people_of_email(cx, cx->programme, email, &people));
    const char *folded = text_fold(cx->arena, name);
    Buf names = buf_make(cx->arena);
    for (size_t i = 0; i < people.n; i++) {
        if (strcmp(people.at[i].name_folded, folded) == 0) {
            *ret_others = NULL;
            return NULL;
        }
        buf_printf(&names, "%s%s", i ? ", " : "", people.at[i].name);
    }
    *ret_others = people.n ? buf_text(&names) : NULL;
    return NULL;
}

static const char *grant_detail(Cx *cx, Role role, AssociationId association, ConsultantId consultant)
{
    return arena_printf(cx->arena, "%s%s%lld", role_code(role),
                        association.v  ? " association "
                        : consultant.v ? " consultant "
                                       : " ",
                        (long long)association.v + consultant.v);
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

const Err *person_revoke(Cx *cx, PersonId person, int64_t grant)
{
    GrantListRows grants;
    TRY(q_grant_list(cx, person, &grants));
    const GrantList *taken = NULL;
    for (size_t i = 0; i < grants.n; i++)
        if (grants.at[i].id == grant)
            taken = &grants.at[i];
    if (!taken)
        return NULL;
    TRY(q_grant_remove(cx, grant, NULL));
    if (taken->role == ROLE_OFFICER) {
        OfficerCount left;
        TRY(q_officer_count(cx, cx->programme, &left));
        if (left.n == 0)
            return FAIL(cx, ERR_CONFLICT,
                        "This is the last programme officer. Give somebody else the role first.");
    }
    return audit_add(cx, "person.revoke", "person", person.v,
                     grant_detail(cx, (Role)taken->role, taken->association, taken->consultant));
}
