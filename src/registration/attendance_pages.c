/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The attendance list of a session. */
#include "attendance.html.h"
#include "base/number.h"
#include "http/urlencoded.h"
#include "i18n/fold.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"

const char *came_field(Cx *cx, RegistrationId id)
{
    return arena_printf(cx->arena, "came%lld", (long long)id.v);
}

const char *minutes_field(Cx *cx, RegistrationId id)
{
    return arena_printf(cx->arena, "minutes%lld", (long long)id.v);
}

static const Err *load(Request *rq, AttendanceView *ret_view)
{
    Cx *cx = rq->cx;
    AttendanceView v = {.id = REQUEST_ID(rq, SessionId, 0)};
    TRY(session_get(cx, v.id, &v.session));
    v.length_min = v.session.ends_min - v.session.starts_min;
    TRY(q_attendance_sheet(cx, v.id, v.session.seminar, &v.people));
    for (size_t i = 0; i < v.people.n; i++)
        v.is_recorded = v.is_recorded || v.people.at[i].has_minutes;
    *ret_view = v;
    return NULL;
}

/* Nobody recorded yet: all were there. Once it is recorded, what is. */
const Err *attendance_stored(Request *rq, FormInput **ret_values)
{
    Cx *cx = rq->cx;
    AttendanceView v;
    TRY(load(rq, &v));
    FormInput *input = NEW(cx->arena, FormInput);
    for (size_t i = 0; i < v.people.n; i++) {
        const AttendanceSheet *p = &v.people.at[i];
        int32_t minutes = v.is_recorded ? (p->has_minutes ? p->minutes : 0) : v.length_min;
        bool is_part = minutes > 0 && minutes < v.length_min;
        form_add_entry(
            cx, input,
            (FormEntry){.name = came_field(cx, p->id), .value = minutes > 0 ? "1" : "", .label = p->name});
        form_add_entry(cx, input,
                       (FormEntry){.name = minutes_field(cx, p->id),
                                   .value = is_part ? arena_printf(cx->arena, "%d", minutes) : "",
                                   .label = p->name});
    }
    input->token = rq->input->token;
    /* “Nobody is recorded” and “all are recorded as present” look the same in the form, and are not. */
    input->seen =
        arena_printf(cx->arena, "%s%s", form_fingerprint(cx, input), v.is_recorded ? "-recorded" : "");
    *ret_values = input;
    return NULL;
}

static const Err *show(Request *rq, const AttendanceView *v)
{
    Cx *cx = rq->cx;
    view_attendance(cx, &rq->body, v);
    UiCrumb crumb = {v->session.title,
                     path(cx, "/seminars/{id}/manage", "id", h_part_i64(cx, v->session.seminar.v))};
    return page_send(rq,
                     &(Page){.title = t(cx, "Attendance"), .crumbs = &crumb, .n_crumbs = 1, .noindex = true});
}

const Err *attendance_show(Request *rq)
{
    AttendanceView v;
    TRY(load(rq, &v));
    TRY(attendance_stored(rq, &v.input));
    return show(rq, &v);
}

/* The minutes of one row, or an error beside it. */
static int32_t read_row(Request *rq, const AttendanceView *v, const AttendanceSheet *p)
{
    Cx *cx = rq->cx;
    const char *name = minutes_field(cx, p->id), *typed = input_value(rq->input, name);
    const char *clean = text_clean(cx->arena, typed, strlen(typed), false);
    if (!input_has(rq->input, came_field(cx, p->id), "1"))
        return 0;
    if (clean && !*clean)
        return v->length_min;
    int minutes = 0;
    if (!clean || !int_parse(clean, 1, v->length_min, &minutes))
        input_add_error(cx, rq->input, name, p->name,
                        t(cx, "Please enter the minutes as a whole number from 1 to {n}, or nothing for all.",
                          "n", h_part_i64(cx, v->length_min)));
    return minutes;
}

const Err *attendance_save(Request *rq)
{
    Cx *cx = rq->cx;
    AttendanceView v;
    TRY(load(rq, &v));
    v.input = rq->input;
    AttendanceMark *marks = NEW_ARRAY(cx->arena, AttendanceMark, v.people.n);
    for (size_t i = 0; i < v.people.n; i++)
        marks[i] = (AttendanceMark){v.people.at[i].id, read_row(rq, &v, &v.people.at[i])};
    if (form_failed(rq))
        return show(rq, &v);
    TRY(attendance_record(cx, v.id, marks, v.people.n));
    return respond_redirect(
        rq, path(cx, "/seminars/{id}/manage?done=attendance", "id", h_part_i64(cx, v.session.seminar.v)));
}
