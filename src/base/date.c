/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Day arithmetic after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil and
 * civil_from_days): a year begins in March, so that the leap day is its last. */
#include "base/date.h"

#include <stdio.h>

bool date_exists(int year, int month, int day)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= length[month - 1] + (month == 2 && leap);
}

Date date_make(int year, int month, int day)
{
    assert(date_exists(year, month, day));
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (Date){era * 146097 + day_of_era - 719468};
}

DateParts date_parts(Date date)
{
    int z = date.days + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    int month = shifted_month + (shifted_month < 10 ? 3 : -9);
    return (DateParts){.year = year_of_era + era * 400 + (month <= 2),
                       .month = month,
                       .day = day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

int date_weekday(Date date)
{
    int w = (date.days + 3) % 7; /* 1970-01-01 was a Thursday */
    return w < 0 ? w + 7 : w;
}

bool date_parse(const char *text, Date *ret_date)
{
    int year = 0, month = 0, day = 0, end = 0;
    if (!(sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && text[end] == '\0')) {
        end = 0;
        if (!(sscanf(text, "%2d.%2d.%4d%n", &day, &month, &year, &end) == 3 && text[end] == '\0'))
            return false;
    }
    if (!date_exists(year, month, day))
        return false;
    *ret_date = date_make(year, month, day);
    return true;
}

void date_iso(Date date, char out[static 11])
{
    DateParts p = date_parts(date);
    snprintf(out, 11, "%04u-%02u-%02u", (unsigned)p.year % 10000u, (unsigned)p.month % 100u,
             (unsigned)p.day % 100u);
}

bool clock_parse(const char *text, int *ret_minutes)
{
    int hours = -1, minutes = -1, end = 0;
    if (sscanf(text, "%2d:%2d%n", &hours, &minutes, &end) != 2 || text[end] != '\0')
        return false;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return false;
    *ret_minutes = hours * 60 + minutes;
    return true;
}
