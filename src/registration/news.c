/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Jobs that write mails: what has changed in a seminar, and that it begins soon. */
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "registration/registration_rules.h"

#include <string.h>

enum {
    NEWS_SETTLE_S = 120, /* several changes in a row are one mail */
    REMIND_DAYS = 2
};

/* One session as a reader needs it. */
static const char *session_words(Cx *cx, Date day, int32_t starts_min, int32_t ends_min, const char *place)
{
    return t(cx, "{day}, {from} to {to}, {place}", "day", format_date(cx, day, DATE_WEEKDAY), "from",
             format_clock(cx, starts_min), "to", format_clock(cx, ends_min), "place", place);
}

/* ---- news ---- */

/* Several changes of one session are one: from the first "before" to the last "after". */
static size_t merge_news(SessionNewsDue *rows, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < kept && rows[k].session.v != rows[i].session.v)
            k++;
        if (k == kept) {
            rows[kept++] = rows[i];
            continue;
        }
        SessionNewsDue merged = rows[i];
        merged.has_old_day = rows[k].has_old_day;
        merged.old_day = rows[k].old_day;
        merged.old_starts_min = rows[k].old_starts_min;
        merged.old_ends_min = rows[k].old_ends_min;
        merged.old_place = rows[k].old_place;
        rows[k] = merged;
    }
    return kept;
}

static bool says_nothing(const SessionNewsDue *n)
{
    return n->has_old_day == n->has_new_day &&
           (!n->has_old_day ||
            (n->old_day.days == n->new_day.days && n->old_starts_min == n->new_starts_min &&
             n->old_ends_min == n->new_ends_min && strcmp(n->old_place, n->new_place) == 0));
}

static const char *news_line(Cx *cx, const SessionNewsDue *n)
{
    const char *old =
        n->has_old_day ? session_words(cx, n->old_day, n->old_starts_min, n->old_ends_min, n->old_place) : "";
    const char *now =
        n->has_new_day ? session_words(cx, n->new_day, n->new_starts_min, n->new_ends_min, n->new_place) : "";
    if (!n->has_old_day)
        return t(cx, "New: {new}", "new", now);
    if (!n->has_new_day)
        return t(cx, "Does not take place: {old}", "old", old);
    return t(cx, "Before: {old}\nNow: {new}", "old", old, "new", now);
}

static const char *news_text(Cx *cx, const SessionNewsDue *rows, size_t n)
{
    Buf out = buf_make(cx->arena);
    for (size_t i = 0; i < n; i++) {
        if (says_nothing(&rows[i]))
            continue;
        buf_str(&out, out.n ? "\n\n" : "");
        buf_str(&out, news_line(cx, &rows[i]));
    }
    return buf_text(&out);
}

/* The news of one seminar, to each of its people in their language. */
static const Err *tell(Cx *cx, SessionNewsDue *rows, size_t n)
{
    SeminarId seminar = rows[0].seminar;
    const char *occasion = arena_printf(cx->arena, "%lld", (long long)rows[n - 1].id);
    TRY(job_enter(cx, rows[0].programme));
    size_t kept = merge_news(rows, n);
    RegistrationLiveRows people;
    SeminarFind row;
    TRY(seminar_get(cx, seminar, &row));
    TRY(q_registration_live(cx, seminar, &people));
    for (size_t i = 0; i < people.n && row.state == SEMINAR_PUBLISHED; i++) {
        Cx reader = *cx;
        reader.lang = people.at[i].lang;
        const char *text = news_text(&reader, rows, kept);
        if (*text)
            TRY(registration_mail_of(cx, people.at[i].id, REG_MAIL_NEWS, text, occasion));
    }
    return q_session_news_forget(cx, seminar, NULL);
}

const Err *registration_tell_news(Cx *cx)
{
    SessionNewsDueRows due;
    TRY(q_session_news_due(cx, (Time){cx_now(cx).seconds - NEWS_SETTLE_S}, &due));
    for (size_t i = 0, end; i < due.n; i = end) {
        for (end = i; end < due.n && due.at[end].seminar.v == due.at[i].seminar.v;)
            end++;
        TRY(tell(cx, &due.at[i], end - i));
    }
    return NULL;
}

/* ---- reminders ---- */

static const char *sessions_text(Cx *cx, const SessionListRows *sessions)
{
    Buf out = buf_make(cx->arena);
    for (size_t i = 0; i < sessions->n; i++) {
        const SessionList *s = &sessions->at[i];
        const char *place = *s->address ? arena_printf(cx->arena, "%s, %s", s->room, s->address) : s->room;
        buf_str(&out, i ? "\n" : "");
        buf_str(&out, session_words(cx, s->day, s->starts_min, s->ends_min, place));
    }
    return buf_text(&out);
}

/* Who got their seat later than that has just read all this. */
static const Err *remind_seminar(Cx *cx, const SeminarsThatBegin *seminar)
{
    Date eve = {seminar->first_day.days - REMIND_DAYS};
    const char *occasion = arena_printf(cx->arena, "%d", seminar->first_day.days);
    RegistrationToRemindRows people;
    SessionListRows sessions;
    TRY(q_registration_to_remind(cx, seminar->id, local_instant(cx, eve, 0), seminar->first_day, &people));
    TRY(q_session_list(cx, seminar->id, &sessions));
    for (size_t i = 0; i < people.n; i++) {
        Cx reader = *cx;
        reader.lang = people.at[i].lang;
        TRY(registration_mail_of(cx, people.at[i].id, REG_MAIL_REMINDER, sessions_text(&reader, &sessions),
                                 occasion));
    }
    return NULL;
}

/* The days are looked at in each programme's own zone. */
const Err *registration_remind(Cx *cx)
{
    enum { DAY_S = 86400 };
    Date day = {(int32_t)(cx_now(cx).seconds / DAY_S)};
    SeminarsThatBeginRows soon;
    TRY(q_seminars_that_begin(cx, day, (Date){day.days + REMIND_DAYS + 1}, &soon));
    for (size_t i = 0; i < soon.n; i++) {
        TRY(job_enter(cx, soon.at[i].programme));
        int32_t ahead = soon.at[i].first_day.days - local_today(cx).days;
        if (ahead >= 1 && ahead <= REMIND_DAYS)
            TRY(remind_seminar(cx, &soon.at[i]));
    }
    return NULL;
}
