/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The public pages: catalogue, archive, one seminar, its calendar file. */
#include "seminar/seminar_pages.h"

#include "output/ical.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "seminar.html.h"
#include "seminar/seminar_routes.h"

#include <string.h>

enum { ARCHIVE_PAGE = 50, YEAR_DAYS = SESSION_SPAN_DAYS };

/* ---- words ---- */

const char *days_text(Cx *cx, bool has, Date first, Date last)
{
    if (!has)
        return "–";
    const char *text = format_date(cx, first, DATE_NUMERIC);
    if (first.days == last.days)
        return text;
    Buf out = buf_make(cx->arena);
    buf_str(&out, text);
    buf_str(&out, " – ");
    buf_str(&out, format_date(cx, last, DATE_NUMERIC));
    return buf_text(&out);
}

const char *languages_text(Cx *cx, const char *tags)
{
    Buf out = buf_make(cx->arena);
    for (const char *c = tags; *c;) {
        size_t n = strcspn(c, " ");
        Lang lang;
        const char *tag = arena_text_n(cx->arena, c, n);
        if (n && out.n)
            buf_str(&out, ", ");
        if (n)
            buf_str(&out, lang_parse(tag, &lang) ? lang_name(lang) : tag);
        c += n + strspn(c + n, " ");
    }
    return buf_text(&out);
}

UiKind phase_kind(SeminarPhase phase)
{
    static const UiKind kinds[PHASE_COUNT] = {
        [PHASE_OPEN] = UI_SUCCESS, [PHASE_FULL] = UI_WARNING, [PHASE_CANCELLED] = UI_DANGER};
    return kinds[phase]; /* UI_INFO is 0 */
}

/* ---- catalogue ---- */

/* In the reader's language, once for all cards. */
static const Err *topics_of(Cx *cx, TopicListRows *ret_topics)
{
    TRY(q_topic_list(cx, cx->programme, ret_topics));
    for (size_t i = 0; i < ret_topics->n; i++)
        ret_topics->at[i].name = topic_name(cx, ret_topics->at[i].name);
    return NULL;
}

static const char *topic_of(const TopicListRows *topics, TopicId id)
{
    for (size_t i = 0; i < topics->n; i++)
        if (topics->at[i].id.v == id.v)
            return topics->at[i].name;
    return "";
}

static void name_phases(Cx *cx, CatalogueView *v)
{
    for (SeminarPhase phase = 0; phase < PHASE_COUNT; phase++)
        v->phases[phase] = t(cx, seminar_phase_name(phase));
}

static SeminarItem item_of(Cx *cx, const SeminarCatalogue *row, const TopicListRows *topics, Date today)
{
    SeminarDates dates = {.state = row->state,
                          .has_opens_on = row->has_opens_on,
                          .has_closes_on = row->has_closes_on,
                          .has_days = row->has_first_day,
                          .opens_on = row->opens_on,
                          .closes_on = row->closes_on,
                          .first_day = row->first_day,
                          .last_day = row->last_day};
    return (SeminarItem){.id = row->id,
                         .title = row->title,
                         .topic = topic_of(topics, row->topic),
                         .days = days_text(cx, row->has_first_day, row->first_day, row->last_day),
                         .phase = seminar_phase(&dates, row->seats_left, today),
                         .seats_left = row->seats_left,
                         .closes_in = seminar_last_call(&dates).days - today.days};
}

/* Coming ones in their order; past ones the newest first. */
static void sort_out(Cx *cx, const SeminarCatalogueRows *rows, CatalogueView *v)
{
    Date today = local_today(cx);
    name_phases(cx, v);
    v->coming.at = NEW_ARRAY(cx->arena, SeminarItem, rows->n);
    v->past.at = NEW_ARRAY(cx->arena, SeminarItem, rows->n);
    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].last_day.days >= today.days)
            v->coming.at[v->coming.n++] = item_of(cx, &rows->at[i], &v->topics, today);
    for (size_t i = rows->n; i-- > 0;)
        if (rows->at[i].last_day.days < today.days)
            v->past.at[v->past.n++] = item_of(cx, &rows->at[i], &v->topics, today);
}

typedef struct CatalogueForm {
    bool has_topic;
    int64_t topic;
} CatalogueForm;
static const FormField catalogue_fields[] = {
    {"topic", N_("Topic"), FIELD_I64, FORM_AT(CatalogueForm, topic), .min = 1, .max = INT64_MAX},
};
const FormRules catalogue_form = FORM_RULES(CatalogueForm, catalogue_fields);

/* The language to look for translations in; NULL for the one the titles are written in. */
static const Lang *translated_into(const Request *rq)
{
    return rq->cx->lang == request_programme(rq)->main_lang ? NULL : &rq->cx->lang;
}

static const Err *catalogue_rows(Request *rq, TopicId topic, SeminarCatalogueRows *ret_rows)
{
    Cx *cx = rq->cx;
    const Lang *lang = translated_into(rq);
    Date since = {local_today(cx).days - YEAR_DAYS};
    if (!topic.v && !lang)
        return q_seminar_catalogue(cx, cx->programme, since, ret_rows);
    return q_seminar_catalogue_in(cx, cx->programme, since, topic.v ? &topic : NULL, lang, ret_rows);
}

const Err *seminar_catalogue(Request *rq)
{
    Cx *cx = rq->cx;
    const CatalogueForm *form = rq->form;
    CatalogueView v = {.topic = form ? form->topic : 0};
    SeminarCatalogueRows rows;
    TRY(topics_of(cx, &v.topics));
    TRY(catalogue_rows(rq, (TopicId){v.topic}, &rows));
    sort_out(cx, &rows, &v);
    view_seminar_catalogue(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Seminars"),
                                 .description = t(cx, "Free seminars for the staff and volunteers of migrant "
                                                      "associations: days, places, seats left.")});
}

typedef struct ArchiveForm {
    bool has_skip;
    int64_t skip;
} ArchiveForm;
static const FormField archive_fields[] = {
    {"skip", N_("From"), FIELD_I64, FORM_AT(ArchiveForm, skip), .min = 0, .max = 1000000},
};
const FormRules archive_form = FORM_RULES(ArchiveForm, archive_fields);

const Err *seminar_archive(Request *rq)
{
    Cx *cx = rq->cx;
    int64_t skip = rq->form ? ((const ArchiveForm *)rq->form)->skip : 0;
    CatalogueView v = {0};
    SeminarCatalogueRows rows;
    TRY(topics_of(cx, &v.topics));
    TRY(q_seminar_archive(cx, cx->programme, local_today(cx), translated_into(rq), skip, &rows));
    if (rows.n > ARCHIVE_PAGE) {
        rows.n = ARCHIVE_PAGE;
        v.older = arena_printf(cx->arena, "%s?skip=%lld", path(cx, "/seminars/archive"),
                               (long long)skip + ARCHIVE_PAGE);
    }
    name_phases(cx, &v);
    v.past = (SeminarItems){rows.n, NEW_ARRAY(cx->arena, SeminarItem, rows.n)};
    for (size_t i = 0; i < rows.n; i++)
        v.past.at[i] = item_of(cx, &rows.at[i], &v.topics, local_today(cx));
    view_seminar_archive(cx, &rq->body, &v);
    UiCrumb crumb = {t(cx, "Seminars"), path(cx, "/seminars")};
    return page_send(rq, &(Page){.title = t(cx, "Past seminars"), .crumbs = &crumb, .n_crumbs = 1});
}

/* ---- one seminar ---- */

/* The texts in the reader's language where they are translated. */
static const Err *text_in(Cx *cx, const SeminarFind *row, SeminarText *ret_text)
{
    ProgrammeMainLang main;
    TRY(q_programme_main_lang(cx, cx->programme, &main));
    *ret_text = (SeminarText){main.lang, row->title, row->summary, row->about};
    SeminarTexts translated;
    bool found = false;
    if (cx->lang != main.lang)
        TRY(q_seminar_text_in(cx, row->id, cx->lang, &translated, &found));
    if (found)
        *ret_text = (SeminarText){cx->lang, translated.title, translated.summary, translated.about};
    return NULL;
}

SeminarPhase series_phase(const SeminarDatesOfSeries *row, Date today)
{
    SeminarDates dates = {.state = row->state,
                          .has_opens_on = row->has_opens_on,
                          .has_closes_on = row->has_closes_on,
                          .has_days = row->has_first_day,
                          .opens_on = row->opens_on,
                          .closes_on = row->closes_on,
                          .first_day = row->first_day,
                          .last_day = row->last_day};
    return seminar_phase(&dates, row->seats_left, today);
}

const Err *seminar_view(Cx *cx, SeminarId id, SeminarFind *row, SeminarView *ret_view)
{
    TRY(seminar_get(cx, id, row));
    SeminarView v = {.row = row, .dates = seminar_dates(row), .seats_left = row->capacity - row->seats_taken};
    TopicOfProgramme topic = {.name = ""};
    bool found;
    TRY(q_topic_of_programme(cx, row->topic, cx->programme, &topic, &found));
    TRY(text_in(cx, row, &v.text));
    TRY(q_session_list(cx, id, &v.sessions));
    TRY(q_seminar_consultants(cx, id, &v.consultants));
    SeminarResults results;
    TRY(q_seminar_results(cx, id, &results, &found));
    if (found)
        v.results = results.id;
    if (row->has_series)
        TRY(q_seminar_dates_of_series(cx, row->series, &v.series));
    Date today = local_today(cx);
    v.topic = topic.name;
    v.interpretation = languages_text(cx, row->interpretation);
    v.phase = seminar_phase(&v.dates, v.seats_left, today);
    v.closes_in = v.dates.has_days ? seminar_last_call(&v.dates).days - today.days : 0;
    *ret_view = v;
    return NULL;
}

const Err *seminar_show(Request *rq)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    SeminarView v;
    TRY(seminar_view(cx, REQUEST_ID(rq, SeminarId, 0), &row, &v));
    v.may_manage = session_reach(request_session(rq), PERM_SEMINAR_READ) == REACH_ALL;
    v.may_bring_group = session_reach(request_session(rq), PERM_REGISTRATION_OWN_ASSOCIATION) == REACH_OWN &&
                        (v.phase == PHASE_OPEN || v.phase == PHASE_FULL);
    view_seminar_show(cx, &rq->body, &v);
    UiCrumb crumb = {t(cx, "Seminars"), path(cx, "/seminars")};
    return page_send(rq, &(Page){.title = v.text.title,
                                 .description = *v.text.summary ? v.text.summary : NULL,
                                 .crumbs = &crumb,
                                 .n_crumbs = 1,
                                 .noindex = row.state < SEMINAR_PUBLISHED});
}

/* ---- calendar ---- */

static IcalEvent event_of(Cx *cx, const SeminarView *v, const SessionList *s, const char *host,
                          const char *url)
{
    const char *place = *s->address ? arena_printf(cx->arena, "%s, %s", s->room, s->address) : s->room;
    return (IcalEvent){.uid = arena_printf(cx->arena, "session-%lld@%s", (long long)s->id.v, host),
                       .start = local_instant(cx, s->day, s->starts_min),
                       .end = local_instant(cx, s->day, s->ends_min),
                       .stamp = cx_now(cx),
                       .sequence = v->row->version,
                       .summary = v->text.title,
                       .location = place,
                       .description = v->text.summary,
                       .url = url,
                       .is_cancelled = v->row->state == SEMINAR_CANCELLED};
}

static const char *host_of(Cx *cx, const char *url)
{
    const char *start = strstr(url, "://");
    start = start ? start + 3 : url;
    return arena_text_n(cx->arena, start, strcspn(start, "/:"));
}

const Err *seminar_calendar(Request *rq, SeminarId id)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    SeminarView v;
    TRY(seminar_view(cx, id, &row, &v));
    const char *url;
    TRY(programme_address(cx, path(cx, "/seminars/{id}", "id", h_part_i64(cx, id.v)), &url));
    IcalEvents events = {v.sessions.n, NEW_ARRAY(cx->arena, IcalEvent, v.sessions.n)};
    for (size_t i = 0; i < events.n; i++)
        events.at[i] = event_of(cx, &v, &v.sessions.at[i], host_of(cx, url), url);
    Buf out = buf_make(cx->arena);
    ical_write(&out, request_programme(rq)->name, events);
    return respond_file(rq, ICAL_TYPE, arena_printf(cx->arena, "seminar-%lld.ics", (long long)id.v), out.data,
                        out.n);
}

const Err *seminar_calendar_file(Request *rq)
{
    return seminar_calendar(rq, REQUEST_ID(rq, SeminarId, 0));
}
