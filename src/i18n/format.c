/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes dates, times, numbers and money by a small table per language. The table says what CLDR says (a test
 * compares it with ICU, name by name and day by day), but costs a few nanoseconds instead of ICU's
 * microseconds, and stays the same on every system. Deliberate differences: 24 hours and "€" everywhere. */
#include "i18n/format.h"

#include "i18n/locale_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROOM = 160 }; /* bytes; the longest result is a date with weekday in Ukrainian, about 70 */

/* A short text on the stack, copied into the arena once. */
typedef struct Line {
    size_t n;
    char at[ROOM];
} Line;

static void add_n(Line *line, const char *text, size_t n)
{
    assert(line->n + n < ROOM);
    memcpy(line->at + line->n, text, n);
    line->n += n;
}

static void add_sign(Line *line, char sign)
{
    assert(line->n + 1 < ROOM);
    line->at[line->n++] = sign;
}

static void add(Line *line, const char *text)
{
    add_n(line, text, strlen(text));
}

static void add_number(Line *line, int value)
{
    char digits[16], *end = digits + sizeof digits, *at = end;
    unsigned rest = (unsigned)value;
    assert(value >= 0);
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    add_n(line, at, (size_t)(end - at));
}

static const char *done(Cx *cx, Line *line)
{
    line->at[line->n] = '\0';
    return arena_copy(cx->arena, line->at, line->n + 1);
}

static void add_two(Line *line, int value)
{
    assert(value >= 0 && value < 100 && line->n + 2 < ROOM);
    line->at[line->n++] = (char)('0' + value / 10);
    line->at[line->n++] = (char)('0' + value % 10);
}

/* ---- dates ---- */

/* A pattern in CLDR's letters: d dd MM MMMM EEEE y; anything else stands for itself. */
static void add_date(Line *line, const LocaleTable *locale, const char *pattern, Date date)
{
    DateParts parts = date_parts(date);
    while (*pattern) {
        size_t n = 1;
        while (pattern[n] == *pattern)
            n++;
        if (*pattern == 'd' && n == 2)
            add_two(line, parts.day);
        else if (*pattern == 'd')
            add_number(line, parts.day);
        else if (*pattern == 'M' && n == 4)
            add(line, locale->months[parts.month - 1]);
        else if (*pattern == 'M' && n == 2)
            add_two(line, parts.month);
        else if (*pattern == 'M')
            add_number(line, parts.month);
        else if (*pattern == 'E')
            add(line, locale->weekdays[date_weekday(date)]);
        else if (*pattern == 'y')
            add_number(line, parts.year);
        else
            for (size_t i = 0; i < n; i++)
                add_sign(line, *pattern);
        pattern += n;
    }
}

static void add_clock(Line *line, int minutes)
{
    add_two(line, minutes / 60);
    add_sign(line, ':');
    add_two(line, minutes % 60);
}

/* The same days stand on page after page: each thread keeps those it has written last. */
typedef struct KeptDate {
    Date date;
    Lang lang;
    uint32_t n; /* bytes with the NUL; 0: nothing is kept here */
    char text[36];
} KeptDate;

static const char *numeric_date(Cx *cx, Date date)
{
    static _Thread_local KeptDate kept[256];
    KeptDate *place = &kept[(uint32_t)date.days % ARRAY_LENGTH(kept)];
    if (!place->n || place->date.days != date.days || place->lang != cx->lang) {
        const LocaleTable *locale = &locale_table[cx->lang];
        Line line;
        line.n = 0;
        add_date(&line, locale, locale->date_patterns[DATE_NUMERIC], date);
        add_sign(&line, '\0');
        assert(line.n <= sizeof place->text);
        *place = (KeptDate){.date = date, .lang = cx->lang, .n = (uint32_t)line.n};
        memcpy(place->text, line.at, line.n);
    }
    return arena_copy(cx->arena, place->text, place->n);
}

const char *format_date(Cx *cx, Date date, DateStyle style)
{
    if (style == DATE_NUMERIC)
        return numeric_date(cx, date);
    const LocaleTable *locale = &locale_table[cx->lang];
    Line line;
    line.n = 0;
    add_date(&line, locale, locale->date_patterns[style], date);
    return done(cx, &line);
}

const char *format_clock(Cx *cx, int minutes)
{
    Line line;
    line.n = 0;
    add_clock(&line, minutes);
    return done(cx, &line);
}

const char *format_time(Cx *cx, Time time)
{
    const LocaleTable *locale = &locale_table[cx->lang];
    int minutes;
    Date date = local_date(cx, time, &minutes);
    Line line;
    line.n = 0;
    add_date(&line, locale, locale->date_patterns[DATE_NUMERIC], date);
    add(&line, locale->between_date_and_time);
    add_clock(&line, minutes);
    return done(cx, &line);
}

/* ---- numbers ---- */

/* Plain ASCII digits "1234567.25" as the language groups them; no sign. */
static void add_digits(Line *line, const LocaleTable *locale, const char *digits)
{
    size_t whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            add(line, locale->group);
        add_n(line, digits + i, 1);
    }
    if (digits[whole]) {
        add(line, locale->decimal);
        add(line, digits + whole + 1);
    }
}

/* `digits` may begin with '-'; prefix and suffix stand inside and outside of the sign as CLDR's patterns have
 * it. */
static const char *amount(Cx *cx, const char *digits, const Affixes *affixes)
{
    const LocaleTable *locale = &locale_table[cx->lang];
    bool negative = digits[0] == '-';
    Line line;
    line.n = 0;
    add(&line, affixes->mark);
    if (negative)
        add(&line, locale->minus);
    add(&line, affixes->before);
    add_digits(&line, locale, digits + negative);
    add(&line, affixes->after);
    return done(cx, &line);
}

static const Affixes no_affixes = {"", "", ""};

/* Three digits look the same in every language we have; most numbers of a page are that small. */
#define ONES(p) p "0", p "1", p "2", p "3", p "4", p "5", p "6", p "7", p "8", p "9"
#define TENS(p)                                                                                              \
    ONES(p "0"), ONES(p "1"), ONES(p "2"), ONES(p "3"), ONES(p "4"), ONES(p "5"), ONES(p "6"), ONES(p "7"),  \
        ONES(p "8"), ONES(p "9")
static const char short_numbers[1000][4] = {
    ONES(""),  ONES("1"), ONES("2"), ONES("3"), ONES("4"), ONES("5"), ONES("6"),
    ONES("7"), ONES("8"), ONES("9"), TENS("1"), TENS("2"), TENS("3"), TENS("4"),
    TENS("5"), TENS("6"), TENS("7"), TENS("8"), TENS("9"),
};

const char *format_i64(Cx *cx, int64_t value)
{
    if (value >= 0 && value < (int64_t)ARRAY_LENGTH(short_numbers))
        return short_numbers[value];
    char digits[24], *p = digits + sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    *--p = '\0';
    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--p = '-';
    return amount(cx, p, &no_affixes);
}

const char *format_money(Cx *cx, Cents cents)
{
    char digits[32];
    uint64_t size = cents.v < 0 ? -(uint64_t)cents.v : (uint64_t)cents.v;
    snprintf(digits, sizeof digits, "%s%llu.%02u", cents.v < 0 ? "-" : "", (unsigned long long)(size / 100),
             (unsigned)(size % 100));
    return amount(cx, digits, &locale_table[cx->lang].money);
}

/* printf rounds the exact binary value, ties to even, as ICU does. "-0.00" loses its sign. */
static const char *decimal(Cx *cx, double value, int digits, const Affixes *affixes)
{
    char text[ROOM / 2];
    if (!isfinite(value) || fabs(value) >= 1e18)
        return "–";
    snprintf(text, sizeof text, "%.*f", digits, value);
    return amount(cx, text + (text[0] == '-' && !text[strspn(text, "-0.")]), affixes);
}

const char *format_f64(Cx *cx, double value, int digits)
{
    return decimal(cx, value, digits, &no_affixes);
}

const char *format_percent(Cx *cx, double share, int digits)
{
    return decimal(cx, share * 100, digits, &locale_table[cx->lang].percent);
}
