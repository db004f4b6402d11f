/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of this folder share: a registration's row, the one step that changes its state, and the one
 * place where seats are given. */
#pragma once

#include "registration.sql.h"
#include "registration/registration.h"
#include "registration/registration_mail.h"
#include "seminar/seminar_rules.h"

/* NOT_FOUND also for one of another programme. */
MUST_USE const Err *registration_get(Cx *cx, RegistrationId id, RegistrationFind *ret_row);
/* Changes the state, keeps seminar.seats_taken, writes the audit log. until: of an offer, else NULL.
 * CONFLICT: step not allowed, or no seat. */
MUST_USE const Err *registration_step_until(Cx *cx, const RegistrationFind *row, RegistrationState to,
                                            const Time *until);
static inline MUST_USE const Err *registration_step(Cx *cx, const RegistrationFind *row, RegistrationState to)
{
    return registration_step_until(cx, row, to, NULL);
}
/* Cancels: step, needs, mail. What it held is free afterwards, until seats_settle. */
MUST_USE const Err *registration_leave(Cx *cx, const RegistrationFind *row, RegistrationMail mail,
                                       const char *reason);

/* ---- seats.c ---- */

/* May somebody of this association (NULL: none of the register) have a seat now? */
MUST_USE const Err *seat_is_free(Cx *cx, const SeminarFind *seminar, const AssociationId *association,
                                 bool *ret_free);
/* Gives free seats to who waits, in order, until none is free or nobody is left whose cap allows. After one
 * cancellation that is at most one: before it, nobody waited who could have had a seat. */
MUST_USE const Err *seats_settle(Cx *cx, SeminarId id);
/* First of all in a transaction on a seminar: offers whose time is over go on, so that a late job changes
 * nothing. */
MUST_USE const Err *seats_catch_up(Cx *cx, SeminarId id);
/* Who waits, in the order of rule 2. */
MUST_USE const Err *seats_waiting_list(Cx *cx, const SeminarFind *seminar, WaitingListRows *ret_list);
/* Confirms one who is pending, waits or has an offer: gives up what they like less, and settles that. */
MUST_USE const Err *registration_confirm(Cx *cx, const RegistrationFind *row, RegistrationMail mail);

/* ---- organisation.c ---- */

/* The one association that a typed name means. */
MUST_USE const Err *organisation_match(Cx *cx, const char *typed, AssociationByKey *ret_match,
                                       bool *ret_found);

/* ---- offer.c ---- */

typedef struct SeatOffer {
    bool can_give;  /* false: too late, nobody could be reached in time */
    bool is_needed; /* the seminar is near: the seat is offered until then */
    Time until;
} SeatOffer;

/* How a seat that becomes free now is given. */
MUST_USE const Err *offer_terms(Cx *cx, const SeminarFind *seminar, SeatOffer *ret_offer);
/* Cancels the offers of a seminar whose time is over, with mails. */
MUST_USE const Err *offers_lapse(Cx *cx, SeminarId seminar, bool *ret_any);
/* The instant at which the first session begins; false without sessions. */
MUST_USE const Err *seminar_begins(Cx *cx, SeminarId seminar, Time *ret_time, bool *ret_found);

/* ---- choice.c ---- */

typedef struct Choice {
    bool has_group;
    RegistrationId group;
    int32_t rank;
} Choice;

/* The place of a new registration among what the person has on equal dates: after all of it. ret_seat: the
 * one with a seat (id 0: none); then there is nothing to choose. */
MUST_USE const Err *choice_join(Cx *cx, const SeminarFind *seminar, PersonId person, Choice *ret_choice,
                                RegistrationFind *ret_seat);
/* Gives up all that is liked less than this; ret_freed: the seminars that must be settled afterwards. */
MUST_USE const Err *choice_give_up_worse(Cx *cx, const Choice *choice, RegistrationId but,
                                         RegistrationFindRows *ret_freed);
MUST_USE const Err *choice_settle(Cx *cx, const RegistrationFindRows *freed);

/* ---- registration.c, for choice.c ---- */

typedef struct Ticket {
    const SeminarFind *seminar;
    PersonId person;
    const Registrant *who;
    Channel channel;
    Choice choice;
    bool only_with_seat; /* CONFLICT instead of a place in the list */
} Ticket;

/* Decides between a seat, the list and approval, and writes the registration: a new one, or (earlier not
 * NULL) one that was cancelled. */
MUST_USE const Err *registration_admit(Cx *cx, const Ticket *ticket, const RegistrationFind *earlier,
                                       RegistrationAnswer *ret_answer);
MUST_USE const Err *registration_check_open(Cx *cx, const SeminarFind *row, Channel channel);

/* Who is registered as one registers again: with the same association, language and needs; without name and
 * addresses, which are the person's. */
MUST_USE const Err *registration_as_registrant(Cx *cx, const RegistrationFind *row, Registrant *ret_who);

/* ---- attendance.c ---- */

/* NOT_FOUND also for a session of another programme. */
MUST_USE const Err *session_get(Cx *cx, SessionId id, SessionOfProgramme *ret_session);

/* A session of which attendance can be recorded. NOT_FOUND; CONFLICT: not published, or in the future. */
MUST_USE const Err *attendance_session(Cx *cx, SessionId id, SessionOfProgramme *ret_session);
/* In a seminar that is held already, the states follow the minutes. */
MUST_USE const Err *attendance_settle(Cx *cx, const SessionOfProgramme *session);

/* ---- jobs ---- */

/* Lets a job that concerns all programmes speak for one of them. */
MUST_USE const Err *job_enter(Cx *cx, ProgrammeId id);
