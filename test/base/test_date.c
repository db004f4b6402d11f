/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../unit.h"
#include "base/date.h"

#include <time.h>

static void agrees_with_the_c_library_over_four_centuries(void **state)
{
    (void)state;
    for (int32_t days = -100000; days < 100000; days++) {
        time_t seconds = (time_t)days * 86400;
        struct tm tm;
        gmtime_r(&seconds, &tm);
        DateParts p = date_parts((Date){days});
        assert_int_equal(p.year, tm.tm_year + 1900);
        assert_int_equal(p.month, tm.tm_mon + 1);
        assert_int_equal(p.day, tm.tm_mday);
        assert_int_equal(date_make(p.year, p.month, p.day).days, days);
        assert_int_equal(date_weekday((Date){days}), (tm.tm_wday + 6) % 7);
    }
}

static void reads_both_spellings_and_refuses_days_that_do_not_exist(void **state)
{
    (void)state;
    Date date = {0};
    char iso[11];
    assert_true(date_parse("14.3.2026", &date));
    date_iso(date, iso);
    assert_string_equal(iso, "2026-03-14");
    assert_true(date_parse("2024-02-29", &date));
    static const char *const wrong[] = {"",           "29.02.2026", "31.4.2026", "2026-13-01", "14/03/2026",
                                        "2026-3-14x", "0.1.2026",   "heute",     "1.1.26000"};
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        assert_false(date_parse(wrong[i], &date));
}

static void reads_times_of_day(void **state)
{
    (void)state;
    int minutes = -1;
    assert_true(clock_parse("9:05", &minutes));
    assert_int_equal(minutes, 545);
    assert_true(clock_parse("23:59", &minutes));
    assert_false(clock_parse("24:00", &minutes));
    assert_false(clock_parse("12:60", &minutes));
    assert_false(clock_parse("12", &minutes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_c_library_over_four_centuries),
        cmocka_unit_test(reads_both_spellings_and_refuses_days_that_do_not_exist),
        cmocka_unit_test(reads_times_of_day),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
