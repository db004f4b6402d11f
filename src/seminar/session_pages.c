/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The office's pages of single sessions. */
#include "programme/page.h"
#include "programme/gate.h"
#include "seminar/clash.h"
#include "seminar/planning.h"
#include "seminar/seminar_pages.h"
#include "seminar/seminar_routes.h"
#include "seminar_office.html.h"

typedef struct SessionForm {
    Date day;
    int starts, ends;
    int64_t room; /* of the register; 0: elsewhere */
    bool has_room;
    const char *place, *address;
} SessionForm;
static const FormField session_fields[] = {
    {"day", N_("Day"), FIELD_DATE, FORM_AT(SessionForm, day), .required = true},
    {"starts", N_("Begins"), FIELD_CLOCK, FORM_AT(SessionForm, starts), .required = true},
    {"ends", N_("Ends"), FIELD_CLOCK, FORM_AT(SessionForm, ends), .required = true},
    {"room", N_("Room"), FIELD_I64, FORM_AT(SessionForm, room), FORM_AT(SessionForm, has_room),
     .required = true, .min = 0, .max = INT64_MAX},
    {"place", N_("Place"), FIELD_TEXT, FORM_AT(SessionForm, place), .max = 200},
    {"address", N_("Address"), FIELD_TEXT, FORM_AT(SessionForm, address), .max = 300},
};
const FormRules session_form = FORM_RULES(SessionForm, session_fields);

static SessionDraft draft_of(const SessionForm *form)
{
    return (SessionDraft){.day = form->day,
                          .starts_min = form->starts,
                          .ends_min = form->ends,
                          .room = form->place,
                          .address = form->address,
                          .room_id = {form->room}};
}

const char *session_line(Cx *cx, const SessionList *s)
{
    return arena_printf(cx->arena, "%s, %s–%s, %s", format_date(cx, s->day, DATE_WEEKDAY),
                        format_clock(cx, s->starts_min), format_clock(cx, s->ends_min), s->room);
}

static const char *manage_path(Cx *cx, SeminarId id)
{
    return path(cx, "/seminars/{id}/manage", "id", h_part_i64(cx, id.v));
}

static const Err *back(Request *rq, SeminarId id)
{
    return respond_redirect(rq,
                            path(rq->cx, "/seminars/{id}/manage?done=saved", "id", h_part_i64(rq->cx, id.v)));
}

static const char ELSEWHERE[] = "0";

/* Of what was typed, as far as it can be read. */
static const Err *warnings_of_typed(Request *rq, const SeminarFind *seminar, Warnings *ret_warnings)
{
    SessionDraft draft = draft_of(rq->form);
    if (input_error(rq->input, "day") || input_error(rq->input, "room"))
        return NULL;
    return session_warnings(rq->cx, seminar, &draft, ret_warnings);
}

/* Rooms that are open, the one that is chosen already, and "elsewhere". */
static const Err *room_options(Cx *cx, const FormInput *input, UiOptions *ret_options)
{
    RoomListRows rooms;
    TRY(q_room_list(cx, cx->programme, NULL, &rooms));
    UiOptions options = {0, NEW_ARRAY(cx->arena, UiOption, rooms.n + 1)};
    Date today = local_today(cx);
    for (size_t i = 0; i < rooms.n; i++) {
        const RoomList *r = &rooms.at[i];
        const char *id = h_part_i64(cx, r->id.v);
        const char *label = tn(cx, r->seats, "{name}, {n} seat", "{name}, {n} seats", "name", r->name);
        if (!r->has_ended_on || r->ended_on.days >= today.days || input_has(input, "room", id))
            options.at[options.n++] = (UiOption){.value = id, .label = label};
    }
    options.at[options.n++] =
        (UiOption){.value = ELSEWHERE, .label = t(cx, "Elsewhere (enter the place below)")};
    *ret_options = options;
    return NULL;
}

static const Err *show_form(Request *rq, FormInput *input, SeminarId seminar, SessionId id)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    TRY(seminar_get(cx, seminar, &row));
    const char *action = id.v ? path(cx, "/sessions/{id}/edit", "id", h_part_i64(cx, id.v))
                              : path(cx, "/seminars/{id}/sessions/new", "id", h_part_i64(cx, seminar.v));
    SessionFormView v = {.input = input, .seminar = seminar, .id = id, .title = row.title, .action = action};
    TRY(room_options(cx, input, &v.rooms));
    TRY(q_booking_of_consultants(cx, seminar, local_today(cx), &v.busy));
    if (rq->method == POST)
        TRY(warnings_of_typed(rq, &row, &v.warnings));
    view_session_form(cx, &rq->body, &v);
    UiCrumb crumbs[] = {{t(cx, "Seminars"), path(cx, "/office/seminars")},
                        {row.title, manage_path(cx, seminar)}};
    return page_send(rq, &(Page){.title = id.v ? t(cx, "Change the session") : t(cx, "New session"),
                                 .crumbs = crumbs,
                                 .n_crumbs = 2});
}

static SessionForm form_of(const SessionList *row)
{
    bool elsewhere = !row->has_room_id;
    return (SessionForm){.day = row->day,
                         .starts = row->starts_min,
                         .ends = row->ends_min,
                         .has_room = true,
                         .room = row->room_id.v,
                         .place = elsewhere ? row->room : "",
                         .address = elsewhere ? row->address : ""};
}

/* A new session starts as the last one did, a week later: series are the rule. */
const Err *session_new(Request *rq)
{
    SeminarId seminar = REQUEST_ID(rq, SeminarId, 0);
    SessionListRows sessions;
    TRY(q_session_list(rq->cx, seminar, &sessions));
    SessionForm form = {.day = {local_today(rq->cx).days + 28},
                        .starts = 18 * 60,
                        .ends = 21 * 60,
                        .place = "",
                        .address = ""};
    if (sessions.n) {
        form = form_of(&sessions.at[sessions.n - 1]);
        form.day.days += 7;
    }
    return show_form(rq, request_form(rq, &session_form, &form), seminar, (SessionId){0});
}

static void error_beside(Request *rq, const char *field, const char *label, const char *message)
{
    input_add_error(rq->cx, rq->input, field, t(rq->cx, label), message);
}

/* What only the rules of sessions can see, beside the fields concerned. session.c refuses the same. */
static const Err *check_form(Request *rq, SeminarId seminar, SessionId id)
{
    Cx *cx = rq->cx;
    if (rq->input->n_errors)
        return NULL;
    const SessionForm *form = rq->form;
    SessionDraft draft = draft_of(form);
    if (form->ends <= form->starts)
        error_beside(rq, "ends", "Ends",
                     t(cx, "A session must end later than it begins. Please correct the times."));
    if (!draft.room_id.v && !form->place[0])
        error_beside(rq, "place", "Place", t(cx, "Please enter where the session takes place."));
    Clash clash;
    TRY(clash_find(cx, seminar, id, &draft, &clash));
    if (clash.is_there)
        error_beside(rq, clash.is_of_room ? "room" : "starts", clash.is_of_room ? "Room" : "Begins",
                     clash_text(cx, &clash));
    return NULL;
}

const Err *session_new_save(Request *rq)
{
    SeminarId seminar = REQUEST_ID(rq, SeminarId, 0);
    TRY(check_form(rq, seminar, (SessionId){0}));
    if (form_failed(rq))
        return show_form(rq, rq->input, seminar, (SessionId){0});
    SessionDraft draft = draft_of(rq->form);
    SessionId id;
    TRY(session_add(rq->cx, seminar, &draft, &id));
    return back(rq, seminar);
}

static const Err *find(Request *rq, SessionList *ret_row)
{
    bool found;
    TRY(q_session_find(rq->cx, REQUEST_ID(rq, SessionId, 0), ret_row, &found));
    return found ? NULL : FAIL(rq->cx, ERR_NOT_FOUND, "There is no such session here.");
}

const Err *session_stored(Request *rq, FormInput **ret_values)
{
    SessionList row = {0};
    TRY(find(rq, &row));
    SessionForm form = form_of(&row);
    *ret_values = request_form(rq, &session_form, &form);
    return NULL;
}

const Err *session_edit(Request *rq)
{
    SessionList row = {0};
    FormInput *input;
    TRY(find(rq, &row));
    TRY(session_stored(rq, &input));
    return show_form(rq, input, row.seminar, row.id);
}

const Err *session_edit_save(Request *rq)
{
    SessionList row = {0};
    TRY(find(rq, &row));
    TRY(check_form(rq, row.seminar, row.id));
    if (form_failed(rq))
        return show_form(rq, rq->input, row.seminar, row.id);
    SessionDraft draft = draft_of(rq->form);
    SessionLongestMinutes recorded;
    TRY(q_session_longest_minutes(rq->cx, row.id, &recorded));
    TRY(session_change(rq->cx, row.id, &draft));
    if (recorded.minutes > draft.ends_min - draft.starts_min)
        return respond_redirect(rq, path(rq->cx, "/seminars/{id}/manage?done=session-shortened", "id",
                                         h_part_i64(rq->cx, row.seminar.v)));
    return back(rq, row.seminar);
}

const Err *session_remove_do(Request *rq)
{
    SessionList row = {0};
    TRY(find(rq, &row));
    TRY(session_remove(rq->cx, row.id));
    return back(rq, row.seminar);
}
