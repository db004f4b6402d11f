/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The own tables for dates and numbers, compared with ICU for every language; zones around the change of the
 * clock. This test is the one place outside icu_adapter.c that speaks to ICU: it is the second opinion. */
#include "../unit.h"
#include "i18n/format.h"
#include "i18n/locale_table.h"

#include <math.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

static Cx cx_of(Arena *arena, Lang lang)
{
    return (Cx){.arena = arena, .lang = lang, .time_zone = "Europe/Berlin"};
}

static const char *utf8(Arena *arena, const UChar *text)
{
    UErrorCode status = U_ZERO_ERROR;
    char *out = arena_alloc(arena, 400);
    u_strToUTF8(out, 400, NULL, text, -1, &status);
    assert_true(U_SUCCESS(status));
    return out;
}

static void dates_are_written_as_icu_does(void **state)
{
    (void)state;
    for (Lang lang = 0; lang < LANG_COUNT; lang++)
        for (DateStyle style = DATE_NUMERIC; style <= DATE_WEEKDAY; style++) {
            AUTO(arena_free)
            Arena arena = arena_make(0);
            Cx cx = cx_of(&arena, lang);
            UErrorCode status = U_ZERO_ERROR;
            UChar pattern[80], utc[] = {'U', 'T', 'C', 0}, text[200];
            u_strFromUTF8(pattern, 80, NULL, locale_table[lang].date_patterns[style], -1, &status);
            UDateFormat *format = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale_table[lang].icu_locale, utc,
                                            -1, pattern, -1, &status);
            assert_true(U_SUCCESS(status));
            for (int day = date_make(2023, 12, 25).days; day < date_make(2025, 1, 5).days; day++) {
                udat_format(format, (UDate)day * 86400000.0, text, 200, NULL, &status);
                assert_string_equal(format_date(&cx, (Date){day}, style), utf8(&arena, text));
            }
            udat_close(format);
        }
}

static void german_dates(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_DE);
    Date date = date_make(2026, 3, 14);
    assert_string_equal(format_date(&cx, date, DATE_NUMERIC), "14.03.2026");
    assert_string_equal(format_date(&cx, date, DATE_LONG), "14. März 2026");
    assert_string_equal(format_date(&cx, date, DATE_WEEKDAY), "Samstag, 14. März 2026");
    assert_string_equal(format_clock(&cx, 18 * 60 + 30), "18:30");
    assert_string_equal(format_clock(&cx, 5), "00:05");
    assert_string_equal(format_time(&cx, (Time){1773509400}), "14.03.2026, 18:30"); /* 17:30 UTC */
}

static void numbers_are_written_as_icu_does(void **state)
{
    (void)state;
    static const double values[] = {0,         1,    12,          999,   1000,  1234.5,
                                    12345.678, -0.5, -1234567.25, 0.125, 0.375, 1e9};
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        AUTO(arena_free)
        Arena arena = arena_make(0);
        Cx cx = cx_of(&arena, lang);
        UErrorCode status = U_ZERO_ERROR;
        const char *locale = locale_table[lang].icu_locale;
        UNumberFormat *plain = unum_open(UNUM_DECIMAL, NULL, 0, locale, NULL, &status);
        UNumberFormat *percent = unum_open(UNUM_PERCENT, NULL, 0, locale, NULL, &status);
        UNumberFormat *money = unum_open(UNUM_CURRENCY, NULL, 0, locale, NULL, &status);
        UChar text[200], eur[] = {'E', 'U', 'R', 0}, sign[] = {0x20AC, 0};
        unum_setTextAttribute(money, UNUM_CURRENCY_CODE, eur, 3, &status);
        unum_setSymbol(money, UNUM_CURRENCY_SYMBOL, sign, 1, &status); /* "EUR" in ICU's Ukrainian */
        for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
            for (int digits = 0; digits <= 2; digits++) {
                unum_setAttribute(plain, UNUM_FRACTION_DIGITS, digits);
                unum_formatDouble(plain, values[i], text, 200, NULL, &status);
                if (values[i] != -0.5 || digits > 0) /* ICU writes "-0" */
                    assert_string_equal(format_f64(&cx, values[i], digits), utf8(&arena, text));
                unum_setAttribute(percent, UNUM_FRACTION_DIGITS, digits);
                unum_formatDouble(percent, values[i], text, 200, NULL, &status);
                assert_string_equal(format_percent(&cx, values[i], digits), utf8(&arena, text));
            }
        for (int64_t cents = -500000; cents < 150000000; cents = cents * 3 + 1000007) {
            unum_formatDouble(money, (double)cents / 100, text, 200, NULL, &status);
            assert_string_equal(format_money(&cx, (Cents){cents}), utf8(&arena, text));
            unum_setAttribute(plain, UNUM_FRACTION_DIGITS, 0);
            unum_formatInt64(plain, cents, text, 200, NULL, &status);
            assert_string_equal(format_i64(&cx, cents), utf8(&arena, text));
        }
        assert_true(U_SUCCESS(status));
        unum_close(plain);
        unum_close(percent);
        unum_close(money);
    }
}

static void german_numbers(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_DE);
    assert_string_equal(format_money(&cx, (Cents){400000}), "4.000,00\u00A0€");
    assert_string_equal(format_money(&cx, (Cents){5}), "0,05\u00A0€");
    assert_string_equal(format_money(&cx, (Cents){-123456789}), "-1.234.567,89\u00A0€");
    assert_string_equal(format_i64(&cx, INT64_MIN), "-9.223.372.036.854.775.808");
    assert_string_equal(format_f64(&cx, 3.274, 2), "3,27");
    assert_string_equal(format_f64(&cx, -0.001, 2), "0,00");
    assert_string_equal(format_f64(&cx, NAN, 2), "–");
    assert_string_equal(format_f64(&cx, INFINITY, 2), "–");
    assert_string_equal(format_percent(&cx, 0.62, 0), "62\u00A0%");
}

/* 2026: clocks go forward on 29 March at 02:00 (01:00 UTC), back on 25 October at 03:00 (01:00 UTC). */
static void wall_clock_follows_daylight_saving(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_DE);
    static const struct {
        int month, day, minutes; /* wall clock */
        int utc_day, utc_minutes;
    } cases[] = {
        {3, 28, 120, 28, 60}, /* CET */
        {3, 29, 119, 29, 59}, /* the last minute before */
        {3, 29, 150, 29, 90}, /* 02:30 does not exist: 03:30 CEST */
        {3, 29, 180, 29, 60}, /* 03:00 CEST */
        {3, 30, 0, 29, 1320},   {10, 25, 119, 24, 1439},
        {10, 25, 150, 25, 30},  /* 02:30 twice: the first, CEST */
        {10, 25, 180, 25, 120}, /* 03:00 CET */
        {7, 1, 720, 1, 600},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        Date date = date_make(2026, cases[i].month, cases[i].day);
        Time time = local_instant(&cx, date, cases[i].minutes);
        int64_t expected = (int64_t)date_make(2026, cases[i].month, cases[i].utc_day).days * 86400 +
                           cases[i].utc_minutes * 60;
        assert_int_equal(time.seconds, expected);
    }
    int minutes = -1;
    Date day = local_date(&cx, (Time){(int64_t)date_make(2026, 3, 29).days * 86400 + 90 * 60}, &minutes);
    assert_int_equal(day.days, date_make(2026, 3, 29).days);
    assert_int_equal(minutes, 210);
}

/* Every half hour of two years: back and forth is the same, except in the hour that exists twice. */
static void instants_return(void **state)
{
    (void)state;
    static const char *const zones[] = {"Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "UTC", NULL};
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = cx_of(&arena, LANG_DE);
    for (size_t z = 0; z < ARRAY_LENGTH(zones); z++) {
        cx.time_zone = zones[z];
        int64_t start = (int64_t)date_make(2025, 1, 1).days * 86400;
        int differing = 0;
        for (int i = 0; i < 2 * 365 * 48; i++) {
            Time time = {start + (int64_t)i * 1800};
            int minutes;
            Date date = local_date(&cx, time, &minutes);
            differing += local_instant(&cx, date, minutes).seconds != time.seconds;
        }
        bool daylight_saving = z == 0 || z == 2;
        assert_int_equal(differing, daylight_saving ? 4 : 0); /* two half hours a year */
    }
}

static void unknown_zone_is_told(void **state)
{
    (void)state;
    assert_true(zone_exists("Europe/Berlin"));
    assert_true(zone_exists("UTC"));
    assert_false(zone_exists("Europe/Atlantis"));
    assert_false(zone_exists(""));
    assert_false(zone_exists("a name much longer than any zone has, which must not overflow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_written_as_icu_does),
        cmocka_unit_test(german_dates),
        cmocka_unit_test(numbers_are_written_as_icu_does),
        cmocka_unit_test(german_numbers),
        cmocka_unit_test(wall_clock_follows_daylight_saving),
        cmocka_unit_test(instants_return),
        cmocka_unit_test(unknown_zone_is_told),
    };
    return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
