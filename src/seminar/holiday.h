/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Public holidays of North Rhine-Westphalia, holy days of communities, and the evenings of Ramadan: days on
 * which a seminar is better not held, or on which some of those it is meant for can't come.
 *
 * holiday_rules.c is the table of rules. Calendars: Gregorian; Easter, Western and Orthodox (Meeus,
 * Astronomical Algorithms, 2nd ed., chapter 8); Umm al-Qura, Hebrew, Coptic and Persian by ICU; and for what
 * is decided by the moon over India or by an office, tables with their source, which end with
 * HOLIDAY_TABLE_END. */
#pragma once

#include "base/cx.h"

enum { HOLIDAY_TABLE_START = 2024, HOLIDAY_TABLE_END = 2035 };

typedef enum HolidayKind {
    HOLIDAY_PUBLIC,  /* by the law of the Land */
    HOLIDAY_HOLY,    /* of a community */
    HOLIDAY_FASTING, /* people fast until the evening, and then eat together */
    HOLIDAY_CUSTOM,  /* no holiday by law, but offices or events rest */
    HOLIDAY_KIND_COUNT
} HolidayKind;

typedef enum Community {
    COMMUNITY_LAND, /* everybody in North Rhine-Westphalia */
    COMMUNITY_CHRISTIAN,
    COMMUNITY_ORTHODOX,
    COMMUNITY_ETHIOPIAN, /* Eritrean, Ethiopian and Coptic churches */
    COMMUNITY_ARMENIAN,
    COMMUNITY_ASSYRIAN,
    COMMUNITY_JEWISH,
    COMMUNITY_MUSLIM,
    COMMUNITY_ALEVI,
    COMMUNITY_YAZIDI,
    COMMUNITY_NOWRUZ, /* who celebrate Nowruz: Iran, Afghanistan, Central Asia, Kurds */
    COMMUNITY_BAHAI,
    COMMUNITY_HINDU,
    COMMUNITY_SIKH,
    COMMUNITY_BUDDHIST,
    COMMUNITY_COUNT
} Community;

typedef enum HolidayCertainty {
    HOLIDAY_CERTAIN,
    HOLIDAY_BY_SIGHTING, /* expected; depends on the sighting of the moon */
    HOLIDAY_BY_CUSTOM    /* expected; some communities keep it a day earlier or later */
} HolidayCertainty;

typedef struct Holiday {
    Date day;
    const char *name; /* msgid */
    int nth, of;      /* which day of a feast of several; 1 of 1 */
    Community community;
    HolidayKind kind;
    HolidayCertainty certainty;
    bool from_eve; /* begins at sunset of the day before */
} Holiday;
ROWS(Holidays, Holiday);

/* All from the first to the last day, both included, by day; those of the Land first. */
Holidays holidays_between(Arena *arena, Date first, Date last);

/* Should an event on this day be asked about it, which ends at that time? Of a fasting day only the evening
 * counts; of the eve of a feast that begins at sunset, too. */
bool holiday_concerns(const Holiday *holiday, Date day, int ends_min);

/* "Yom Kippur (Jewish) begins this evening", for an event on `day`; with the remark when it is not certain.
 */
const char *holiday_text(Cx *cx, const Holiday *holiday, Date day);
/* "Eid al-Fitr, day 2 of 3" */
const char *holiday_name(Cx *cx, const Holiday *holiday);
const char *holiday_kind_name(HolidayKind kind);        /* msgid */
const char *community_name(Community community);        /* msgid; NULL for the Land */
const char *certainty_text(HolidayCertainty certainty); /* msgid; NULL when it is certain */
