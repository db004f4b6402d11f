/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Languages that associations, consultants and interpreters speak: many more than the pages are written in.
 * Stored as tags, "ar de tr". */
#pragma once

#include "base/cx.h"

typedef struct SpokenLanguage {
    const char *tag;  /* BCP 47 */
    const char *name; /* msgid */
} SpokenLanguage;

typedef struct SpokenLanguages {
    size_t n;
    const SpokenLanguage *at;
} SpokenLanguages;

SpokenLanguages spoken_languages(void);
/* In the reader's language; the tag itself when it is none of ours. */
const char *spoken_name(Cx *cx, const char *tag);
/* "Arabic, German, Turkish" for "ar de tr". */
const char *spoken_names(Cx *cx, const char *tags);
