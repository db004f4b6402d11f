/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How the table of holidays (holiday_rules.c) is written. */
#pragma once

#include "i18n/icu_adapter.h"
#include "seminar/holiday.h"

typedef enum RuleBase {
    BY_DAY,             /* month, day of the Gregorian calendar */
    BY_WEEKDAY,         /* the first `weekday` on or after month, day */
    BY_EASTER,          /* `day` days after Western Easter Sunday */
    BY_ORTHODOX_EASTER, /* … after Orthodox Easter Sunday */
    BY_CALENDAR,        /* month, day of `calendar` */
    BY_TABLE            /* `day` days after the year's entry of `table` */
} RuleBase;

typedef struct TableDay {
    unsigned char month, day; /* 0: unknown */
} TableDay;

enum { TABLE_YEARS = HOLIDAY_TABLE_END - HOLIDAY_TABLE_START + 1 };

typedef struct HolidayRule {
    const char *name; /* msgid */
    Community community;
    HolidayKind kind;
    RuleBase base;
    int month, day;
    int weekday; /* 0 = Monday … 6 = Sunday */
    CalendarKind calendar;
    const TableDay *table; /* TABLE_YEARS entries from HOLIDAY_TABLE_START on */
    int days;              /* how many in a row; 0: one */
    bool whole_month;      /* BY_CALENDAR: every day of the month */
    bool from_eve;
    HolidayCertainty certainty;
} HolidayRule;

extern const HolidayRule holiday_rules[];
extern const size_t holiday_n_rules;

/* Sundays. Gregorian: any year from 1583; Orthodox, as a Gregorian day: any year from 1583. */
Date easter_western(int year);
Date easter_orthodox(int year);
