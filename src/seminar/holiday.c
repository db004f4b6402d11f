/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See holiday.h; the table is in holiday_rules.c. */
#include "seminar/holiday.h"

#include "i18n/catalogue.h"
#include "seminar/holiday_rules.h"

#include <stdlib.h>

enum { EVENING_MIN = 16 * 60 }; /* before the earliest sunset of the year in the Rhineland (16:25) */

typedef struct Finder {
    Arena *arena;
    Calendars calendars;
    Date first, last;
    Holidays found;
    size_t room;
} Finder;

static void keep(Finder *f, Holiday holiday)
{
    if (holiday.day.days < f->first.days || holiday.day.days > f->last.days)
        return;
    if (f->found.n == f->room) {
        f->room = f->room ? 2 * f->room : 64;
        Holiday *at = NEW_ARRAY(f->arena, Holiday, f->room);
        for (size_t i = 0; i < f->found.n; i++)
            at[i] = f->found.at[i];
        f->found.at = at;
    }
    f->found.at[f->found.n++] = holiday;
}

static void keep_days(Finder *f, const HolidayRule *rule, Date first, int days)
{
    for (int i = 0; i < days; i++)
        keep(f, (Holiday){.day = {first.days + i},
                          .name = rule->name,
                          .nth = i + 1,
                          .of = days,
                          .community = rule->community,
                          .kind = rule->kind,
                          .certainty = rule->certainty,
                          .from_eve = rule->from_eve});
}

static int length_of(const HolidayRule *rule)
{
    return rule->days ? rule->days : 1;
}

/* Of a Gregorian year; false when the table has no entry for it. */
static bool day_in_year(const HolidayRule *rule, int year, Date *ret_day)
{
    Date start;
    int place = year - HOLIDAY_TABLE_START;
    switch (rule->base) {
    case BY_EASTER:
        *ret_day = (Date){easter_western(year).days + rule->day};
        return true;
    case BY_ORTHODOX_EASTER:
        *ret_day = (Date){easter_orthodox(year).days + rule->day};
        return true;
    case BY_TABLE:
        if (place < 0 || place >= TABLE_YEARS)
            return false;
        *ret_day = (Date){date_make(year, rule->table[place].month, rule->table[place].day).days + rule->day};
        return true;
    case BY_WEEKDAY:
        start = date_make(year, rule->month, rule->day);
        *ret_day = (Date){start.days + (rule->weekday - date_weekday(start) + 7) % 7};
        return true;
    default:
        *ret_day = date_make(year, rule->month, rule->day);
        return true;
    }
}

/* A feast that began in the year before may reach into the days asked for. */
static void find_gregorian(Finder *f, const HolidayRule *rule)
{
    int last = date_parts(f->last).year;
    Date day;
    for (int year = date_parts(f->first).year - 1; year <= last; year++)
        if (day_in_year(rule, year, &day))
            keep_days(f, rule, day, length_of(rule));
}

static void find_in_calendar(Finder *f, const HolidayRule *rule)
{
    int last = calendar_year(&f->calendars, rule->calendar, f->last);
    for (int year = calendar_year(&f->calendars, rule->calendar, f->first) - 1; year <= last; year++) {
        Date day = calendar_date(&f->calendars, rule->calendar, year, rule->month, rule->day);
        Date next = calendar_date(&f->calendars, rule->calendar, year, rule->month + 1, 1);
        keep_days(f, rule, day, rule->whole_month ? next.days - day.days : length_of(rule));
    }
}

static int by_day(const void *a, const void *b)
{
    const Holiday *x = a, *y = b;
    if (x->day.days != y->day.days)
        return x->day.days < y->day.days ? -1 : 1;
    return x->kind != y->kind ? (int)x->kind - (int)y->kind : (int)x->community - (int)y->community;
}

Holidays holidays_between(Arena *arena, Date first, Date last)
{
    Finder f = {.arena = arena, .first = first, .last = last};
    for (size_t i = 0; i < holiday_n_rules; i++)
        (holiday_rules[i].base == BY_CALENDAR ? find_in_calendar : find_gregorian)(&f, &holiday_rules[i]);
    calendars_close(&f.calendars);
    if (f.found.n)
        qsort(f.found.at, f.found.n, sizeof *f.found.at, by_day);
    return f.found;
}

bool holiday_concerns(const Holiday *holiday, Date day, int ends_min)
{
    bool evening = ends_min > EVENING_MIN;
    if (holiday->day.days == day.days)
        return holiday->kind != HOLIDAY_FASTING || evening;
    return holiday->from_eve && holiday->nth == 1 && holiday->day.days == day.days + 1 && evening;
}

/* ---- words ---- */

static const char *const kinds[HOLIDAY_KIND_COUNT] = {
    [HOLIDAY_PUBLIC] = N_("public holiday"),
    [HOLIDAY_HOLY] = N_("holy day"),
    [HOLIDAY_FASTING] = N_("fasting, meal in the evening"),
    [HOLIDAY_CUSTOM] = N_("no holiday by law, but much rests"),
};

static const char *const communities[COMMUNITY_COUNT] = {
    [COMMUNITY_CHRISTIAN] = N_("Christian"),
    [COMMUNITY_ORTHODOX] = N_("Orthodox"),
    [COMMUNITY_ETHIOPIAN] = N_("Eritrean, Ethiopian, Coptic"),
    [COMMUNITY_ARMENIAN] = N_("Armenian"),
    [COMMUNITY_ASSYRIAN] = N_("Assyrian"),
    [COMMUNITY_JEWISH] = N_("Jewish"),
    [COMMUNITY_MUSLIM] = N_("Islamic"),
    [COMMUNITY_ALEVI] = N_("Alevi"),
    [COMMUNITY_YAZIDI] = N_("Yazidi"),
    [COMMUNITY_NOWRUZ] = N_("Iranian, Afghan, Kurdish"),
    [COMMUNITY_BAHAI] = N_("Bahá'í"),
    [COMMUNITY_HINDU] = N_("Hindu"),
    [COMMUNITY_SIKH] = N_("Sikh"),
    [COMMUNITY_BUDDHIST] = N_("Buddhist"),
};

static const char *const certainties[] = {
    [HOLIDAY_BY_SIGHTING] = N_("expected; depends on the sighting of the moon"),
    [HOLIDAY_BY_CUSTOM] = N_("expected; some communities keep it a day earlier or later"),
};

const char *holiday_kind_name(HolidayKind kind)
{
    return kinds[kind];
}

const char *community_name(Community community)
{
    return communities[community];
}

const char *certainty_text(HolidayCertainty certainty)
{
    return certainties[certainty];
}

const char *holiday_name(Cx *cx, const Holiday *holiday)
{
    if (holiday->of == 1)
        return t(cx, holiday->name);
    return t(cx, "{name}, day {nth} of {of}", "name", t(cx, holiday->name), "nth",
             arena_printf(cx->arena, "%d", holiday->nth), "of", arena_printf(cx->arena, "%d", holiday->of));
}

const char *holiday_text(Cx *cx, const Holiday *holiday, Date day)
{
    bool on_eve = holiday->day.days > day.days;
    const char *community = communities[holiday->community], *certainty = certainties[holiday->certainty];
    const char *name = holiday_name(cx, holiday);
    if (on_eve)
        name = t(cx, "{name} begins this evening", "name", name);
    return arena_printf(cx->arena, "%s (%s%s%s)%s%s", name, community ? t(cx, community) : "",
                        community ? ", " : "", t(cx, kinds[holiday->kind]), certainty ? " – " : "",
                        certainty ? t(cx, certainty) : "");
}
