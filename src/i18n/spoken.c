/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See spoken.h. */
#include "i18n/spoken.h"

#include "i18n/catalogue.h"

#include <string.h>

static const SpokenLanguage languages[] = {
    {"de", N_("German")},
    {"en", N_("English")},
    {"ar", N_("Arabic")},
    {"tr", N_("Turkish")},
    {"uk", N_("Ukrainian")},
    {"ru", N_("Russian")},
    {"pl", N_("Polish")},
    {"fr", N_("French")},
    {"es", N_("Spanish")},
    {"pt", N_("Portuguese")},
    {"it", N_("Italian")},
    {"el", N_("Greek")},
    {"ro", N_("Romanian")},
    {"bg", N_("Bulgarian")},
    {"sq", N_("Albanian")},
    {"bs", N_("Bosnian")},
    {"hr", N_("Croatian")},
    {"sr", N_("Serbian")},
    {"mk", N_("Macedonian")},
    {"rom", N_("Romani")},
    {"kmr", N_("Kurdish (Kurmanji)")},
    {"ckb", N_("Kurdish (Sorani)")},
    {"fa", N_("Persian")},
    {"prs", N_("Dari")},
    {"ps", N_("Pashto")},
    {"ur", N_("Urdu")},
    {"hi", N_("Hindi")},
    {"pa", N_("Punjabi")},
    {"ta", N_("Tamil")},
    {"bn", N_("Bengali")},
    {"vi", N_("Vietnamese")},
    {"zh", N_("Chinese")},
    {"ja", N_("Japanese")},
    {"ko", N_("Korean")},
    {"th", N_("Thai")},
    {"ti", N_("Tigrinya")},
    {"am", N_("Amharic")},
    {"om", N_("Oromo")},
    {"so", N_("Somali")},
    {"sw", N_("Swahili")},
    {"ha", N_("Hausa")},
    {"yo", N_("Yoruba")},
    {"ak", N_("Akan (Twi)")},
    {"ln", N_("Lingala")},
    {"wo", N_("Wolof")},
    {"ber", N_("Berber")},
    {"he", N_("Hebrew")},
    {"hy", N_("Armenian")},
    {"az", N_("Azerbaijani")},
    {"gsg", N_("German Sign Language")},
};

SpokenLanguages spoken_languages(void)
{
    return (SpokenLanguages){ARRAY_LENGTH(languages), languages};
}

const char *spoken_name(Cx *cx, const char *tag)
{
    for (size_t i = 0; i < ARRAY_LENGTH(languages); i++)
        if (strcmp(languages[i].tag, tag) == 0)
            return message_text(cx, languages[i].name, (const char *const[]){NULL});
    return tag;
}

const char *spoken_names(Cx *cx, const char *tags)
{
    Buf out = buf_make(cx->arena);
    char *list = arena_text(cx->arena, tags), *rest = NULL;
    for (char *tag = strtok_r(list, " ", &rest); tag; tag = strtok_r(NULL, " ", &rest))
        buf_printf(&out, "%s%s", out.n ? t(cx, ", ") : "", spoken_name(cx, tag));
    return buf_text(&out);
}
