/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The only door to ICU. Text crosses it as code points, so that no foreign header is needed outside. */
#pragma once

#include "base/arena.h"
#include "base/date.h"
#include "base/lang.h"

typedef struct Codes {
    size_t n;
    int32_t *at; /* code points */
} Codes;

/* Bytes as code points; false (output untouched) if they are not valid UTF-8. */
bool codes_from_utf8(Arena *arena, const char *text, size_t n, Codes *ret_codes);
/* The same with U+FFFD for what is not valid. */
Codes codes_from_utf8_loose(Arena *arena, const char *text, size_t n);
const char *codes_to_utf8(Arena *arena, Codes codes);

Codes codes_nfc(Arena *arena, Codes codes);
/* NFKC_Casefold (Unicode 3.13, D146), then decomposed (NFKD): equal for what differs in case, width or
 * composition only; invisible characters are gone. */
Codes codes_casefold_decomposed(Arena *arena, Codes codes);

int code_combining_class(int32_t code); /* 0 to 254 */
int code_digit(int32_t code);           /* decimal digit of any script, or -1 */
bool code_in_word(int32_t code);        /* letter, number or a mark that belongs to a letter */
bool code_is_space(int32_t code);       /* white space of Unicode, line breaks too */
bool code_is_pictograph(int32_t code);  /* Extended_Pictographic */
bool code_is_emoji_modifier(int32_t code);
/* Does the letter join to the next one / the one before (Arabic script, Joining_Type)? Marks are transparent.
 */
bool code_joins_after(int32_t code);
bool code_joins_before(int32_t code);
bool code_is_transparent(int32_t code);

int icu_collate(Lang lang, const char *a, const char *b);

/* The seconds east of UTC that a zone has from `from` on until before `until`, a span that holds `seconds`.
 */
typedef struct ZoneSpan {
    int64_t from, until;
    int32_t offset_s;
} ZoneSpan;
/* False, output untouched, for a zone that ICU does not know. */
bool icu_zone_span(const char *zone, int64_t seconds, ZoneSpan *ret_span);

/* ---- other calendars, for holy days ---- */

typedef enum CalendarKind {
    CALENDAR_UMALQURA, /* Islamic, as the tables of Umm al-Qura fix it */
    CALENDAR_HEBREW,
    CALENDAR_COPTIC, /* its months are those of the Ethiopian calendar too */
    CALENDAR_PERSIAN,
    CALENDAR_KIND_COUNT
} CalendarKind;

/* Opened calendars, each when first asked for; zero it first. It belongs to one thread. */
typedef struct Calendars {
    void *of[CALENDAR_KIND_COUNT];
} Calendars;
void calendars_close(Calendars *calendars); /* for AUTO() */

/* The year of that calendar in which a day lies. */
int calendar_year(Calendars *calendars, CalendarKind kind, Date day);
/* A day of that calendar. Months count from 0 as ICU counts them: Muharram, Tishri, Tout and Farvardin are 0;
 * in the Hebrew one Adar I is 5, in leap years only, and Nisan 7. */
Date calendar_date(Calendars *calendars, CalendarKind kind, int year, int month, int day);
