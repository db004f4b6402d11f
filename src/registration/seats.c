/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one place where seats are given: rules 1 and 2. See registration_rules.h. */
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"
#include "registration/registration_rules.h"

const Err *seat_is_free(Cx *cx, const SeminarFind *seminar, const AssociationId *association, bool *ret_free)
{
    *ret_free = seminar->seats_taken < seminar->capacity;
    if (!association || seminar->seats_each == 0 || !*ret_free)
        return NULL;
    SeatsHeldByAssociation held;
    TRY(q_seats_held_by_association(cx, seminar->id, *association, &held));
    *ret_free = held.n < seminar->seats_each;
    return NULL;
}

/* ---- waiting list ---- */

const Err *seats_waiting_list(Cx *cx, const SeminarFind *seminar, WaitingListRows *ret_list)
{
    int year = date_parts(seminar->has_first_day ? seminar->first_day : local_today(cx)).year;
    return q_waiting_list(cx, seminar->id, date_make(year, 1, 1), date_make(year, 12, 31), ret_list);
}

const Err *registration_waiting_place(Cx *cx, SeminarId id, RegistrationId registration, int32_t *ret_place)
{
    SeminarFind seminar;
    TRY(seminar_get(cx, id, &seminar));
    WaitingListRows list;
    TRY(seats_waiting_list(cx, &seminar, &list));
    *ret_place = 0;
    for (size_t i = 0; i < list.n; i++)
        if (list.at[i].id.v == registration.v)
            *ret_place = (int32_t)i + 1;
    return NULL;
}

const Err *registration_confirm(Cx *cx, const RegistrationFind *row, RegistrationMail mail)
{
    Choice choice = {row->has_group, row->group, row->rank};
    RegistrationFindRows freed;
    TRY(choice_give_up_worse(cx, &choice, row->id, &freed));
    TRY(registration_step(cx, row, REG_CONFIRMED));
    TRY(registration_mail(cx, row->id, mail, ""));
    return choice_settle(cx, &freed);
}

static const Err *promote(Cx *cx, RegistrationId id, const SeatOffer *offer)
{
    RegistrationFind row;
    TRY(registration_get(cx, id, &row));
    if (!offer->is_needed)
        return registration_confirm(cx, &row, REG_MAIL_PROMOTED);
    TRY(registration_step_until(cx, &row, REG_OFFERED, &offer->until));
    return registration_mail(cx, id, REG_MAIL_OFFERED, "");
}

static const Err *promote_next(Cx *cx, const SeminarFind *seminar, bool *ret_promoted)
{
    *ret_promoted = false;
    WaitingListRows list;
    SeatOffer offer;
    TRY(seats_waiting_list(cx, seminar, &list));
    if (list.n == 0)
        return NULL;
    TRY(offer_terms(cx, seminar, &offer));
    for (size_t i = 0; i < list.n && offer.can_give; i++) {
        const WaitingList *entry = &list.at[i];
        if (entry->has_association && seminar->seats_each && entry->seats_held >= seminar->seats_each)
            continue;
        *ret_promoted = true;
        return promote(cx, entry->id, &offer);
    }
    return NULL;
}

const Err *seats_settle(Cx *cx, SeminarId id)
{
    for (bool promoted = true; promoted;) {
        SeminarFind seminar;
        TRY(seminar_get(cx, id, &seminar));
        bool over = seminar.has_last_day && seminar.last_day.days < local_today(cx).days;
        if (seminar.state != SEMINAR_PUBLISHED || over || seminar.seats_taken >= seminar.capacity)
            return NULL;
        TRY(promote_next(cx, &seminar, &promoted));
    }
    return NULL;
}

const Err *seats_catch_up(Cx *cx, SeminarId id)
{
    bool any;
    TRY(offers_lapse(cx, id, &any));
    return any ? seats_settle(cx, id) : NULL;
}

/* ---- number of seats ---- */

static const Err *check_seats(Cx *cx, const SeminarFind *old, const SeminarSeats *seats)
{
    if (seats->capacity < 1 || seats->minimum < 0 || seats->minimum > seats->capacity || seats->each < 0)
        return FAIL(
            cx, ERR_INPUT,
            "These numbers do not fit together: there must be at least one seat, and the minimum can't "
            "be higher than the number of seats.");
    if (seats->capacity < old->seats_taken)
        return FAIL(cx, ERR_CONFLICT,
                    "{taken} seats are taken already; there can't be fewer. Cancel registrations first.",
                    "taken", format_i64(cx, old->seats_taken));
    SeatsMostOfOne most;
    TRY(q_seats_most_of_one(cx, old->id, &most));
    if (seats->each && most.n > seats->each)
        return FAIL(cx, ERR_CONFLICT,
                    "One association holds {n} seats already; the number per association can't be lower.",
                    "n", format_i64(cx, most.n));
    return NULL;
}

const Err *registration_set_seats(Cx *cx, SeminarId id, const SeminarSeats *seats)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind old;
    TRY(seats_catch_up(cx, id));
    TRY(seminar_get(cx, id, &old));
    TRY(seminar_check_changeable(cx, &old));
    TRY(check_seats(cx, &old, seats));
    int64_t count;
    TRY(q_seats_set(cx, id, seats->capacity, seats->minimum, seats->each, &count));
    assert(count == 1); /* check_seats has looked, in the same transaction */
    Buf detail = buf_make(cx->arena);
    audit_change_i64(&detail, "capacity", old.capacity, seats->capacity);
    audit_change_i64(&detail, "minimum", old.minimum, seats->minimum);
    audit_change_i64(&detail, "seats_each", old.seats_each, seats->each);
    TRY(audit_add(cx, "seminar.seats", "seminar", id.v, buf_text(&detail)));
    TRY(seats_settle(cx, id));
    return tx_commit(cx, &tx);
}
