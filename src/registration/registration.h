/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registrations: who has a seat, who waits, and in which order (rules 1, 2, 6 and 7).
 *
 * All paths (page, officer, association, import, door) go through the functions here; one transaction
 * decides, and inside it one place (seats.c) between a seat and the list. seminar.seats_taken counts who
 * holds a seat, at the end of every transaction. Nobody who could have a seat waits: whatever frees seats
 * ends in seats_settle. Offers are in offer.c, equal dates in choice.c, groups in group.h, needs in needs.h,
 * attendance in attendance.h. */
#pragma once

#include "seminar/seminar.h"

/* The numbers are stored, and stand in registration.sql: 3 to 6 hold a seat. */
typedef enum RegistrationState {
    REG_PENDING = 1, /* waits for the association's approval */
    REG_WAITLISTED,
    REG_OFFERED, /* a seat is kept until it is taken up */
    REG_CONFIRMED,
    REG_ATTENDED,
    REG_NO_SHOW,
    REG_CANCELLED,
    REG_STATE_COUNT
} RegistrationState;

typedef enum Channel {
    CHANNEL_WEB = 1,
    CHANNEL_OFFICER, /* by phone, on paper, at the counter */
    CHANNEL_ASSOCIATION,
    CHANNEL_IMPORT,
    CHANNEL_DOOR, /* walked in on the day of a session */
    CHANNEL_COUNT
} Channel;

const char *registration_state_name(RegistrationState state); /* msgid */
const char *channel_name(Channel channel);                    /* msgid */
bool registration_step_allowed(RegistrationState from, RegistrationState to);
bool registration_holds_seat(RegistrationState state);

typedef struct Registrant {
    const char *name;
    const char *email, *phone;                             /* "": none; at least one of them is needed */
    AssociationId association;                             /* 0: none of the register */
    const char *organisation;                              /* as typed, when it is none of the register; "" */
    Lang lang;                                             /* of mails */
    const char *access_needs, *childcare, *interpretation; /* "": none; as needs.h writes them */
    SeminarId second; /* an equal date, taken if the first has no seat; 0: none */
} Registrant;

/* Nobody's wishes yet: every text is there, and empty, but for these two. */
static inline Registrant registrant_named(const char *name, const char *email)
{
    return (Registrant){.name = name,
                        .email = email,
                        .phone = "",
                        .organisation = "",
                        .access_needs = "",
                        .childcare = "",
                        .interpretation = ""};
}

typedef struct RegistrationAnswer {
    RegistrationId id;
    RegistrationState state;
    bool is_new; /* false: this person was registered already; nothing has changed */
} RegistrationAnswer;

/* Registers a person, or finds that they are registered, for this date or with a seat on an equal one. A seat
 * is confirmed when one is free and the association's cap allows; otherwise the person waits. Where the
 * seminar asks for approval, the registration is pending first, unless whoever approves it enters it. At the
 * door there is no list: a seat or CONFLICT. Writes the mail. The same e-mail address, or without one the
 * same name and phone number, is the same person; their stored data stay as they are. Who cancelled may come
 * back, to the end of the list. Fails: INPUT: neither e-mail nor phone; NOT_FOUND: seminar or association;
 * CONFLICT: registration is not open (an officer may register until the last day). */
MUST_USE const Err *registration_request(Cx *cx, SeminarId seminar, const Registrant *who, Channel channel,
                                         RegistrationAnswer *ret_answer);

/* What somebody typed as their organisation is this association of the register. CONFLICT: it belongs to one
 * already, or the association would have more seats than its cap. */
MUST_USE const Err *registration_assign(Cx *cx, RegistrationId id, AssociationId association);

/* Gives up a seat, an offer or a place in the list; a freed seat goes to exactly one who waits. Needs are
 * deleted. CONFLICT: cancelled already, or the seminar is held. */
MUST_USE const Err *registration_cancel(Cx *cx, RegistrationId id);
/* The same by the person: CONFLICT also from the beginning of the first session on. */
MUST_USE const Err *registration_withdraw(Cx *cx, RegistrationId id);

/* Somebody registered stands at the door: a seat if one is free for them, as CHANNEL_DOOR decides. CONFLICT:
 * none is, or the seminar does not run today. Nothing changes for who has a seat. */
MUST_USE const Err *registration_let_in(Cx *cx, RegistrationId id, RegistrationAnswer *ret_answer);

/* Decides a pending registration: with a seat or a place in the list, or by declining it with a reason (""
 * when approved). CONFLICT: it is not pending, or the seminar is not published or over. */
MUST_USE const Err *registration_approve(Cx *cx, RegistrationId id);
MUST_USE const Err *registration_decline(Cx *cx, RegistrationId id, const char *reason);

/* Takes up an offer; nothing changes for somebody who has the seat already. CONFLICT: there is no offer, or
 * it has lapsed. */
MUST_USE const Err *registration_accept(Cx *cx, RegistrationId id);

/* Moves to an equal date. With a seat there, both change at once; with none, CONFLICT, unless `wait`: then
 * the person waits there, liked best, and keeps what they have here. ret_answer: the registration there.
 * CONFLICT: not an equal date, registered there already, or registration there is not open. */
MUST_USE const Err *registration_move(Cx *cx, RegistrationId id, SeminarId to, bool wait, Channel channel,
                                      RegistrationAnswer *ret_answer);

/* Changes the number of seats; new ones go to who waits. CONFLICT: fewer than are taken, or than one
 * association holds. */
MUST_USE const Err *registration_set_seats(Cx *cx, SeminarId seminar, const SeminarSeats *seats);

/* Cancels the seminar: everybody gets a mail with the reason, cost lines that are not paid are released. */
MUST_USE const Err *registration_cancel_seminar(Cx *cx, SeminarId seminar, const char *reason);

/* What waiting_place tells: 1 is next. 0 for somebody who does not wait. Associations at their cap are passed
 * over when a seat becomes free, so it is a place, not a promise. */
MUST_USE const Err *registration_waiting_place(Cx *cx, SeminarId id, RegistrationId registration,
                                               int32_t *ret_place);

/* The registration behind a mailed link; NOT_FOUND for an unknown one, or one of another programme. */
MUST_USE const Err *registration_by_key(Cx *cx, const char *key, RegistrationId *ret_id);
/* A further link to the person's own page. Inside a transaction. */
MUST_USE const Err *registration_make_key(Cx *cx, RegistrationId id, const char **ret_key);

/* Jobs for housekeeping, in all programmes: offers whose time is over go to the next (any transaction on the
 * seminar does that too), reminders two days before the first session, news of changed sessions. */
MUST_USE const Err *registration_lapse_offers(Cx *cx);
MUST_USE const Err *registration_remind(Cx *cx);
MUST_USE const Err *registration_tell_news(Cx *cx);

/* Deletes access, childcare and interpretation needs of seminars whose last session was 30 days or more
 * before `today` (rule 9). All programmes; for a daily task. */
MUST_USE const Err *registration_forget_needs(Cx *cx, Date today, int64_t *ret_count);

/* The same by the clock: a job for housekeeping. */
MUST_USE const Err *registration_forget(Cx *cx);

enum { NEEDS_KEPT_DAYS = 30 };

ScopeFn registration_scope;
