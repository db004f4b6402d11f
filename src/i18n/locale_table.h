/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How each language writes dates and numbers; read by format.c, compared with ICU by its test. */
#pragma once

#include "base/lang.h"

/* Text around a number: mark, sign, before, digits, after. */
typedef struct Affixes {
    const char *mark, *before, *after;
} Affixes;

typedef struct LocaleTable {
    const char *icu_locale;
    const char *date_patterns[3]; /* by DateStyle; letters as in CLDR: d dd MM MMMM EEEE y */
    const char *between_date_and_time;
    const char *group, *decimal, *minus;
    Affixes money, percent;
    const char *months[12];  /* as they stand in a date (the genitive where a language has one) */
    const char *weekdays[7]; /* from Monday */
} LocaleTable;

extern const LocaleTable locale_table[LANG_COUNT];
