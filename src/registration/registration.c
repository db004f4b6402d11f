/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Seats and the waiting list; see registration.h. */
#include "registration/registration.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "i18n/format.h"
#include "plan/budget.h"
#include "programme/audit.h"
#include "programme/person.h"
#include "programme/secret.h"
#include "registration.sql.h"
#include "registration/registration_mail.h"
#include "registration/registration_rules.h"

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
    [REG_OFFERED] = {N_("seat offered"),
                     true,
                     {[REG_CONFIRMED] = true, [REG_WAITLISTED] = true, [REG_CANCELLED] = true}},
    [REG_CONFIRMED] = {N_("confirmed"),
                       true,
                       {[REG_ATTENDED] = true, [REG_NO_SHOW] = true, [REG_CANCELLED] = true}},
    [REG_ATTENDED] = {N_("took part"), true, {[REG_NO_SHOW] = true}},
    [REG_NO_SHOW] = {N_("did not come"), true, {[REG_ATTENDED] = true}},
    [REG_CANCELLED] = {N_("cancelled"), false, {[REG_WAITLISTED] = true, [REG_CONFIRMED] = true}},
};

static const char *const channels[CHANNEL_COUNT] = {
    [CHANNEL_WEB] = N_("web page"),
    [CHANNEL_OFFICER] = N_("office"),
    [CHANNEL_ASSOCIATION] = N_("association"),
    [CHANNEL_IMPORT] = N_("import"),
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

/* ---- seats ---- */

/* Every change of a state goes through here, so that seats_taken never parts from the registrations. */
const Err *registration_step(Cx *cx, const RegistrationFind *row, RegistrationState to)
{
    int64_t count = 0;
    if (registration_step_allowed(row->state, to))
        TRY(q_registration_set_state(cx, row->id, row->state, to, cx_now(cx), &count));
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
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "state", registration_state_name(row->state), registration_state_name(to));
    return audit_add(cx, "registration.step", "registration", row->id.v, buf_text(&detail));
}

static const Err *cap_allows(Cx *cx, const SeminarFind *seminar, const AssociationId *association,
                             bool *ret_allows)
{
    *ret_allows = true;
    if (!association || seminar->seats_each == 0)
        return NULL;
    SeatsHeldByAssociation held;
    TRY(q_seats_held_by_association(cx, seminar->id, *association, &held));
    *ret_allows = held.n < seminar->seats_each;
    return NULL;
}

/* A free seat, if the cap allows one: then it is taken already. */
static const Err *take_seat(Cx *cx, const SeminarFind *seminar, const AssociationId *association,
                            bool *ret_taken)
{
    bool allowed;
    TRY(cap_allows(cx, seminar, association, &allowed));
    int64_t count = 0;
    if (allowed)
        TRY(q_seats_take(cx, seminar->id, &count));
    *ret_taken = count > 0;
    return NULL;
}

static const Err *waiting_list(Cx *cx, const SeminarFind *seminar, WaitingListRows *ret_list)
{
    int year = date_parts(seminar->has_first_day ? seminar->first_day : local_today(cx)).year;
    return q_waiting_list(cx, seminar->id, date_make(year, 1, 1), date_make(year, 12, 31), ret_list);
}

static const Err *promote_next(Cx *cx, const SeminarFind *seminar, bool *ret_promoted)
{
    *ret_promoted = false;
    WaitingListRows list;
    TRY(waiting_list(cx, seminar, &list));
    for (size_t i = 0; i < list.n; i++) {
        const WaitingList *entry = &list.at[i];
        if (entry->has_association && seminar->seats_each && entry->seats_held >= seminar->seats_each)
            continue;
        RegistrationFind row;
        TRY(registration_get(cx, entry->id, &row));
        TRY(registration_step(cx, &row, REG_CONFIRMED));
        *ret_promoted = true;
        return registration_mail(cx, entry->id, REG_MAIL_PROMOTED, "");
    }
    return NULL;
}

/* Gives free seats to who waits, in order, until none is free or nobody is left whose cap allows. After one
 * cancellation that is at most one: before it, nobody waited who could have had a seat. */
static const Err *fill_seats(Cx *cx, SeminarId id)
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

const Err *registration_waiting_place(Cx *cx, SeminarId id, RegistrationId registration, int32_t *ret_place)
{
    SeminarFind seminar;
    TRY(seminar_get(cx, id, &seminar));
    WaitingListRows list;
    TRY(waiting_list(cx, &seminar, &list));
    *ret_place = 0;
    for (size_t i = 0; i < list.n; i++)
        if (list.at[i].id.v == registration.v)
            *ret_place = (int32_t)i + 1;
    return NULL;
}

/* ---- request ---- */

static const Err *check_open(Cx *cx, const SeminarFind *row, Channel channel)
{
    SeminarDates dates = seminar_dates(row);
    Date today = local_today(cx);
    SeminarPhase phase = seminar_phase(&dates, row->capacity - row->seats_taken, today);
    if (phase == PHASE_OPEN || phase == PHASE_FULL)
        return NULL;
    bool by_hand = channel == CHANNEL_OFFICER || channel == CHANNEL_IMPORT;
    if (by_hand && (phase == PHASE_EARLY || phase == PHASE_SHUT || phase == PHASE_RUNNING))
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

typedef struct Ticket {
    const SeminarFind *seminar;
    PersonId person;
    const Registrant *who;
    Channel channel;
} Ticket;

/* Decides between a seat and the list, and writes the registration: a new one, or (earlier not NULL) one that
 * was cancelled. */
static const Err *admit(Cx *cx, const Ticket *ticket, const RegistrationFind *earlier,
                        RegistrationAnswer *ret_answer)
{
    const Registrant *who = ticket->who;
    const AssociationId *association = who->association.v ? &who->association : NULL;
    bool taken;
    TRY(take_seat(cx, ticket->seminar, association, &taken));
    RegistrationState state = taken ? REG_CONFIRMED : REG_WAITLISTED;
    PlaceNext next;
    TRY(q_place_next(cx, ticket->seminar->id, &next));
    RegistrationId id;
    if (earlier) {
        id = earlier->id;
        TRY(q_registration_renew(cx, id, association, who->organisation, state, ticket->channel, who->lang,
                                 next.place, cx_now(cx), NULL));
    } else {
        TRY(q_registration_insert(cx, cx->programme, ticket->seminar->id, ticket->person, association,
                                  who->organisation, state, ticket->channel, who->lang, next.place,
                                  cx_now(cx), &id));
    }
    TRY(store_needs(cx, id, who));
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "state", earlier ? registration_state_name(earlier->state) : "",
                 registration_state_name(state));
    audit_change(&detail, "channel", "", channel_name(ticket->channel));
    TRY(audit_add(cx, "registration.request", "registration", id.v, buf_text(&detail)));
    *ret_answer = (RegistrationAnswer){.id = id, .state = state, .is_new = true};
    return registration_mail(cx, id, taken ? REG_MAIL_CONFIRMED : REG_MAIL_WAITING, "");
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
    SeminarFind seminar;
    TRY(seminar_get(cx, id, &seminar));
    TRY(check_open(cx, &seminar, channel));
    TRY(check_association(cx, who->association, channel));
    Ticket ticket = {.seminar = &seminar, .who = who, .channel = channel};
    TRY(find_person(cx, who, &ticket.person));
    RegistrationFind earlier;
    bool found;
    TRY(q_registration_of_pair(cx, id, ticket.person, &earlier, &found));
    RegistrationAnswer answer = {.id = earlier.id, .state = earlier.state};
    if (found && earlier.state != REG_CANCELLED)
        TRY(registration_mail(cx, earlier.id, REG_MAIL_AGAIN, ""));
    else
        TRY(admit(cx, &ticket, found ? &earlier : NULL, &answer));
    TRY(tx_commit(cx, &tx));
    *ret_answer = answer;
    return NULL;
}

/* ---- cancellation ---- */

static const Err *leave(Cx *cx, const RegistrationFind *row, RegistrationMail mail, const char *reason)
{
    TRY(registration_step(cx, row, REG_CANCELLED));
    TRY(q_needs_remove(cx, row->id, NULL));
    return registration_mail(cx, row->id, mail, reason);
}

const Err *registration_cancel(Cx *cx, RegistrationId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row;
    TRY(registration_get(cx, id, &row));
    TRY(leave(cx, &row, REG_MAIL_CANCELLED, ""));
    if (registration_holds_seat(row.state))
        TRY(fill_seats(cx, row.seminar));
    return tx_commit(cx, &tx);
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
            TRY(leave(cx, &row, REG_MAIL_SEMINAR_CANCELLED, reason));
    }
    TRY(budget_release_seminar(cx, seminar, reason));
    return tx_commit(cx, &tx);
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

const Err *registration_set_seats(Cx *cx, SeminarId id, int32_t version, const SeminarSeats *seats)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind old;
    TRY(seminar_get(cx, id, &old));
    TRY(seminar_check_changeable(cx, &old));
    TRY(check_seats(cx, &old, seats));
    int64_t count;
    TRY(q_seats_set(cx, id, version, seats->capacity, seats->minimum, seats->each, &count));
    if (count == 0)
        return FAIL(cx, ERR_CONFLICT,
                    "Somebody else has changed this seminar meanwhile. Nothing was saved: compare the two "
                    "versions, and save again.");
    Buf detail = buf_make(cx->arena);
    audit_change_i64(&detail, "capacity", old.capacity, seats->capacity);
    audit_change_i64(&detail, "minimum", old.minimum, seats->minimum);
    audit_change_i64(&detail, "seats_each", old.seats_each, seats->each);
    TRY(audit_add(cx, "seminar.seats", "seminar", id.v, buf_text(&detail)));
    TRY(fill_seats(cx, id));
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
