/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ranked choices among equal dates, and moving from one to another.
 *
 * What a person has on the dates of a series shares a group; rank 1 is liked best. Who gets a confirmed seat
 * gives up at once all that they like less, and goes on waiting for what they like better. */
#include "i18n/catalogue.h"
#include "programme/audit.h"
#include "registration/registration_rules.h"

/* The group of what a person has there; a single registration starts one. */
static const Err *group_of(Cx *cx, const RegistrationFindRows *all, Choice *ret_choice)
{
    const RegistrationFind *best = &all->at[0], *last = &all->at[all->n - 1];
    *ret_choice = (Choice){true, best->has_group ? best->group : best->id, last->rank + 1};
    for (size_t i = 0; i < all->n; i++)
        if (!all->at[i].has_group || all->at[i].group.v != ret_choice->group.v)
            TRY(q_registration_set_choice(cx, all->at[i].id, &ret_choice->group, (int32_t)i + 1, NULL));
    return NULL;
}

const Err *choice_join(Cx *cx, const SeminarFind *seminar, PersonId person, Choice *ret_choice,
                       RegistrationFind *ret_seat)
{
    RegistrationFindRows all;
    *ret_choice = (Choice){.rank = 1};
    TRY(q_registration_in_series(cx, seminar->series, person, &all));
    for (size_t i = 0; i < all.n; i++)
        if (registration_holds_seat(all.at[i].state))
            *ret_seat = all.at[i];
    return all.n ? group_of(cx, &all, ret_choice) : NULL;
}

const Err *choice_give_up_worse(Cx *cx, const Choice *choice, RegistrationId but,
                                RegistrationFindRows *ret_freed)
{
    RegistrationFindRows all = {0};
    if (choice->has_group)
        TRY(q_registration_choices(cx, choice->group, &all));
    *ret_freed = (RegistrationFindRows){0, NEW_ARRAY(cx->arena, RegistrationFind, all.n)};
    for (size_t i = 0; i < all.n; i++) {
        if (all.at[i].rank <= choice->rank || all.at[i].id.v == but.v)
            continue;
        TRY(registration_leave(cx, &all.at[i], REG_MAIL_GIVEN_UP, ""));
        if (registration_holds_seat(all.at[i].state))
            ret_freed->at[ret_freed->n++] = all.at[i];
    }
    return NULL;
}

const Err *choice_settle(Cx *cx, const RegistrationFindRows *freed)
{
    for (size_t i = 0; i < freed->n; i++)
        TRY(seats_settle(cx, freed->at[i].seminar));
    return NULL;
}

/* ---- moving ---- */

/* Makes room at the top of the group for what is liked best from now on. */
static const Err *lead_group(Cx *cx, const RegistrationFind *row, Choice *ret_choice)
{
    RegistrationFindRows all;
    Choice choice = {true, row->has_group ? row->group : row->id, 1};
    if (!row->has_group)
        TRY(q_registration_set_choice(cx, row->id, &choice.group, 1, NULL));
    TRY(q_registration_choices(cx, choice.group, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(q_registration_set_choice(cx, all.at[i].id, &choice.group, (int32_t)i + 2, NULL));
    *ret_choice = choice;
    return NULL;
}

static const Err *check_move(Cx *cx, const RegistrationFind *row, const SeminarFind *from,
                             const SeminarFind *to, Channel channel)
{
    if (!from->has_series || !to->has_series || from->series.v != to->series.v || from->id.v == to->id.v)
        return FAIL(cx, ERR_CONFLICT, "“{title}” is not another date of this seminar.", "title", to->title);
    if (row->state > REG_CONFIRMED)
        return FAIL(cx, ERR_CONFLICT, "This registration is {state}; it can't be moved.", "state",
                    t(cx, registration_state_name(row->state)));
    return registration_check_open(cx, to, channel);
}

const Err *registration_move(Cx *cx, RegistrationId id, SeminarId to, bool wait, Channel channel,
                             RegistrationAnswer *ret_answer)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row, there;
    SeminarFind from, target;
    Registrant who;
    bool found;
    TRY(registration_get(cx, id, &row));
    TRY(seats_catch_up(cx, row.seminar));
    TRY(seats_catch_up(cx, to));
    TRY(registration_get(cx, id, &row));
    TRY(seminar_get(cx, row.seminar, &from));
    TRY(seminar_get(cx, to, &target));
    TRY(check_move(cx, &row, &from, &target, channel));
    TRY(q_registration_of_pair(cx, to, row.person, &there, &found));
    if (found && there.state != REG_CANCELLED)
        return FAIL(cx, ERR_CONFLICT, "This person is registered there already: {state}.", "state",
                    t(cx, registration_state_name(there.state)));
    TRY(registration_as_registrant(cx, &row, &who));
    Ticket ticket = {
        .seminar = &target, .person = row.person, .who = &who, .channel = channel, .only_with_seat = !wait};
    RegistrationAnswer answer;
    TRY(lead_group(cx, &row, &ticket.choice));
    TRY(registration_admit(cx, &ticket, found ? &there : NULL, &answer));
    TRY(tx_commit(cx, &tx));
    *ret_answer = answer;
    return NULL;
}
