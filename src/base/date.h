/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calendar days and instants as plain numbers; formatting for readers is in i18n/format.h. */
#pragma once

#include "base/macros.h"

typedef struct Date {
    int32_t days; /* since 1970-01-01, proleptic Gregorian */
} Date;

typedef struct Time {
    int64_t seconds; /* since 1970-01-01T00:00:00Z, no leap seconds */
} Time;

typedef struct DateParts {
    int year, month, day; /* month and day from 1 */
} DateParts;

Date date_make(int year, int month, int day); /* asserts that the day exists */
bool date_exists(int year, int month, int day);
DateParts date_parts(Date date);
int date_weekday(Date date); /* 0 = Monday … 6 = Sunday */

/* Reads YYYY-MM-DD or D.M.YYYY. False (output untouched) for anything else or a day that does not exist. */
bool date_parse(const char *text, Date *ret_date);
/* Writes YYYY-MM-DD. */
void date_iso(Date date, char out[static 11]);

/* Reads H:MM or HH:MM, 00:00 to 23:59, into minutes after midnight. */
bool clock_parse(const char *text, int *ret_minutes);
