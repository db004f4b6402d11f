/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Everything Vereint asks of ICU. Normalisers and properties are tables shared by all threads; collators are
 * opened once per thread and language, when first needed, and closed when the thread ends. */
#include "i18n/icu_adapter.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

/* ---- UTF-8 ---- */

static Codes decode(Arena *arena, const char *text, size_t n, bool *ret_valid)
{
    assert(n < INT32_MAX / 2);
    Codes codes = {0, NEW_ARRAY(arena, int32_t, n + 1)};
    const uint8_t *bytes = (const uint8_t *)text;
    *ret_valid = true;
    for (int32_t i = 0, end = (int32_t)n; i < end;) {
        UChar32 code;
        U8_NEXT(bytes, i, end, code);
        if (code < 0) {
            *ret_valid = false;
            code = 0xFFFD;
        }
        codes.at[codes.n++] = code;
    }
    return codes;
}

bool codes_from_utf8(Arena *arena, const char *text, size_t n, Codes *ret_codes)
{
    bool valid;
    Codes codes = decode(arena, text, n, &valid);
    if (valid)
        *ret_codes = codes;
    return valid;
}

Codes codes_from_utf8_loose(Arena *arena, const char *text, size_t n)
{
    bool valid;
    return decode(arena, text, n, &valid);
}

const char *codes_to_utf8(Arena *arena, Codes codes)
{
    char *text = arena_alloc(arena, 4 * codes.n + 1);
    int32_t n = 0;
    for (size_t i = 0; i < codes.n; i++)
        U8_APPEND_UNSAFE((uint8_t *)text, n, codes.at[i]);
    text[n] = '\0';
    return text;
}

/* ---- normal forms ---- */

typedef struct Utf16 {
    UChar *at;
    int32_t n;
} Utf16;

static Utf16 to_utf16(Arena *arena, Codes codes)
{
    Utf16 text = {NEW_ARRAY(arena, UChar, 2 * codes.n + 1), 0};
    for (size_t i = 0; i < codes.n; i++)
        U16_APPEND_UNSAFE(text.at, text.n, codes.at[i]);
    return text;
}

static Codes from_utf16(Arena *arena, Utf16 text)
{
    Codes codes = {0, NEW_ARRAY(arena, int32_t, (size_t)text.n + 1)};
    for (int32_t i = 0; i < text.n;) {
        UChar32 code;
        U16_NEXT(text.at, i, text.n, code);
        codes.at[codes.n++] = code;
    }
    return codes;
}

/* No character grows to more than 18 UTF-16 units in any normal form (U+FDFA); asking first is dearer than a
 * second try for the rare text that needs it. */
static Utf16 normalise(Arena *arena, const UNormalizer2 *form, Utf16 text)
{
    int32_t room = 2 * text.n + 16;
    for (;;) {
        UErrorCode status = U_ZERO_ERROR;
        Utf16 result = {NEW_ARRAY(arena, UChar, (size_t)room), 0};
        result.n = unorm2_normalize(form, text.at, text.n, result.at, room, &status);
        if (U_SUCCESS(status))
            return result;
        assert(status == U_BUFFER_OVERFLOW_ERROR && result.n > room - 1);
        room = result.n + 1;
    }
}

/* ICU's data is part of its library: a normaliser that can't be had is a damaged installation. */
static const UNormalizer2 *form_of(const UNormalizer2 *(*get)(UErrorCode *))
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *form = get(&status);
    assert(U_SUCCESS(status));
    return form;
}

Codes codes_nfc(Arena *arena, Codes codes)
{
    return from_utf16(arena, normalise(arena, form_of(unorm2_getNFCInstance), to_utf16(arena, codes)));
}

Codes codes_casefold_decomposed(Arena *arena, Codes codes)
{
    Utf16 text = normalise(arena, form_of(unorm2_getNFKCCasefoldInstance), to_utf16(arena, codes));
    return from_utf16(arena, normalise(arena, form_of(unorm2_getNFKDInstance), text));
}

/* ---- properties ---- */

int code_combining_class(int32_t code)
{
    return u_getCombiningClass(code);
}

int code_digit(int32_t code)
{
    return u_charDigitValue(code);
}

bool code_in_word(int32_t code)
{
    return (U_GET_GC_MASK(code) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MN_MASK | U_GC_MC_MASK)) != 0;
}

bool code_is_space(int32_t code)
{
    return u_isUWhiteSpace(code);
}

bool code_is_pictograph(int32_t code)
{
    return u_hasBinaryProperty(code, UCHAR_EXTENDED_PICTOGRAPHIC);
}

bool code_is_emoji_modifier(int32_t code)
{
    return u_hasBinaryProperty(code, UCHAR_EMOJI_MODIFIER);
}

static UJoiningType joining(int32_t code)
{
    return (UJoiningType)u_getIntPropertyValue(code, UCHAR_JOINING_TYPE);
}

bool code_joins_after(int32_t code)
{
    return joining(code) == U_JT_DUAL_JOINING || joining(code) == U_JT_LEFT_JOINING;
}

bool code_joins_before(int32_t code)
{
    return joining(code) == U_JT_DUAL_JOINING || joining(code) == U_JT_RIGHT_JOINING;
}

bool code_is_transparent(int32_t code)
{
    return joining(code) == U_JT_TRANSPARENT;
}

/* ---- collation ---- */

typedef struct Collators {
    UCollator *of[LANG_COUNT];
} Collators;

static pthread_key_t collators_key;
static pthread_once_t collators_once = PTHREAD_ONCE_INIT;

static void close_collators(void *pointer)
{
    Collators *collators = pointer;
    for (int i = 0; i < LANG_COUNT; i++)
        if (collators->of[i])
            ucol_close(collators->of[i]);
    free(collators);
}

static void make_collators_key(void)
{
    int failed = pthread_key_create(&collators_key, close_collators);
    assert(!failed);
    (void)failed;
}

static UCollator *collator(Lang lang)
{
    pthread_once(&collators_once, make_collators_key);
    Collators *collators = pthread_getspecific(collators_key);
    if (!collators) {
        collators = calloc(1, sizeof *collators);
        assert(collators);
        pthread_setspecific(collators_key, collators);
    }
    if (!collators->of[lang]) {
        UErrorCode status = U_ZERO_ERROR;
        collators->of[lang] = ucol_open(lang_tag(lang), &status);
        assert(U_SUCCESS(status));
    }
    return collators->of[lang];
}

int icu_collate(Lang lang, const char *a, const char *b)
{
    UErrorCode status = U_ZERO_ERROR;
    return ucol_strcollUTF8(collator(lang), a, -1, b, -1, &status);
}

/* ---- time zones ---- */

static UCalendar *open_calendar(const char *zone)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar id[64], canonical[64];
    u_strFromUTF8(id, ARRAY_LENGTH(id), NULL, zone, -1, &status);
    /* ucal_open takes an unknown zone for UTC, silently */
    ucal_getCanonicalTimeZoneID(id, -1, canonical, ARRAY_LENGTH(canonical), NULL, &status);
    UCalendar *calendar = ucal_open(id, -1, "en", UCAL_GREGORIAN, &status);
    return U_SUCCESS(status) ? calendar : NULL;
}

static int64_t transition(const UCalendar *calendar, UTimeZoneTransitionType type, int64_t none)
{
    UErrorCode status = U_ZERO_ERROR;
    UDate at;
    return ucal_getTimeZoneTransitionDate(calendar, type, &at, &status) ? (int64_t)(at / 1000) : none;
}

bool icu_zone_span(const char *zone, int64_t seconds, ZoneSpan *ret_span)
{
    UCalendar *calendar = open_calendar(zone);
    if (!calendar)
        return false;
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(calendar, (UDate)seconds * 1000, &status);
    int32_t ms = ucal_get(calendar, UCAL_ZONE_OFFSET, &status) + ucal_get(calendar, UCAL_DST_OFFSET, &status);
    *ret_span = (ZoneSpan){.from = transition(calendar, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, INT64_MIN),
                           .until = transition(calendar, UCAL_TZ_TRANSITION_NEXT, INT64_MAX),
                           .offset_s = ms / 1000};
    ucal_close(calendar);
    return U_SUCCESS(status);
}

/* ---- other calendars ---- */

enum { DAY_MS = 86400000 };

static UCalendar *calendar_of(Calendars *calendars, CalendarKind kind)
{
    static const char *const locales[CALENDAR_KIND_COUNT] = {
        [CALENDAR_UMALQURA] = "en@calendar=islamic-umalqura",
        [CALENDAR_HEBREW] = "en@calendar=hebrew",
        [CALENDAR_COPTIC] = "en@calendar=coptic",
        [CALENDAR_PERSIAN] = "en@calendar=persian",
    };
    if (!calendars->of[kind]) {
        UErrorCode status = U_ZERO_ERROR;
        calendars->of[kind] = ucal_open(u"UTC", -1, locales[kind], UCAL_TRADITIONAL, &status);
        assert(U_SUCCESS(status));
    }
    return calendars->of[kind];
}

void calendars_close(Calendars *calendars)
{
    for (int i = 0; i < CALENDAR_KIND_COUNT; i++)
        if (calendars->of[i])
            ucal_close(calendars->of[i]);
}

int calendar_year(Calendars *calendars, CalendarKind kind, Date day)
{
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *calendar = calendar_of(calendars, kind);
    ucal_setMillis(calendar, (UDate)day.days * DAY_MS, &status);
    int year = ucal_get(calendar, UCAL_YEAR, &status);
    assert(U_SUCCESS(status));
    return year;
}

Date calendar_date(Calendars *calendars, CalendarKind kind, int year, int month, int day)
{
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *calendar = calendar_of(calendars, kind);
    ucal_clear(calendar);
    ucal_setDate(calendar, year, month, day, &status);
    UDate at = ucal_getMillis(calendar, &status);
    assert(U_SUCCESS(status));
    return (Date){(int32_t)(at / DAY_MS)};
}
