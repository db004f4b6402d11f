/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dates, times, numbers and money as the reader writes them. German dates are dd.MM.yyyy, times 24 h, money
 * "4.000,00 €" (with U+00A0); Arabic uses Latin digits (ar-u-nu-latn). Plain tables in the words of CLDR
 * (locale_table.c), quick enough for every cell of a list; only the zones come from ICU. Results live in the
 * arena. */
#pragma once

#include "base/cx.h"

typedef enum DateStyle {
    DATE_NUMERIC, /* 14.03.2026 */
    DATE_LONG,    /* 14. März 2026 */
    DATE_WEEKDAY, /* Samstag, 14. März 2026 */
} DateStyle;

const char *format_date(Cx *cx, Date date, DateStyle style);
const char *format_clock(Cx *cx, int minutes);                /* minutes after midnight: 18:30 */
const char *format_time(Cx *cx, Time time);                   /* 14.03.2026, 18:30 in the programme's zone */
const char *format_money(Cx *cx, Cents cents);                /* 4.000,00 € */
const char *format_i64(Cx *cx, int64_t value);                /* 12.345 */
const char *format_f64(Cx *cx, double value, int digits);     /* 3,27; "–" for NaN */
const char *format_percent(Cx *cx, double share, int digits); /* 0.62 -> 62 % */

/* The day, and minutes after midnight, of an instant in the programme's zone, and back. A wall-clock time
 * that daylight saving skips is moved forward; one that exists twice means the first. */
Date local_date(Cx *cx, Time time, int *ret_minutes);
Time local_instant(Cx *cx, Date date, int minutes);
/* Today in the programme's zone. */
Date local_today(Cx *cx);
/* Is this an IANA name of a time zone? Everything here takes an unknown one for UTC. */
bool zone_exists(const char *zone);
