/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Typed names of organisations that stand in the register: an association that has not agreed to be published
 * is in no public list, so its people type it. A name that folds to that of exactly one association is that
 * association, so that its cap, its turn and its manager's view hold; nothing public tells of it. */
#include "i18n/fold.h"
#include "i18n/format.h"
#include "programme/audit.h"
#include "registration/registration_rules.h"

const Err *organisation_match(Cx *cx, const char *typed, AssociationByKey *ret_match, bool *ret_found)
{
    *ret_found = false;
    const char *key = text_fold_name(cx->arena, typed);
    AssociationByKeyRows rows = {0};
    if (*key)
        TRY(q_association_by_key(cx, cx->programme, key, &rows));
    if (rows.n == 1) { /* two of one name: the office decides */
        *ret_match = rows.at[0];
        *ret_found = true;
    }
    return NULL;
}

static const Err *check_cap(Cx *cx, const RegistrationFind *row, AssociationId association, const char *name)
{
    SeminarFind seminar;
    SeatsHeldByAssociation held;
    TRY(seminar_get(cx, row->seminar, &seminar));
    TRY(q_seats_held_by_association(cx, row->seminar, association, &held));
    if (registration_holds_seat(row->state) && seminar.seats_each && held.n >= seminar.seats_each)
        return FAIL(
            cx, ERR_CONFLICT,
            "{association} has all {n} seats that one association may have in this seminar. Change that "
            "number first, or cancel another registration.",
            "association", name, "n", format_i64(cx, seminar.seats_each));
    return NULL;
}

const Err *registration_assign(Cx *cx, RegistrationId id, AssociationId association)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row;
    RegistrationAssociation card;
    bool found;
    TRY(registration_get(cx, id, &row));
    TRY(seats_catch_up(cx, row.seminar));
    TRY(registration_get(cx, id, &row));
    TRY(q_registration_association(cx, association, cx->programme, &card, &found));
    if (!found)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such association in the list. Please choose “other”.");
    if (row.has_association)
        return FAIL(cx, ERR_CONFLICT, "This registration belongs to an association already.");
    TRY(check_cap(cx, &row, association, card.name));
    TRY(q_registration_set_association(cx, id, association, cx_now(cx), NULL));
    Buf detail = buf_make(cx->arena);
    audit_change_i64(&detail, "association", 0, association.v);
    TRY(audit_add(cx, "registration.organisation", "registration", id.v, buf_text(&detail)));
    return tx_commit(cx, &tx);
}
