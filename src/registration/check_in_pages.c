/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The check-in page, and what its buttons and its script send. */
#include "registration/check_in.h"

#include "check_in.html.h"
#include "html/qr_svg.h"
#include "i18n/fold.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "registration/check_in_pages.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES = 16, MARKS_MAX = 100, MARKS_BYTES = 16000, CLOCK_SLACK_S = 30 };

/* As MarkKind. */
static const char *const kind_words[] = {"-", "arrived", "left", "undone", NULL};

/* ---- what is sent ---- */

typedef struct FindForm {
    int unused; /* no offset of 0 */
    const char *q;
    bool has_who;
    int64_t who;
} FindForm;
static const FormField find_fields[] = {
    {"q", N_("Search"), FIELD_TEXT, FORM_AT(FindForm, q), .max = 100},
    {"who", N_("Person"), FIELD_I64, FORM_AT(FindForm, who), FORM_AT(FindForm, has_who), .min = 1,
     .max = INT64_MAX},
};
const FormRules check_in_find_form = FORM_RULES(FindForm, find_fields);

typedef struct TapForm {
    int64_t registration;
    int kind;
    const char *key;
} TapForm;
static const FormField tap_fields[] = {
    {"registration", N_("Person"), FIELD_I64, FORM_AT(TapForm, registration), .required = true, .min = 1,
     .max = INT64_MAX},
    {"kind", N_("Kind"), FIELD_CHOICE, FORM_AT(TapForm, kind), .choices = kind_words},
    {"key", N_("Key"), FIELD_TEXT, FORM_AT(TapForm, key), .required = true, .max = 64},
};
const FormRules check_in_tap_form = FORM_RULES(TapForm, tap_fields);

typedef struct AllForm {
    int unused;
    const char *key;
} AllForm;
static const FormField all_fields[] = {
    {"key", N_("Key"), FIELD_TEXT, FORM_AT(AllForm, key), .required = true, .max = 40},
};
const FormRules check_in_all_form = FORM_RULES(AllForm, all_fields);

typedef struct MarksForm {
    int unused;
    const char *marks; /* lines "key registration word seconds nth" */
    bool has_now;
    int64_t now; /* by the phone's clock: seconds */
} MarksForm;
static const FormField marks_fields[] = {
    {"marks", N_("Marks"), FIELD_LONG, FORM_AT(MarksForm, marks), .max = MARKS_BYTES},
    {"now", N_("Time"), FIELD_I64, FORM_AT(MarksForm, now), FORM_AT(MarksForm, has_now), .min = 0,
     .max = INT32_MAX * INT64_C(100)},
};
const FormRules check_in_marks_form = FORM_RULES(MarksForm, marks_fields);

/* ---- the page ---- */

static const char *clock_text(Cx *cx, Time time)
{
    int minutes;
    local_date(cx, time, &minutes);
    return format_clock(cx, minutes);
}

static const char *state_word(const Presence *p)
{
    return p->is_here ? "here" : p->came ? "left" : "none";
}

static CheckInRow row_of(Cx *cx, const CheckInPeople *person, const Presence *p)
{
    return (CheckInRow){.id = person->id,
                        .name = person->name,
                        .from = from_text(person->association_name, person->organisation),
                        .state = state_word(p),
                        .said = p->is_here ? t(cx, "here since {time}", "time", clock_text(cx, p->arrived))
                                : p->came  ? t(cx, "left at {time}", "time", clock_text(cx, p->left))
                                           : t(cx, "not here yet"),
                        .by_hand = person->has_by_hand && person->by_hand,
                        .minutes = person->has_minutes ? person->minutes : 0};
}

/* Both are sorted by registration; each person takes their part. */
static Presence presence_in(Cx *cx, const SessionOfProgramme *session, const CheckInMarksRows *marks,
                            RegistrationId id)
{
    Tap *taps = NEW_ARRAY(cx->arena, Tap, marks->n);
    size_t n = 0;
    for (size_t i = 0; i < marks->n; i++)
        if (marks->at[i].registration.v == id.v)
            taps[n++] = (Tap){marks->at[i].kind, marks->at[i].at};
    return presence_of(taps, n, local_instant(cx, session->day, session->starts_min),
                       local_instant(cx, session->day, session->ends_min));
}

static bool matches(Cx *cx, const CheckInRow *row, const char *query)
{
    const char *text = arena_printf(cx->arena, "%s %s", row->name, row->from);
    return !*query || strstr(text_fold(cx->arena, text), text_fold(cx->arena, query));
}

static const Err *fill_people(Cx *cx, CheckInView *v, RegistrationId who)
{
    CheckInPeopleRows people;
    CheckInMarksRows marks;
    TRY(q_check_in_people(cx, v->id, v->session.seminar, &people));
    TRY(q_check_in_marks(cx, v->id, NULL, &marks));
    v->people.at = NEW_ARRAY(cx->arena, CheckInRow, people.n);
    v->all = (int64_t)people.n;
    for (size_t i = 0; i < people.n; i++) {
        Presence p = presence_in(cx, &v->session, &marks, people.at[i].id);
        CheckInRow row = row_of(cx, &people.at[i], &p);
        v->here += p.is_here;
        if (row.id.v == who.v) {
            CheckInRow *copy = NEW(cx->arena, CheckInRow);
            *copy = row;
            v->who = copy;
        } else if (matches(cx, &row, v->query)) {
            v->people.at[v->people.n++] = row;
        }
    }
    return NULL;
}

/* Whose code was scanned and who has no seat here. */
static const Err *fill_refused(Cx *cx, CheckInView *v, RegistrationId who)
{
    CheckInPerson *person = NEW(cx->arena, CheckInPerson);
    bool found;
    TRY(q_check_in_person(cx, who, v->session.seminar, person, &found));
    if (found && check_in_refusal(person->state))
        v->refused = person;
    return NULL;
}

const Err *check_in_show(Request *rq)
{
    Cx *cx = rq->cx;
    const FindForm *form = rq->form;
    bool fine = form && rq->input->n_errors == 0;
    CheckInView v = {.input = rq->input,
                     .id = REQUEST_ID(rq, SessionId, 0),
                     .query = fine ? form->q : "",
                     .may_register = request_may(rq, PERM_REGISTRATION_WRITE),
                     .made_at = cx_now(cx).seconds};
    RegistrationId who = {fine && form->has_who ? form->who : 0};
    char key[ENV_TOKEN_ROOM(KEY_BYTES)];
    env_token(cx->env, KEY_BYTES, key);
    v.key = arena_text(cx->arena, key);
    TRY(session_get(cx, v.id, &v.session));
    Date today = local_today(cx);
    bool runs = v.session.state >= SEMINAR_PUBLISHED && v.session.state != SEMINAR_CANCELLED;
    v.is_today = runs && v.session.day.days == today.days;
    v.is_over = v.session.day.days < today.days;
    TRY(fill_people(cx, &v, who));
    if (who.v && !v.who)
        TRY(fill_refused(cx, &v, who));
    view_check_in(cx, &rq->body, &v);
    rq->no_store = true;
    UiCrumb crumb = {v.session.title,
                     path(cx, "/seminars/{id}/manage", "id", h_part_i64(cx, v.session.seminar.v))};
    return page_send(rq,
                     &(Page){.title = t(cx, "Check-in"), .crumbs = &crumb, .n_crumbs = 1, .noindex = true});
}

/* From the code on a confirmation: the session of today, or the next one. */
const Err *check_in_by_code(Request *rq)
{
    Cx *cx = rq->cx;
    RegistrationFind row;
    CheckInSession session;
    bool found;
    TRY(registration_get(cx, REQUEST_ID(rq, RegistrationId, 0), &row));
    TRY(q_check_in_session(cx, row.seminar, local_today(cx), &session, &found));
    if (!found)
        return FAIL(cx, ERR_CONFLICT, "This seminar has no session. Please open its page in the office.");
    return respond_redirect(rq, path(cx, "/sessions/{id}/check-in?who={who}", "id",
                                     h_part_i64(cx, session.id.v), "who", h_part_i64(cx, row.id.v)));
}

/* ---- taps ---- */

static const Err *back(Request *rq, RegistrationId who)
{
    Cx *cx = rq->cx;
    const char *session = h_part_i64(cx, REQUEST_ID(rq, SessionId, 0).v);
    if (!who.v)
        return respond_redirect(rq, path(cx, "/sessions/{id}/check-in", "id", session));
    return respond_redirect(
        rq, path(cx, "/sessions/{id}/check-in?who={who}", "id", session, "who", h_part_i64(cx, who.v)));
}

static const Err *not_understood(Request *rq)
{
    return FAIL(rq->cx, ERR_INPUT, "This tap could not be understood. Please reload the page and try again.");
}

const Err *check_in_tap(Request *rq)
{
    Cx *cx = rq->cx;
    const TapForm *form = rq->form;
    MarkOutcome outcome;
    if (form_failed(rq) || form->kind < MARK_ARRIVED)
        return not_understood(rq);
    CheckInMark mark = {form->key, {form->registration}, (MarkKind)form->kind, cx_now(cx), 0};
    TRY(check_in_mark(cx, REQUEST_ID(rq, SessionId, 0), &mark, &outcome));
    if (outcome == MARK_UNKNOWN)
        return not_understood(rq);
    return back(rq, (RegistrationId){outcome == MARK_NO_SEAT ? form->registration : 0});
}

const Err *check_in_let_in(Request *rq)
{
    Cx *cx = rq->cx;
    const TapForm *form = rq->form;
    SessionId id = REQUEST_ID(rq, SessionId, 0);
    SessionOfProgramme session;
    RegistrationFind row;
    RegistrationAnswer answer;
    MarkOutcome outcome;
    if (form_failed(rq))
        return not_understood(rq);
    TRY(session_get(cx, id, &session));
    TRY(registration_get(cx, (RegistrationId){form->registration}, &row));
    if (row.seminar.v != session.seminar.v)
        return not_understood(rq);
    TRY(registration_let_in(cx, row.id, &answer));
    CheckInMark mark = {form->key, answer.id, MARK_ARRIVED, cx_now(cx), 0};
    TRY(check_in_mark(cx, id, &mark, &outcome));
    return back(rq, answer.id);
}

const Err *check_in_leave_all(Request *rq)
{
    const AllForm *form = rq->form;
    int64_t count;
    if (form_failed(rq))
        return not_understood(rq);
    TRY(check_in_all_leave(rq->cx, REQUEST_ID(rq, SessionId, 0), form->key, &count));
    return back(rq, (RegistrationId){0});
}

/* ---- for the script ---- */

static bool read_mark(char *line, CheckInMark *ret_mark)
{
    char *rest = NULL;
    const char *key = strtok_r(line, " ", &rest), *who = strtok_r(NULL, " ", &rest);
    const char *word = strtok_r(NULL, " ", &rest), *at = strtok_r(NULL, " ", &rest);
    const char *nth = strtok_r(NULL, " ", &rest);
    if (!nth)
        return false;
    *ret_mark = (CheckInMark){.key = key, .registration = {atoll(who)}, .at = {atoll(at)}, .nth = atoll(nth)};
    for (int kind = MARK_ARRIVED; kind < MARK_KIND_COUNT; kind++)
        if (strcmp(word, kind_words[kind]) == 0)
            ret_mark->kind = (MarkKind)kind;
    return true;
}

/* "17 here 17:05" for each, so that two phones at two doors know of each other. */
static const Err *write_states(Cx *cx, SessionId id, Buf *out)
{
    SessionOfProgramme session;
    CheckInPeopleRows people;
    CheckInMarksRows marks;
    TRY(session_get(cx, id, &session));
    TRY(q_check_in_people(cx, id, session.seminar, &people));
    TRY(q_check_in_marks(cx, id, NULL, &marks));
    for (size_t i = 0; i < people.n; i++) {
        Presence p = presence_in(cx, &session, &marks, people.at[i].id);
        Time time = p.is_here ? p.arrived : p.left;
        buf_printf(out, "state %lld %s %s\n", (long long)people.at[i].id.v, state_word(&p),
                   p.came ? clock_text(cx, time) : "-");
    }
    return NULL;
}

const Err *check_in_marks_take(Request *rq)
{
    static const char *const outcomes[] = {[MARK_TAKEN] = "taken",
                                           [MARK_KNOWN] = "known",
                                           [MARK_NO_SEAT] = "no-seat",
                                           [MARK_UNKNOWN] = "unknown"};
    Cx *cx = rq->cx;
    const MarksForm *form = rq->form;
    SessionId id = REQUEST_ID(rq, SessionId, 0);
    if (form_failed(rq))
        return not_understood(rq);
    Buf out = buf_make(cx->arena);
    int64_t behind = form->has_now ? cx_now(cx).seconds - form->now : 0;
    if (behind > -CLOCK_SLACK_S && behind < CLOCK_SLACK_S)
        behind = 0; /* that is the way through the network */
    char *text = arena_text(cx->arena, form->marks), *rest = NULL;
    int n = 0;
    for (char *line = strtok_r(text, "\r\n", &rest); line && n < MARKS_MAX;
         line = strtok_r(NULL, "\r\n", &rest), n++) {
        CheckInMark mark;
        MarkOutcome outcome = MARK_UNKNOWN;
        if (!read_mark(line, &mark))
            continue;
        mark.at.seconds += behind;
        TRY(check_in_mark(cx, id, &mark, &outcome));
        buf_printf(&out, "mark %s %s\n", mark.key, outcomes[outcome]);
    }
    buf_printf(&out, "now %lld\n", (long long)cx_now(cx).seconds);
    TRY(write_states(cx, id, &out));
    rq->no_store = true;
    return respond_text(rq, 200, buf_text(&out));
}

const Err *check_in_code(Cx *cx, RegistrationId id, SafeHtml *ret_code)
{
    const char *url;
    TRY(programme_address(cx, path(cx, "/check-in/{id}", "id", h_part_i64(cx, id.v)), &url));
    *ret_code = svg_qr(cx, url, t(cx, "Code for the check-in"));
    return NULL;
}
