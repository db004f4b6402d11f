/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See personal_data.h. */
#include "registration/personal_data.h"

#include "i18n/fold.h"
#include "i18n/format.h"
#include "mail/mail.h"
#include "output/json.h"
#include "person.sql.h"
#include "personal_data.sql.h"
#include "programme/audit.h"
#include "programme/permission.h"
#include "registration/registration_rules.h"

#include <stdlib.h>

static const Err *find(Cx *cx, PersonId id, DataPerson *ret_person)
{
    bool found;
    TRY(q_data_person(cx, id, cx->programme, ret_person, &found));
    return found ? NULL : FAIL(cx, ERR_NOT_FOUND, "There is no such person here.");
}

const Err *person_named(Cx *cx, const char *number_or_email, PersonId *ret_person)
{
    if (strspn(number_or_email, "0123456789") == strlen(number_or_email) && *number_or_email) {
        DataPerson person;
        PersonId id = {atoll(number_or_email)};
        TRY(find(cx, id, &person));
        *ret_person = id;
        return NULL;
    }
    DataOfEmailRows people;
    TRY(q_data_of_email(cx, cx->programme, number_or_email, &people));
    if (people.n == 0)
        return FAIL(cx, ERR_NOT_FOUND, "There is no person with the address {email} here.", "email",
                    number_or_email);
    Buf list = buf_make(cx->arena);
    for (size_t i = 0; i < people.n; i++)
        buf_printf(&list, "%s%lld (%s)", i ? ", " : "", (long long)people.at[i].id.v, people.at[i].name);
    if (people.n > 1)
        return FAIL(cx, ERR_CONFLICT, "Several people share this address. Say which by its number: {people}",
                    "people", buf_text(&list));
    *ret_person = people.at[0].id;
    return NULL;
}

/* Their entries as contact people: the same address and the same name. */
static const Err *find_contacts(Cx *cx, const DataPerson *person, DataContactsRows *ret_contacts)
{
    DataContactsRows contacts = {0};
    if (person->email)
        TRY(q_data_contacts(cx, cx->programme, person->email, &contacts));
    size_t n = 0;
    const char *name = text_fold(cx->arena, person->name);
    for (size_t i = 0; i < contacts.n; i++)
        if (strcmp(text_fold(cx->arena, contacts.at[i].name), name) == 0)
            contacts.at[n++] = contacts.at[i];
    contacts.n = n;
    *ret_contacts = contacts;
    return NULL;
}

/* ---- export ---- */

static void put_person(Json *json, PersonId id, const DataPerson *p)
{
    json_open(json, "person", '{');
    json_i64(json, "id", id.v);
    json_text(json, "name", p->name);
    json_text(json, "email", p->email);
    json_text(json, "phone", p->phone);
    json_text(json, "language", lang_tag(p->lang));
    json_bool(json, "has_password", p->has_password);
    json_time(json, "created_at", true, p->created_at);
    json_time(json, "erased_at", p->has_erased_at, p->erased_at);
    json_close(json);
}

static const Err *put_access(Cx *cx, Json *json, PersonId id)
{
    DataRolesRows roles;
    DataSessionsRows sessions;
    TRY(q_data_roles(cx, id, &roles));
    TRY(q_data_sessions(cx, id, &sessions));
    json_open(json, "roles", '[');
    for (size_t i = 0; i < roles.n; i++) {
        json_open(json, NULL, '{');
        json_text(json, "role", role_code((Role)roles.at[i].role));
        json_text(json, "association", roles.at[i].association);
        json_text(json, "consultant", roles.at[i].consultant);
        json_time(json, "granted_at", true, roles.at[i].granted_at);
        json_close(json);
    }
    json_close(json);
    json_open(json, "sign_in_sessions", '[');
    for (size_t i = 0; i < sessions.n; i++) {
        json_open(json, NULL, '{');
        json_time(json, "created_at", true, sessions.at[i].created_at);
        json_time(json, "expires_at", true, sessions.at[i].expires_at);
        json_close(json);
    }
    json_close(json);
    return NULL;
}

static void put_attendance(Json *json, RegistrationId id, const DataAttendanceRows *rows)
{
    json_open(json, "attendance", '[');
    for (size_t i = 0; i < rows->n; i++) {
        const DataAttendance *a = &rows->at[i];
        if (a->registration.v != id.v)
            continue;
        json_open(json, NULL, '{');
        json_date(json, "day", true, a->day);
        json_i64(json, "starts_min", a->starts_min);
        json_i64(json, "ends_min", a->ends_min);
        json_i64(json, "minutes", a->minutes);
        json_close(json);
    }
    json_close(json);
}

static void put_taps(Json *json, RegistrationId id, const DataTapsRows *rows)
{
    static const char *const kinds[] = {"", "arrived", "left", "undone"}; /* MarkKind */
    json_open(json, "check_in", '[');
    for (size_t i = 0; i < rows->n; i++) {
        if (rows->at[i].registration.v != id.v)
            continue;
        json_open(json, NULL, '{');
        json_time(json, "at", true, rows->at[i].at);
        json_text(json, "kind", kinds[rows->at[i].kind]);
        json_close(json);
    }
    json_close(json);
}

static const Err *put_registrations(Cx *cx, Json *json, PersonId id)
{
    DataRegistrationsRows rows;
    DataAttendanceRows attendance;
    DataTapsRows taps;
    TRY(q_data_registrations(cx, id, &rows));
    TRY(q_data_attendance(cx, id, &attendance));
    TRY(q_data_taps(cx, id, &taps));
    json_open(json, "registrations", '[');
    for (size_t i = 0; i < rows.n; i++) {
        const DataRegistrations *r = &rows.at[i];
        json_open(json, NULL, '{');
        json_i64(json, "id", r->id.v);
        json_text(json, "seminar", r->title);
        json_date(json, "first_day", r->has_first_day, r->first_day);
        json_text(json, "association", r->association);
        json_text(json, "organisation", r->organisation);
        json_text(json, "state", registration_state_name(r->state));
        json_text(json, "channel", channel_name(r->channel));
        json_text(json, "language", lang_tag(r->lang));
        json_time(json, "offered_until", r->has_offered_until, r->offered_until);
        json_i64(json, "choice", r->choice_rank);
        json_time(json, "created_at", true, r->created_at);
        json_time(json, "changed_at", true, r->changed_at);
        json_text(json, "access_needs", r->access_needs);
        json_text(json, "childcare", r->childcare);
        json_text(json, "interpretation", r->interpretation);
        put_attendance(json, r->id, &attendance);
        put_taps(json, r->id, &taps);
        json_close(json);
    }
    json_close(json);
    return NULL;
}

static const Err *put_certificates(Cx *cx, Json *json, PersonId id)
{
    DataCertificatesRows rows;
    TRY(q_data_certificates(cx, id, &rows));
    json_open(json, "certificates", '[');
    for (size_t i = 0; i < rows.n; i++) {
        json_open(json, NULL, '{');
        json_i64(json, "registration", rows.at[i].registration.v);
        json_text(json, "code", rows.at[i].code);
        json_i64(json, "minutes", rows.at[i].minutes);
        json_date(json, "issued_on", true, rows.at[i].issued_on);
        json_date(json, "revoked_on", rows.at[i].has_revoked_on, rows.at[i].revoked_on);
        json_close(json);
    }
    json_close(json);
    return NULL;
}

static const Err *put_mails(Cx *cx, Json *json, PersonId id)
{
    OutboxOfPersonRows rows;
    TRY(q_outbox_of_person(cx, id, &rows));
    json_open(json, "mails", '[');
    for (size_t i = 0; i < rows.n; i++) {
        json_open(json, NULL, '{');
        json_text(json, "to", rows.at[i].recipient);
        json_text(json, "kind", rows.at[i].kind);
        json_text(json, "subject", rows.at[i].subject);
        json_text(json, "body", rows.at[i].body);
        json_time(json, "created_at", true, rows.at[i].created_at);
        json_time(json, "sent_at", rows.at[i].has_sent_at, rows.at[i].sent_at);
        json_close(json);
    }
    json_close(json);
    return NULL;
}

static const Err *put_letters(Cx *cx, Json *json, PersonId id)
{
    DataLettersRows rows;
    TRY(q_data_letters(cx, id, &rows));
    json_open(json, "letters", '[');
    for (size_t i = 0; i < rows.n; i++) {
        json_open(json, NULL, '{');
        json_text(json, "kind", rows.at[i].kind);
        json_text(json, "subject", rows.at[i].subject);
        json_text(json, "body", rows.at[i].body);
        json_time(json, "created_at", true, rows.at[i].created_at);
        json_time(json, "printed_at", rows.at[i].has_printed_at, rows.at[i].printed_at);
        json_close(json);
    }
    json_close(json);
    return NULL;
}

static void put_contacts(Json *json, const DataContactsRows *rows)
{
    json_open(json, "contact_of_associations", '[');
    for (size_t i = 0; i < rows->n; i++) {
        json_open(json, NULL, '{');
        json_text(json, "association", rows->at[i].association);
        json_text(json, "name", rows->at[i].name);
        json_text(json, "function", rows->at[i].function);
        json_text(json, "email", rows->at[i].email);
        json_text(json, "phone", rows->at[i].phone);
        json_close(json);
    }
    json_close(json);
}

static const Err *put_traces(Cx *cx, Json *json, PersonId id)
{
    DataActionsRows actions;
    DataLedgerRows ledger;
    TRY(q_data_actions(cx, cx->programme, id, &actions));
    TRY(q_data_ledger(cx, id, &ledger));
    json_open(json, "audit_log", '[');
    for (size_t i = 0; i < actions.n; i++) {
        json_open(json, NULL, '{');
        json_time(json, "at", true, actions.at[i].at);
        json_text(json, "action", actions.at[i].action);
        json_text(json, "object", actions.at[i].object_kind);
        json_i64(json, "object_id", actions.at[i].object_id);
        json_close(json);
    }
    json_close(json);
    json_open(json, "ledger_entries", '[');
    for (size_t i = 0; i < ledger.n; i++) {
        json_open(json, NULL, '{');
        json_time(json, "at", true, ledger.at[i].at);
        json_i64(json, "amount_cents", ledger.at[i].amount.v);
        json_text(json, "note", ledger.at[i].note);
        json_close(json);
    }
    json_close(json);
    return NULL;
}

const Err *person_export(Cx *cx, PersonId id, Buf *out)
{
    DataPerson person = {0};
    DataContactsRows contacts;
    TRY(find(cx, id, &person));
    TRY(find_contacts(cx, &person, &contacts));
    Json json = json_begin(out);
    json_text(&json, "format", "vereint-person-1");
    json_time(&json, "exported_at", true, cx_now(cx));
    put_person(&json, id, &person);
    TRY(put_access(cx, &json, id));
    TRY(put_registrations(cx, &json, id));
    TRY(put_certificates(cx, &json, id));
    TRY(put_mails(cx, &json, id));
    TRY(put_letters(cx, &json, id));
    put_contacts(&json, &contacts);
    TRY(put_traces(cx, &json, id));
    json_end(&json);
    return NULL;
}

/* ---- erasure ---- */

/* Seats and places of seminars that are still to come go to others first. */
static const Err *give_back(Cx *cx, PersonId id, PersonErased *erased)
{
    DataRegistrationsRows rows;
    TRY(q_data_registrations(cx, id, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const DataRegistrations *r = &rows.at[i];
        bool to_come = r->has_first_day && r->first_day.days > local_today(cx).days;
        RegistrationFind row;
        TRY(registration_get(cx, r->id, &row)); /* giving one back may have changed another */
        if (to_come && r->seminar_state == SEMINAR_PUBLISHED &&
            registration_step_allowed(row.state, REG_CANCELLED)) {
            TRY(registration_cancel(cx, r->id));
            erased->given_back++;
        } else {
            erased->kept++;
        }
    }
    return NULL;
}

static bool is_letter(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

/* The text as words of its own: "Ali" is not in "Aliment". */
static bool holds_words(const char *detail, const char *text)
{
    size_t n = strlen(text);
    for (const char *at = detail; (at = strstr(at, text)) != NULL; at++)
        if ((at == detail || !is_letter(at[-1])) && !is_letter(at[n]))
            return true;
    return false;
}

static const char *like_pattern(Arena *arena, const char *text)
{
    Buf out = buf_make(arena);
    buf_char(&out, '%');
    for (const char *c = text; *c; c++) {
        if (strchr("%_\\", *c))
            buf_char(&out, '\\');
        buf_char(&out, *c);
    }
    buf_char(&out, '%');
    return buf_text(&out);
}

static const Err *erase_details(Cx *cx, const char *text, int *count)
{
    AuditWithTextRows rows = {0};
    if (text && *text)
        TRY(q_audit_with_text(cx, cx->programme, like_pattern(cx->arena, text), &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (holds_words(rows.at[i].detail, text)) {
            TRY(q_audit_erase_detail(cx, rows.at[i].id, NULL));
            (*count)++;
        }
    return NULL;
}

static const Err *erase_contacts(Cx *cx, const DataPerson *person, PersonErased *erased)
{
    DataContactsRows contacts;
    TRY(find_contacts(cx, person, &contacts));
    for (size_t i = 0; i < contacts.n; i++) {
        TRY(q_erase_contact(cx, contacts.at[i].id, NULL));
        TRY(erase_details(cx, contacts.at[i].name, &erased->details));
        TRY(audit_add(cx, "association.contact_erased", "association", contacts.at[i].association_id.v, ""));
        erased->contacts++;
    }
    return NULL;
}

static const Err *check_not_last_officer(Cx *cx, PersonId id)
{
    GrantListRows grants;
    OfficerCount officers;
    TRY(q_grant_list(cx, id, &grants));
    TRY(q_officer_count(cx, cx->programme, &officers));
    for (size_t i = 0; i < grants.n; i++)
        if (grants.at[i].role == ROLE_OFFICER && officers.n == 1)
            return FAIL(cx, ERR_CONFLICT,
                        "This is the last programme officer. Give somebody else the role first.");
    return NULL;
}

static const Err *erase_rows(Cx *cx, PersonId id, const DataPerson *person)
{
    TRY(q_erase_roles(cx, id, NULL));
    TRY(q_session_remove_of_person(cx, id, NULL));
    TRY(q_link_remove_of_person(cx, id, NULL));
    TRY(q_erase_keys(cx, id, NULL));
    TRY(q_erase_needs(cx, id, NULL));
    TRY(q_erase_certificates(cx, id, NULL));
    TRY(q_erase_taps(cx, id, NULL));
    TRY(q_erase_tapper(cx, id, NULL));
    TRY(q_erase_letters(cx, id, NULL));
    TRY(q_erase_organisations(cx, id, NULL));
    TRY(q_erase_mails(cx, id, NULL));
    TRY(q_erase_import_author(cx, id, NULL));
    TRY(q_erase_person(cx, id, cx_now(cx), NULL));
    DataOfEmailRows others = {0};
    if (!person->email)
        return NULL;
    TRY(q_data_of_email(cx, cx->programme, person->email, &others));
    return others.n ? NULL : q_erase_mails_to(cx, cx->programme, person->email, NULL);
}

const Err *person_erase(Cx *cx, PersonId id, PersonErased *ret_erased)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    DataPerson person = {0};
    PersonErased erased = {0};
    TRY(find(cx, id, &person));
    if (person.has_erased_at)
        return FAIL(cx, ERR_CONFLICT, "This person's data are erased already.");
    TRY(check_not_last_officer(cx, id));
    TRY(give_back(cx, id, &erased));
    TRY(erase_contacts(cx, &person, &erased));
    TRY(erase_rows(cx, id, &person));
    TRY(erase_details(cx, person.name, &erased.details));
    TRY(erase_details(cx, person.email, &erased.details));
    TRY(erase_details(cx, person.phone, &erased.details));
    TRY(audit_add(cx, "person.erase", "person", id.v, ""));
    TRY(tx_commit(cx, &tx));
    *ret_erased = erased;
    return NULL;
}
