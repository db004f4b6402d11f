/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The office's pages of single sessions. */
#include "programme/page.h"
#include "programme/gate.h"
#include "seminar/seminar_pages.h"
#include "seminar/seminar_routes.h"
#include "seminar_office.html.h"

typedef struct SessionForm {
    Date day;
    int starts, ends;
    const char *room, *address;
} SessionForm;
static const FormField session_fields[] = {
    {"day", N_("Day"), FIELD_DATE, FORM_AT(SessionForm, day), .required = true},
    {"starts", N_("Begins"), FIELD_CLOCK, FORM_AT(SessionForm, starts), .required = true},
    {"ends", N_("Ends"), FIELD_CLOCK, FORM_AT(SessionForm, ends), .required = true},
    {"room", N_("Room"), FIELD_TEXT, FORM_AT(SessionForm, room), .required = true, .max = 200},
    {"address", N_("Address"), FIELD_TEXT, FORM_AT(SessionForm, address), .max = 300},
};
const FormRules session_form = FORM_RULES(SessionForm, session_fields);

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

static const Err *show_form(Request *rq, FormInput *input, SeminarId seminar, SessionId id)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    TRY(seminar_get(cx, seminar, &row));
    const char *action = id.v ? path(cx, "/sessions/{id}/edit", "id", h_part_i64(cx, id.v))
                              : path(cx, "/seminars/{id}/sessions/new", "id", h_part_i64(cx, seminar.v));
    SessionFormView v = {.input = input, .seminar = seminar, .id = id, .title = row.title, .action = action};
    view_session_form(cx, &rq->body, &v);
    UiCrumb crumbs[] = {{t(cx, "Seminars"), path(cx, "/office/seminars")},
                        {row.title, manage_path(cx, seminar)}};
    return page_send(rq, &(Page){.title = id.v ? t(cx, "Change the session") : t(cx, "New session"),
                                 .crumbs = crumbs,
                                 .n_crumbs = 2});
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
                        .room = "",
                        .address = ""};
    if (sessions.n) {
        const SessionList *last = &sessions.at[sessions.n - 1];
        form =
            (SessionForm){{last->day.days + 7}, last->starts_min, last->ends_min, last->room, last->address};
    }
    return show_form(rq, request_form(rq, &session_form, &form), seminar, (SessionId){0});
}

static SessionDraft draft_of(const SessionForm *form)
{
    return (SessionDraft){form->day, form->starts, form->ends, form->room, form->address};
}

static void check_times(Request *rq)
{
    const SessionForm *form = rq->form;
    Cx *cx = rq->cx;
    if (rq->input->n_errors == 0 && form->ends <= form->starts)
        input_add_error(cx, rq->input, "ends", t(cx, "Ends"),
                        t(cx, "A session must end later than it begins. Please correct the times."));
}

const Err *session_new_save(Request *rq)
{
    SeminarId seminar = REQUEST_ID(rq, SeminarId, 0);
    check_times(rq);
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

const Err *session_edit(Request *rq)
{
    SessionList row = {0};
    TRY(find(rq, &row));
    SessionForm form = {row.day, row.starts_min, row.ends_min, row.room, row.address};
    return show_form(rq, request_form(rq, &session_form, &form), row.seminar, row.id);
}

const Err *session_edit_save(Request *rq)
{
    SessionList row = {0};
    TRY(find(rq, &row));
    check_times(rq);
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
