/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One's own page behind the link of a mail: how it stands, an offer, needs, other dates, giving up. No
 * account is needed; the link is the key. */
#include "own.html.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "registration/certificate.h"
#include "registration/check_in_pages.h"
#include "registration/needs.h"
#include "registration/register_form.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"

#include <string.h>

static const Err *find_own(Request *rq, RegistrationFind *ret_row)
{
    RegistrationId id;
    TRY(registration_by_key(rq->cx, rq->keys[0], &id));
    rq->no_store = true;
    return registration_get(rq->cx, id, ret_row);
}

static const Err *back(Request *rq, const char *done)
{
    return respond_redirect(rq, arena_printf(rq->cx->arena, "%s%s",
                                             path(rq->cx, "/registrations/{key}", "key", rq->keys[0]), done));
}

/* ---- other dates ---- */

static const Err *fill_date(Cx *cx, const RegistrationFind *row, OwnDate *date)
{
    SeminarFind seminar;
    RegistrationFind there;
    bool found;
    TRY(seminar_get(cx, date->id, &seminar));
    TRY(seat_is_free(cx, &seminar, row->has_association ? &row->association : NULL, &date->has_seat));
    TRY(q_registration_of_pair(cx, date->id, row->person, &there, &found));
    if (!found || there.state == REG_CANCELLED)
        return NULL;
    date->state = there.state;
    if (there.state == REG_WAITLISTED)
        TRY(registration_waiting_place(cx, date->id, there.id, &date->place));
    return NULL;
}

const Err *own_dates(Cx *cx, const RegistrationFind *row, const SeminarFind *seminar, OwnDates *ret_dates)
{
    SeminarDatesOfSeriesRows series = {0};
    if (seminar->has_series)
        TRY(q_seminar_dates_of_series(cx, seminar->series, &series));
    OwnDates dates = {0, NEW_ARRAY(cx->arena, OwnDate, series.n)};
    for (size_t i = 0; i < series.n; i++) {
        const SeminarDatesOfSeries *s = &series.at[i];
        if (s->id.v == row->seminar.v)
            continue;
        SeminarPhase phase = series_phase(s, local_today(cx));
        OwnDate *date = &dates.at[dates.n++];
        *date = (OwnDate){.id = s->id,
                          .days = days_text(cx, s->has_first_day, s->first_day, s->last_day),
                          .is_open = phase == PHASE_OPEN || phase == PHASE_FULL};
        TRY(fill_date(cx, row, date));
    }
    *ret_dates = dates;
    return NULL;
}

/* ---- the page ---- */

const Err *own_needs_stored(Request *rq, FormInput **ret_values)
{
    Cx *cx = rq->cx;
    RegistrationFind row;
    SeminarFind seminar;
    Needs needs;
    TRY(find_own(rq, &row));
    TRY(seminar_get(cx, row.seminar, &seminar));
    TRY(needs_of(cx, row.id, &needs));
    UiOptions languages = interpretation_options(cx, &seminar);
    bool is_option = false;
    for (size_t i = 0; i < languages.n; i++)
        is_option = is_option || strcmp(languages.at[i].value, needs.interpretation) == 0;
    NeedsForm form = {.access_needs = needs.access,
                      .childcare = needs_ages_text(cx, needs.childcare),
                      .interpretation = is_option ? needs.interpretation : "",
                      .interpretation_wish = is_option ? "" : needs.interpretation};
    *ret_values = request_form(rq, &needs_form, &form);
    return NULL;
}

static const Err *fill_needs(Request *rq, const RegistrationFind *row, const SeminarFind *seminar, OwnView *v)
{
    TRY(needs_of(rq->cx, row->id, &v->needs));
    v->languages = interpretation_options(rq->cx, seminar);
    bool has_failed = rq->input->n_errors > 0 || rq->input->stored;
    if (has_failed && rq->route->stored)
        return NULL;
    TRY(own_needs_stored(rq, &v->input));
    request_beside(rq, v->input);
    return NULL;
}

static const Err *own_view(Request *rq, const RegistrationFind *row, SeminarFind *seminar, SeminarView *about,
                           OwnView *ret_view)
{
    Cx *cx = rq->cx;
    TRY(seminar_view(cx, row->seminar, seminar, about));
    RegistrationMailCard card;
    Time begins, now = cx_now(cx);
    bool has_begin;
    TRY(q_registration_mail_card(cx, row->id, &card));
    TRY(seminar_begins(cx, row->seminar, &begins, &has_begin));
    OwnView v = {.input = rq->input,
                 .about = about,
                 .key = rq->keys[0],
                 .name = card.name,
                 .contact = card.contact,
                 .state = row->state,
                 .offered_until = row->offered_until};
    bool is_live =
        seminar->state == SEMINAR_PUBLISHED && about->phase != PHASE_OVER && row->state <= REG_CONFIRMED;
    v.may_change = is_live;
    v.may_cancel = is_live && has_begin && begins.seconds > now.seconds;
    v.has_lapsed = row->state == REG_OFFERED && row->offered_until.seconds <= now.seconds;
    if (row->state == REG_WAITLISTED)
        TRY(registration_waiting_place(cx, row->seminar, row->id, &v.place));
    TRY(certificate_exists(cx, row->seminar, row->id, &v.has_certificate));
    TRY(fill_needs(rq, row, seminar, &v));
    if (v.may_cancel)
        TRY(own_dates(cx, row, seminar, &v.dates));
    if (is_live && registration_holds_seat(row->state) && !v.has_lapsed)
        TRY(check_in_code(cx, row->id, &v.code));
    *ret_view = v;
    return NULL;
}

static const Err *show_own(Request *rq, void (*view)(Cx *cx, Buf *out, const OwnView *v), const char *title)
{
    Cx *cx = rq->cx;
    RegistrationFind row;
    SeminarFind seminar;
    SeminarView about;
    OwnView v;
    TRY(find_own(rq, &row));
    TRY(own_view(rq, &row, &seminar, &about, &v));
    view(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = title, .noindex = true});
}

const Err *own_show(Request *rq)
{
    return show_own(rq, view_own_registration, t(rq->cx, "Your registration"));
}

const Err *own_cancel_show(Request *rq)
{
    return show_own(rq, view_own_cancel, t(rq->cx, "Cancel your registration"));
}

/* ---- what one does there ---- */

const Err *own_cancel_do(Request *rq)
{
    RegistrationFind row;
    TRY(find_own(rq, &row));
    if (row.state != REG_CANCELLED) /* a second tab, or the back button: it is done */
        TRY(registration_withdraw(rq->cx, row.id));
    return back(rq, "");
}

const Err *own_accept_do(Request *rq)
{
    RegistrationFind row;
    TRY(find_own(rq, &row));
    TRY(registration_accept(rq->cx, row.id));
    return back(rq, "");
}

const Err *own_needs_save(Request *rq)
{
    RegistrationFind row;
    const NeedsForm *form = rq->form;
    TRY(find_own(rq, &row));
    needs_check(rq, form->childcare);
    if (form_failed(rq))
        return own_show(rq);
    Needs needs = needs_said(rq->cx, form);
    TRY(needs_change(rq->cx, row.id, &needs));
    return back(rq, "?done=saved");
}

static const FormField move_fields[] = {
    {"to", N_("Date"), FIELD_I64, FORM_AT(MoveForm, to), .required = true, .min = 1, .max = INT64_MAX},
    {"wait", N_("Wait there"), FIELD_CHECK, FORM_AT(MoveForm, wait)},
};
const FormRules move_form = FORM_RULES(MoveForm, move_fields);

/* The page of the other date, by a link of its own: this one may be over. */
const Err *own_move_do(Request *rq)
{
    Cx *cx = rq->cx;
    RegistrationFind row;
    const MoveForm *form = rq->form;
    TRY(find_own(rq, &row));
    if (form_failed(rq))
        return own_show(rq);
    RegistrationAnswer there;
    const char *key;
    TRY(registration_move(cx, row.id, (SeminarId){form->to}, form->wait, CHANNEL_WEB, &there));
    TRY(registration_make_key(cx, there.id, &key));
    return respond_redirect(rq, path(cx, "/registrations/{key}", "key", key));
}

const Err *own_calendar(Request *rq)
{
    RegistrationFind row;
    TRY(find_own(rq, &row));
    return seminar_calendar(rq, row.seminar);
}
