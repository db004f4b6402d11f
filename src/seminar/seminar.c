/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See seminar.h. Sessions are in session.c. */
#include "seminar/seminar.h"

#include "budget.sql.h"
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "plan/budget.h"
#include "programme/audit.h"
#include "seminar.sql.h"
#include "seminar/clash.h"
#include "seminar/seminar_rules.h"

static const struct {
    const char *name;
    bool to[SEMINAR_STATE_COUNT];
} states[SEMINAR_STATE_COUNT] = {
    [SEMINAR_PROPOSAL] = {N_("proposal"), {[SEMINAR_PLANNED] = true, [SEMINAR_CANCELLED] = true}},
    [SEMINAR_PLANNED] = {N_("in planning"), {[SEMINAR_PUBLISHED] = true, [SEMINAR_CANCELLED] = true}},
    [SEMINAR_PUBLISHED] = {N_("published"), {[SEMINAR_HELD] = true, [SEMINAR_CANCELLED] = true}},
    [SEMINAR_HELD] = {N_("held"), {[SEMINAR_EVALUATED] = true, [SEMINAR_CLOSED] = true}},
    [SEMINAR_EVALUATED] = {N_("evaluated"), {[SEMINAR_CLOSED] = true}},
    [SEMINAR_CLOSED] = {N_("closed"), {0}},
    [SEMINAR_CANCELLED] = {N_("cancelled"), {0}},
};

static const char *const phases[PHASE_COUNT] = {
    [PHASE_HIDDEN] = N_("Not published"),
    [PHASE_EARLY] = N_("Registration has not opened yet"),
    [PHASE_OPEN] = N_("Seats are free"),
    [PHASE_FULL] = N_("Full – waiting list"),
    [PHASE_SHUT] = N_("Registration is closed"),
    [PHASE_RUNNING] = N_("Running"),
    [PHASE_OVER] = N_("Over"),
    [PHASE_CANCELLED] = N_("Cancelled"),
};

const char *seminar_state_name(SeminarState state)
{
    return states[state].name;
}

const char *seminar_phase_name(SeminarPhase phase)
{
    return phases[phase];
}

bool seminar_step_allowed(SeminarState from, SeminarState to)
{
    return states[from].to[to];
}

Date seminar_last_call(const SeminarDates *dates)
{
    Date eve = {dates->first_day.days - 1};
    return dates->has_closes_on && dates->closes_on.days < eve.days ? dates->closes_on : eve;
}

SeminarPhase seminar_phase(const SeminarDates *dates, int32_t seats_left, Date today)
{
    if (dates->state == SEMINAR_CANCELLED)
        return PHASE_CANCELLED;
    if (dates->state < SEMINAR_PUBLISHED || !dates->has_days)
        return PHASE_HIDDEN;
    if (dates->state > SEMINAR_PUBLISHED || today.days > dates->last_day.days)
        return PHASE_OVER;
    if (today.days >= dates->first_day.days)
        return PHASE_RUNNING;
    if (today.days > seminar_last_call(dates).days)
        return PHASE_SHUT;
    if (dates->has_opens_on && today.days < dates->opens_on.days)
        return PHASE_EARLY;
    return seats_left > 0 ? PHASE_OPEN : PHASE_FULL;
}

const Err *seminar_get(Cx *cx, SeminarId id, SeminarFind *ret_row)
{
    SeminarFind row;
    bool found;
    TRY(q_seminar_find(cx, id, &row, &found));
    if (!found || row.programme.v != cx->programme.v)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such seminar here.");
    *ret_row = row;
    return NULL;
}

const Err *seminar_check_changeable(Cx *cx, const SeminarFind *row)
{
    if (row->state <= SEMINAR_PUBLISHED)
        return NULL;
    return FAIL(cx, ERR_CONFLICT, "The seminar “{title}” is {state}. It can't be changed any more.", "title",
                row->title, "state", t(cx, seminar_state_name(row->state)));
}

static const Err *check_draft(Cx *cx, const SeminarDraft *draft)
{
    TopicOfProgramme topic;
    bool found;
    TRY(q_topic_of_programme(cx, draft->topic, cx->programme, &topic, &found));
    if (!found)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such topic here. Please choose one from the list.");
    if (draft->has_opens_on && draft->has_closes_on && draft->closes_on.days < draft->opens_on.days)
        return FAIL(cx, ERR_INPUT, "Registration would close before it opens. Please correct the two days.");
    return NULL;
}

static const Err *check_seats(Cx *cx, const SeminarSeats *seats)
{
    if (seats->capacity < 1 || seats->minimum < 0 || seats->minimum > seats->capacity || seats->each < 0)
        return FAIL(
            cx, ERR_INPUT,
            "These numbers do not fit together: there must be at least one seat, and the minimum can't "
            "be higher than the number of seats.");
    return NULL;
}

static int32_t usual(int32_t given, int32_t otherwise)
{
    return given ? given : otherwise;
}

/* All dates of a series carry the id of its first one. */
static const Err *join_series(Cx *cx, SeminarId id, SeminarId other)
{
    if (other.v == 0 || other.v == id.v)
        return q_seminar_set_series(cx, id, NULL, NULL);
    SeminarFind row;
    TRY(seminar_get(cx, other, &row));
    SeminarId first = row.has_series ? row.series : row.id;
    if (!row.has_series)
        TRY(q_seminar_set_series(cx, row.id, &first, NULL));
    return q_seminar_set_series(cx, id, &first, NULL);
}

const Err *seminar_create(Cx *cx, const SeminarDraft *draft, const SeminarSeats *seats, SeminarId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    BudgetYear year;
    TRY(budget_year_card(cx, draft->year, &year));
    TRY(check_draft(cx, draft));
    TRY(check_seats(cx, seats));
    SeminarId id;
    TRY(q_seminar_insert(cx, cx->programme, draft->year, draft->topic, draft->title, draft->summary,
                         draft->about, draft->lang, draft->interpretation, draft->childcare, draft->step_free,
                         seats->capacity, seats->minimum, seats->each,
                         draft->has_opens_on ? &draft->opens_on : NULL,
                         draft->has_closes_on ? &draft->closes_on : NULL, draft->material, draft->approval,
                         draft->offer_days, usual(draft->offer_hours, SEMINAR_OFFER_HOURS),
                         usual(draft->certificate_share, SEMINAR_CERTIFICATE_SHARE), cx_now(cx), &id));
    if (draft->series.v)
        TRY(join_series(cx, id, draft->series));
    TRY(audit_add(cx, "seminar.create", "seminar", id.v, draft->title));
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

static const char *audit_of_change(Cx *cx, const SeminarFind *old, const SeminarDraft *now)
{
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, "title", old->title, now->title);
    audit_change(&detail, "summary", old->summary, now->summary);
    audit_change(&detail, "about", old->about, now->about);
    audit_change_i64(&detail, "topic", old->topic.v, now->topic.v);
    audit_change(&detail, "lang", lang_tag(old->lang), lang_tag(now->lang));
    audit_change(&detail, "interpretation", old->interpretation, now->interpretation);
    audit_change_i64(&detail, "childcare", old->childcare, now->childcare);
    audit_change_i64(&detail, "step_free", old->step_free, now->step_free);
    audit_change(&detail, "opens_on", audit_day(cx, old->has_opens_on, old->opens_on),
                 audit_day(cx, now->has_opens_on, now->opens_on));
    audit_change(&detail, "closes_on", audit_day(cx, old->has_closes_on, old->closes_on),
                 audit_day(cx, now->has_closes_on, now->closes_on));
    audit_change(&detail, "material", old->material, now->material);
    audit_change_i64(&detail, "approval", old->approval, now->approval);
    audit_change_i64(&detail, "offer_days", old->offer_days, now->offer_days);
    audit_change_i64(&detail, "offer_hours", old->offer_hours, usual(now->offer_hours, SEMINAR_OFFER_HOURS));
    audit_change_i64(&detail, "certificate_share", old->certificate_share,
                     usual(now->certificate_share, SEMINAR_CERTIFICATE_SHARE));
    return buf_text(&detail);
}

const Err *seminar_change(Cx *cx, SeminarId id, const SeminarDraft *draft)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind old;
    TRY(seminar_get(cx, id, &old));
    TRY(seminar_check_changeable(cx, &old));
    TRY(check_draft(cx, draft));
    TRY(q_seminar_set(cx, id, draft->topic, draft->title, draft->summary, draft->about, draft->lang,
                      draft->interpretation, draft->childcare, draft->step_free,
                      draft->has_opens_on ? &draft->opens_on : NULL,
                      draft->has_closes_on ? &draft->closes_on : NULL, draft->material, draft->approval,
                      draft->offer_days, usual(draft->offer_hours, SEMINAR_OFFER_HOURS),
                      usual(draft->certificate_share, SEMINAR_CERTIFICATE_SHARE), NULL));
    TRY(join_series(cx, id, draft->series));
    TRY(audit_add(cx, "seminar.change", "seminar", id.v, audit_of_change(cx, &old, draft)));
    return tx_commit(cx, &tx);
}

const Err *seminar_translate(Cx *cx, SeminarId id, const SeminarText *text)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind row;
    TRY(seminar_get(cx, id, &row));
    if (text->title[0])
        TRY(q_seminar_text_put(cx, id, text->lang, text->title, text->summary, text->about, NULL));
    else
        TRY(q_seminar_text_remove(cx, id, text->lang, NULL));
    Buf detail = buf_make(cx->arena);
    audit_change(&detail, lang_tag(text->lang), "", text->title[0] ? text->title : "–");
    TRY(audit_add(cx, "seminar.translate", "seminar", id.v, buf_text(&detail)));
    return tx_commit(cx, &tx);
}

const Err *seminar_set_consultants(Cx *cx, SeminarId id, const ConsultantId *consultants, size_t n)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind row;
    TRY(seminar_get(cx, id, &row));
    TRY(seminar_check_changeable(cx, &row));
    TRY(q_seminar_consultants_clear(cx, id, NULL));
    Buf detail = buf_make(cx->arena);
    for (size_t i = 0; i < n; i++) {
        TRY(q_seminar_consultant_add(cx, id, consultants[i], cx->programme, NULL));
        audit_change_i64(&detail, "consultant", 0, consultants[i].v);
    }
    TRY(clash_refuse_all(cx, id));
    TRY(audit_add(cx, "seminar.consultants", "seminar", id.v, buf_text(&detail)));
    return tx_commit(cx, &tx);
}

/* ---- copies ---- */

static const Err *copy_parts(Cx *cx, SeminarId from, BudgetYearId year, SeminarId to)
{
    SeminarTextsRows texts;
    TRY(q_seminar_texts(cx, from, &texts));
    for (size_t i = 0; i < texts.n; i++)
        TRY(q_seminar_text_put(cx, to, texts.at[i].lang, texts.at[i].title, texts.at[i].summary,
                               texts.at[i].about, NULL));
    SeminarConsultantsRows consultants;
    TRY(q_seminar_consultants(cx, from, &consultants));
    for (size_t i = 0; i < consultants.n; i++)
        TRY(q_seminar_consultant_add(cx, to, consultants.at[i].id, cx->programme, NULL));
    CostLineListRows lines;
    TRY(q_cost_line_of_seminar(cx, from, &lines));
    for (size_t i = 0; i < lines.n; i++) {
        CostLineId line;
        CostDraft draft = {to, lines.at[i].kind, lines.at[i].amount, lines.at[i].note};
        if (lines.at[i].state != COST_RELEASED)
            TRY(cost_line_add(cx, year, &draft, &line));
    }
    return NULL;
}

const Err *seminar_copy(Cx *cx, SeminarId id, BudgetYearId year, SeminarId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind row;
    TRY(seminar_get(cx, id, &row));
    SeminarDraft draft = {.year = year,
                          .topic = row.topic,
                          .title = row.title,
                          .summary = row.summary,
                          .about = row.about,
                          .interpretation = row.interpretation,
                          .material = row.material,
                          .lang = row.lang,
                          .childcare = row.childcare,
                          .step_free = row.step_free,
                          .approval = row.approval,
                          .offer_days = row.offer_days,
                          .offer_hours = row.offer_hours,
                          .certificate_share = row.certificate_share};
    SeminarId copy;
    TRY(seminar_create(cx, &draft, &(SeminarSeats){row.capacity, row.minimum, row.seats_each}, &copy));
    TRY(copy_parts(cx, id, year, copy));
    TRY(tx_commit(cx, &tx));
    *ret_id = copy;
    return NULL;
}

/* ---- states ---- */

const Err *seminar_step(Cx *cx, SeminarId id, SeminarState to, const char *detail)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind row;
    TRY(seminar_get(cx, id, &row));
    int64_t count = 0;
    if (seminar_step_allowed(row.state, to))
        TRY(q_seminar_set_state(cx, id, row.state, to, &count));
    if (count == 0)
        return FAIL(cx, ERR_CONFLICT, "The seminar “{title}” is {from}; it can't become {to}.", "title",
                    row.title, "from", t(cx, seminar_state_name(row.state)), "to",
                    t(cx, seminar_state_name(to)));
    Buf text = buf_make(cx->arena);
    audit_change(&text, "state", seminar_state_name(row.state), seminar_state_name(to));
    buf_str(&text, detail);
    TRY(audit_add(cx, "seminar.step", "seminar", id.v, buf_text(&text)));
    return tx_commit(cx, &tx);
}

static const Err *check_complete(Cx *cx, const SeminarFind *row)
{
    if (!row->has_first_day)
        return FAIL(cx, ERR_CONFLICT, "“{title}” has no session yet. Add at least one, then publish it.",
                    "title", row->title);
    if (row->first_day.days <= local_today(cx).days)
        return FAIL(
            cx, ERR_CONFLICT,
            "The first session of “{title}” is on {day}. Only a seminar that begins later than today can "
            "be published.",
            "title", row->title, "day", format_date(cx, row->first_day, DATE_NUMERIC));
    return NULL;
}

const Err *seminar_publish(Cx *cx, SeminarId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    SeminarFind row;
    TRY(seminar_get(cx, id, &row));
    TRY(check_complete(cx, &row));
    TRY(clash_refuse_all(cx, id));
    TRY(seminar_step(cx, id, SEMINAR_PUBLISHED, ""));
    TRY(q_seminar_set_published(cx, id, cx_now(cx), NULL));
    TRY(budget_commit_seminar(cx, id));
    return tx_commit(cx, &tx);
}

/* ---- scopes ---- */

const Err *seminar_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    SeminarScopeFind row;
    bool found;
    TRY(q_seminar_scope_find(cx, (SeminarId){id}, &row, &found));
    if (found)
        *ret_scope = (ObjectScope){.exists = true,
                                   .programme = row.programme,
                                   .is_public = row.is_public,
                                   .by_consultants = true,
                                   .seminar = {id}};
    return NULL;
}

const Err *session_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    SessionScopeFind row;
    bool found;
    TRY(q_session_scope_find(cx, (SessionId){id}, &row, &found));
    if (found)
        *ret_scope = (ObjectScope){.exists = true,
                                   .programme = row.programme,
                                   .is_public = row.is_public,
                                   .by_consultants = true,
                                   .seminar = row.seminar};
    return NULL;
}
