/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* States, requests, approval and cancellation; see registration.h. Who gets a seat is decided in seats.c. */
#include "registration/registration.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "i18n/format.h"
#include "plan/budget.h"
#include "programme/audit.h"
#include "programme/person.h"
#include "programme/secret.h"
#include "registration.sql.h"
#include "registration/check_in.h"
#include "registration/registration_mail.h"
#include "registration/letter.h"
#include "registration/registration_rules.h"

/* Who waits for approval or cancelled goes to where a new request would; an offer is taken up or ends. */
static const struct {
    const char *name;
    bool holds_seat;
    bool to[REG_STATE_COUNT];
} states[REG_STATE_COUNT] = {
    [REG_PENDING] = {N_("waiting for approval"),
                     false,
                     {[REG_WAITLISTED] = true, [REG_CONFIRMED] = true, [REG_CANCELLED] = true}},
    [REG_WAITLISTED] = {N_("on the waiting list"),
                        false,
                        {[REG_OFFERED] = true, [REG_CONFIRMED] = true, [REG_CANCELLED] = true}},
    [REG_OFFERED] = {N_("seat offered"), true, {[REG_CONFIRMED] = true, [REG_CANCELLED] = true}},
    [REG_CONFIRMED] = {N_("confirmed"),
                       true,
                       {[REG_ATTENDED] = true, [REG_NO_SHOW] = true, [REG_CANCELLED] = true}},
    [REG_ATTENDED] = {N_("took part"), true, {[REG_NO_SHOW] = true}},
    [REG_NO_SHOW] = {N_("did not come"), true, {[REG_ATTENDED] = true}},
    [REG_CANCELLED] = {N_("cancelled"),
                       false,
                       {[REG_PENDING] = true, [REG_WAITLISTED] = true, [REG_CONFIRMED] = true}},
};

static const char *const channels[CHANNEL_COUNT] = {
    [CHANNEL_WEB] = N_("web page"),
    [CHANNEL_OFFICER] = N_("office"),
    [CHANNEL_ASSOCIATION] = N_("association"),
    [CHANNEL_IMPORT] = N_("import"),
    [CHANNEL_DOOR] = N_("at the door"),
};

const char *registration_state_name(RegistrationState state)
{
    return states[state].name;
}

const char *channel_name(Channel channel)
{
    return channels[channel];
}

bool registration_step_allowed(RegistrationState from, RegistrationState to)
{
    return states[from].to[to];
}

bool registration_holds_seat(RegistrationState state)
{
    return states[state].holds_seat;
}

const Err *registration_get(Cx *cx, RegistrationId id, RegistrationFind *ret_row)
{
    RegistrationFind row;
    bool found;
    TRY(q_registration_find(cx, id, &row, &found));
    if (!found || row.programme.v != cx->programme.v)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such registration here.");
    *ret_row = row;
    return NULL;
}

/* ---- the one step ---- */

static const Err *audit_step(Cx *cx, const RegistrationFind *row, RegistrationState to)
{
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "state", registration_state_name(row->state), registration_state_name(to));
    return audit_add(cx, "registration.step", "registration", row->id.v, buf_text(&detail));
}

/* Every change of a state goes through here, so that seats_taken never parts from the registrations. */
const Err *registration_step_until(Cx *cx, const RegistrationFind *row, RegistrationState to,
                                   const Time *until)
{
    int64_t count = 0;
    if (registration_step_allowed(row->state, to))
        TRY(q_registration_set_state(cx, row->id, row->state, to, until, cx_now(cx), &count));
    if (count == 0)
        return FAIL(cx, ERR_CONFLICT, "This registration is {from}; it can't become {to}.", "from",
                    t(cx, registration_state_name(row->state)), "to", t(cx, registration_state_name(to)));
    bool held = registration_holds_seat(row->state), holds = registration_holds_seat(to);
    if (held && !holds)
        TRY(q_seats_give_back(cx, row->seminar, NULL));
    int64_t taken = 1;
    if (!held && holds)
        TRY(q_seats_take(cx, row->seminar, &taken));
    if (taken == 0)
        return FAIL(cx, ERR_CONFLICT, "No seat is free in this seminar.");
    return audit_step(cx, row, to);
}

const Err *registration_leave(Cx *cx, const RegistrationFind *row, RegistrationMail mail, const char *reason)
{
    TRY(registration_step(cx, row, REG_CANCELLED));
    TRY(q_needs_remove(cx, row->id, NULL));
    return registration_mail(cx, row->id, mail, reason);
}

/* ---- request ---- */

/* At the door: on a day of the seminar, so that the number of seats can still be kept. */
static bool by_hand(const SeminarFind *row, SeminarPhase phase, Channel channel)
{
    switch (channel) {
    case CHANNEL_OFFICER:
    case CHANNEL_IMPORT:
        return phase == PHASE_EARLY || phase == PHASE_SHUT || phase == PHASE_RUNNING;
    case CHANNEL_DOOR:
        return phase == PHASE_RUNNING && row->state == SEMINAR_PUBLISHED;
    default:
        return false;
    }
}

const Err *registration_check_open(Cx *cx, const SeminarFind *row, Channel channel)
{
    SeminarDates dates = seminar_dates(row);
    Date today = local_today(cx);
    SeminarPhase phase = seminar_phase(&dates, row->capacity - row->seats_taken, today);
    if (channel != CHANNEL_DOOR && (phase == PHASE_OPEN || phase == PHASE_FULL))
        return NULL;
    if (by_hand(row, phase, channel))
        return NULL;
    return FAIL(cx, ERR_CONFLICT, "One can't register for “{title}” at present: {phase}.", "title",
                row->title, "phase", t(cx, seminar_phase_name(phase)));
}

static const Err *check_association(Cx *cx, AssociationId id, Channel channel)
{
    if (id.v == 0)
        return NULL;
    RegistrationAssociation row;
    bool found;
    TRY(q_registration_association(cx, id, cx->programme, &row, &found));
    if (!found || (channel == CHANNEL_WEB && !row.may_publish))
        return FAIL(cx, ERR_NOT_FOUND, "There is no such association in the list. Please choose “other”.");
    return NULL;
}

/* Digits and a leading plus: how a number is compared. */
static const char *phone_digits(Cx *cx, const char *typed)
{
    char *digits = arena_text(cx->arena, typed);
    size_t n = 0;
    for (const char *c = typed; *c; c++)
        if ((*c >= '0' && *c <= '9') || (*c == '+' && n == 0))
            digits[n++] = *c;
    digits[n] = '\0';
    return digits;
}

static const Err *find_person(Cx *cx, const Registrant *who, PersonId *ret_person)
{
    const char *phone = phone_digits(cx, who->phone);
    if (!who->email[0]) {
        PersonByPhone known;
        bool found;
        TRY(q_person_by_phone(cx, cx->programme, text_fold(cx->arena, who->name), phone, &known, &found));
        if (found) {
            *ret_person = known.id;
            return NULL;
        }
    }
    char *email = arena_text(cx->arena, who->email);
    for (char *c = email; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c += 'a' - 'A';
    bool is_new;
    return person_find_or_create(
        cx, &(NewPerson){.name = who->name, .email = email, .phone = phone, .lang = who->lang}, ret_person,
        &is_new);
}

static const Err *store_needs(Cx *cx, RegistrationId id, const Registrant *who)
{
    if (!who->access_needs[0] && !who->childcare[0] && !who->interpretation[0])
        return NULL;
    return q_needs_put(cx, id, who->access_needs, who->childcare, who->interpretation, NULL);
}

/* Whoever enters it decides, if it is theirs to decide: the association's manager, the door, and the office
 * for people of no registered association. */
static bool needs_approval(const Ticket *ticket)
{
    bool is_theirs = ticket->channel == CHANNEL_ASSOCIATION || ticket->channel == CHANNEL_DOOR ||
                     (ticket->channel != CHANNEL_WEB && ticket->who->association.v == 0);
    return ticket->seminar->approval && !is_theirs;
}

static const Err *decide(Cx *cx, const Ticket *ticket, RegistrationState *ret_state)
{
    const Registrant *who = ticket->who;
    bool is_free;
    TRY(seat_is_free(cx, ticket->seminar, who->association.v ? &who->association : NULL, &is_free));
    if (!is_free && ticket->only_with_seat)
        return FAIL(cx, ERR_CONFLICT, "No seat is free in “{title}” for this person.", "title",
                    ticket->seminar->title);
    *ret_state = needs_approval(ticket) ? REG_PENDING : is_free ? REG_CONFIRMED : REG_WAITLISTED;
    return NULL;
}

static const Err *write_row(Cx *cx, const Ticket *ticket, const RegistrationFind *earlier,
                            RegistrationState state, RegistrationId *ret_id)
{
    const Registrant *who = ticket->who;
    const AssociationId *association = who->association.v ? &who->association : NULL;
    const RegistrationId *group = ticket->choice.has_group ? &ticket->choice.group : NULL;
    int32_t rank = ticket->choice.rank;
    PlaceNext next;
    TRY(q_place_next(cx, ticket->seminar->id, &next));
    if (!earlier)
        return q_registration_insert(cx, cx->programme, ticket->seminar->id, ticket->person, association,
                                     who->organisation, state, ticket->channel, who->lang, next.place, group,
                                     rank, cx_now(cx), ret_id);
    *ret_id = earlier->id;
    return q_registration_renew(cx, earlier->id, association, who->organisation, state, ticket->channel,
                                who->lang, next.place, group, rank, cx_now(cx), NULL);
}

static const Err *audit_request(Cx *cx, RegistrationId id, const RegistrationFind *earlier,
                                RegistrationState state, Channel channel)
{
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "state", earlier ? registration_state_name(earlier->state) : "",
                 registration_state_name(state));
    audit_change(&detail, "channel", "", channel_name(channel));
    return audit_add(cx, "registration.request", "registration", id.v, buf_text(&detail));
}

static const RegistrationMail first_mails[REG_STATE_COUNT] = {[REG_PENDING] = REG_MAIL_PENDING,
                                                              [REG_WAITLISTED] = REG_MAIL_WAITING,
                                                              [REG_CONFIRMED] = REG_MAIL_CONFIRMED};

const Err *registration_admit(Cx *cx, const Ticket *ticket, const RegistrationFind *earlier,
                              RegistrationAnswer *ret_answer)
{
    RegistrationState state;
    RegistrationFindRows freed = {0};
    RegistrationId id;
    int64_t taken = 1;
    TRY(decide(cx, ticket, &state));
    if (state == REG_CONFIRMED) {
        TRY(choice_give_up_worse(cx, &ticket->choice, (RegistrationId){0}, &freed));
        TRY(q_seats_take(cx, ticket->seminar->id, &taken));
    }
    if (taken == 0)
        return FAIL(cx, ERR_CONFLICT, "No seat is free in this seminar.");
    TRY(write_row(cx, ticket, earlier, state, &id));
    TRY(store_needs(cx, id, ticket->who));
    TRY(audit_request(cx, id, earlier, state, ticket->channel));
    TRY(registration_mail(cx, id, first_mails[state], ""));
    TRY(choice_settle(cx, &freed));
    *ret_answer = (RegistrationAnswer){.id = id, .state = state, .is_new = true};
    return NULL;
}

/* Somebody who is on the list, or about to be approved, stands at the door and gets the seat, if there is
 * one. */
static const Err *let_in(Cx *cx, const SeminarFind *seminar, const RegistrationFind *row,
                         RegistrationAnswer *ret_answer)
{
    bool is_free = row->state == REG_OFFERED;
    if (!is_free)
        TRY(seat_is_free(cx, seminar, row->has_association ? &row->association : NULL, &is_free));
    if (!is_free)
        return FAIL(cx, ERR_CONFLICT, "No seat is free in “{title}” for this person.", "title",
                    seminar->title);
    TRY(registration_confirm(cx, row, REG_MAIL_CONFIRMED));
    *ret_answer = (RegistrationAnswer){row->id, REG_CONFIRMED, true};
    return NULL;
}

static const Err *known_already(Cx *cx, const Ticket *ticket, const RegistrationFind *row,
                                RegistrationAnswer *ret_answer)
{
    bool may_come_in = row->state < REG_CONFIRMED && row->seminar.v == ticket->seminar->id.v;
    if (ticket->channel == CHANNEL_DOOR && may_come_in)
        return let_in(cx, ticket->seminar, row, ret_answer);
    *ret_answer = (RegistrationAnswer){.id = row->id, .state = row->state};
    return registration_mail(cx, row->id, REG_MAIL_AGAIN, "");
}

static const Err *request_one(Cx *cx, SeminarId id, const Registrant *who, PersonId person, Channel channel,
                              RegistrationAnswer *ret_answer)
{
    TRY(seats_catch_up(cx, id));
    SeminarFind seminar;
    TRY(seminar_get(cx, id, &seminar));
    TRY(registration_check_open(cx, &seminar, channel));
    Ticket ticket = {.seminar = &seminar,
                     .who = who,
                     .person = person,
                     .channel = channel,
                     .choice = {.rank = 1},
                     .only_with_seat = channel == CHANNEL_DOOR};
    RegistrationFind earlier, seat = {0};
    bool found;
    TRY(q_registration_of_pair(cx, id, person, &earlier, &found));
    if (found && earlier.state != REG_CANCELLED)
        return known_already(cx, &ticket, &earlier, ret_answer);
    if (seminar.has_series)
        TRY(choice_join(cx, &seminar, person, &ticket.choice, &seat));
    if (seat.id.v)
        return known_already(cx, &ticket, &seat, ret_answer);
    return registration_admit(cx, &ticket, found ? &earlier : NULL, ret_answer);
}

static const Err *check_second(Cx *cx, SeminarId first, SeminarId second)
{
    if (second.v == 0)
        return NULL;
    SeminarFind a, b;
    TRY(seminar_get(cx, first, &a));
    TRY(seminar_get(cx, second, &b));
    if (a.id.v == b.id.v || !a.has_series || !b.has_series || a.series.v != b.series.v)
        return FAIL(cx, ERR_CONFLICT, "“{title}” is not another date of this seminar.", "title", b.title);
    return NULL;
}

/* Whoever typed the name of a registered association belongs to it. */
static const Err *find_organisation(Cx *cx, Registrant *who)
{
    if (who->association.v != 0 || !*who->organisation)
        return NULL;
    AssociationByKey match;
    bool found;
    TRY(organisation_match(cx, who->organisation, &match, &found));
    if (found) {
        who->association = match.id;
        who->organisation = "";
    }
    return NULL;
}

const Err *registration_request(Cx *cx, SeminarId id, const Registrant *who, Channel channel,
                                RegistrationAnswer *ret_answer)
{
    if (!who->email[0] && !who->phone[0])
        return FAIL(cx, ERR_INPUT,
                    "Please give an e-mail address or a phone number, so that we can reach you.");
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    PersonId person;
    RegistrationAnswer answer, second;
    TRY(check_association(cx, who->association, channel));
    Registrant known = *who;
    TRY(find_organisation(cx, &known));
    who = &known;
    TRY(find_person(cx, who, &person));
    TRY(check_second(cx, id, who->second));
    TRY(request_one(cx, id, who, person, channel, &answer));
    if (who->second.v && answer.is_new && answer.state != REG_CONFIRMED)
        TRY(request_one(cx, who->second, who, person, channel, &second));
    TRY(tx_commit(cx, &tx));
    *ret_answer = answer;
    return NULL;
}

const Err *registration_as_registrant(Cx *cx, const RegistrationFind *row, Registrant *ret_who)
{
    NeedsFind needs;
    bool found;
    TRY(q_needs_find(cx, row->id, &needs, &found));
    *ret_who = registrant_named("", "");
    ret_who->association.v = row->has_association ? row->association.v : 0;
    ret_who->organisation = row->organisation;
    ret_who->lang = row->lang;
    if (found) {
        ret_who->access_needs = needs.access_needs;
        ret_who->childcare = needs.childcare;
        ret_who->interpretation = needs.interpretation;
    }
    return NULL;
}

const Err *registration_let_in(Cx *cx, RegistrationId id, RegistrationAnswer *ret_answer)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row;
    RegistrationAnswer answer;
    TRY(registration_get(cx, id, &row));
    Registrant who;
    TRY(registration_as_registrant(cx, &row, &who));
    if (registration_holds_seat(row.state) && row.state != REG_OFFERED)
        answer = (RegistrationAnswer){.id = id, .state = row.state};
    else
        TRY(request_one(cx, row.seminar, &who, row.person, CHANNEL_DOOR, &answer));
    TRY(tx_commit(cx, &tx));
    *ret_answer = answer;
    return NULL;
}

/* ---- approval ---- */

static const Err *find_pending(Cx *cx, RegistrationId id, RegistrationFind *ret_row, SeminarFind *ret_seminar)
{
    TRY(registration_get(cx, id, ret_row));
    TRY(seats_catch_up(cx, ret_row->seminar));
    TRY(seminar_get(cx, ret_row->seminar, ret_seminar));
    if (ret_row->state != REG_PENDING)
        return FAIL(cx, ERR_CONFLICT, "This registration is decided already: {state}.", "state",
                    t(cx, registration_state_name(ret_row->state)));
    return NULL;
}

const Err *registration_approve(Cx *cx, RegistrationId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row;
    SeminarFind seminar;
    bool is_free;
    TRY(find_pending(cx, id, &row, &seminar));
    if (seminar.state != SEMINAR_PUBLISHED || seminar.last_day.days < local_today(cx).days)
        return FAIL(cx, ERR_CONFLICT, "“{title}” is over or does not take place; nobody can join any more.",
                    "title", seminar.title);
    TRY(seat_is_free(cx, &seminar, row.has_association ? &row.association : NULL, &is_free));
    if (is_free) {
        TRY(registration_confirm(cx, &row, REG_MAIL_CONFIRMED));
    } else {
        TRY(registration_step(cx, &row, REG_WAITLISTED));
        TRY(registration_mail(cx, id, REG_MAIL_WAITING, ""));
    }
    return tx_commit(cx, &tx);
}

const Err *registration_decline(Cx *cx, RegistrationId id, const char *reason)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row;
    SeminarFind seminar;
    TRY(find_pending(cx, id, &row, &seminar));
    TRY(registration_leave(cx, &row, REG_MAIL_DECLINED, reason));
    return tx_commit(cx, &tx);
}

/* ---- cancellation ---- */

const Err *registration_cancel(Cx *cx, RegistrationId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row;
    TRY(registration_get(cx, id, &row));
    TRY(seats_catch_up(cx, row.seminar));
    TRY(registration_get(cx, id, &row));
    TRY(registration_leave(cx, &row, REG_MAIL_CANCELLED, ""));
    if (registration_holds_seat(row.state))
        TRY(seats_settle(cx, row.seminar));
    return tx_commit(cx, &tx);
}

const Err *registration_withdraw(Cx *cx, RegistrationId id)
{
    RegistrationFind row;
    Time begins;
    bool found;
    TRY(registration_get(cx, id, &row));
    TRY(seminar_begins(cx, row.seminar, &begins, &found));
    if (found && begins.seconds <= cx_now(cx).seconds)
        return FAIL(cx, ERR_CONFLICT,
                    "The seminar has begun. Please tell us by phone or e-mail if you can't come any more.");
    return registration_cancel(cx, id);
}

const Err *registration_cancel_seminar(Cx *cx, SeminarId seminar, const char *reason)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "reason", "", reason);
    TRY(seminar_step(cx, seminar, SEMINAR_CANCELLED, buf_text(&detail)));
    RegistrationListRows people;
    TRY(q_registration_list(cx, seminar, &people));
    for (size_t i = 0; i < people.n; i++) {
        RegistrationFind row;
        TRY(registration_get(cx, people.at[i].id, &row));
        if (row.state != REG_CANCELLED)
            TRY(registration_leave(cx, &row, REG_MAIL_SEMINAR_CANCELLED, reason));
    }
    TRY(budget_release_seminar(cx, seminar, reason));
    return tx_commit(cx, &tx);
}

/* ---- links, retention, scope ---- */

enum { KEY_BYTES = 20 };

const Err *registration_make_key(Cx *cx, RegistrationId id, const char **ret_key)
{
    char *key = arena_alloc(cx->arena, ENV_TOKEN_ROOM(KEY_BYTES));
    env_token(cx->env, KEY_BYTES, key);
    TRY(q_registration_key_add(cx, secret_token_hash(cx->arena, key), id, NULL));
    *ret_key = key;
    return NULL;
}

const Err *registration_by_key(Cx *cx, const char *key, RegistrationId *ret_id)
{
    RegistrationByKeyHash row;
    bool found;
    TRY(q_registration_by_key_hash(cx, secret_token_hash(cx->arena, key), &row, &found));
    if (!found || row.programme.v != cx->programme.v)
        return FAIL(cx, ERR_NOT_FOUND,
                    "This link leads to no registration. Please use the link of our latest mail, or ask us "
                    "for a new one.");
    *ret_id = row.id;
    return NULL;
}

const Err *registration_forget_needs(Cx *cx, Date today, int64_t *ret_count)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    int64_t count;
    TRY(q_needs_forget(cx, (Date){today.days - NEEDS_KEPT_DAYS}, &count));
    TRY(tx_commit(cx, &tx));
    *ret_count = count;
    return NULL;
}

const Err *registration_forget(Cx *cx)
{
    enum { DAY_S = 86400 };
    int64_t count;
    TRY(check_in_forget(cx));
    TRY(letters_forget(cx));
    return registration_forget_needs(cx, (Date){(int32_t)(cx_now(cx).seconds / DAY_S)}, &count);
}

const Err *registration_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    RegistrationFind row;
    bool found;
    TRY(q_registration_find(cx, (RegistrationId){id}, &row, &found));
    if (found)
        *ret_scope = (ObjectScope){.exists = true,
                                   .programme = row.programme,
                                   .has_association = row.has_association,
                                   .association = row.association,
                                   .by_consultants = true,
                                   .seminar = row.seminar,
                                   .has_person = true,
                                   .person = row.person};
    return NULL;
}
