/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See lang.h. */
#include "base/lang.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *tag, *name, *dir;
} languages[LANG_COUNT] = {
    [LANG_DE] = {"de", "Deutsch", "ltr"},    [LANG_EN] = {"en", "English", "ltr"},
    [LANG_AR] = {"ar", "العربية", "rtl"},    [LANG_TR] = {"tr", "Türkçe", "ltr"},
    [LANG_UK] = {"uk", "Українська", "ltr"}, [LANG_FR] = {"fr", "Français", "ltr"},
};

const char *lang_tag(Lang lang)
{
    return languages[lang].tag;
}

const char *lang_name(Lang lang)
{
    return languages[lang].name;
}

const char *lang_dir(Lang lang)
{
    return languages[lang].dir;
}

bool lang_parse(const char *tag, Lang *ret_lang)
{
    for (int i = 0; i < LANG_COUNT; i++)
        if (strncasecmp(tag, languages[i].tag, 2) == 0 && (tag[2] == '\0' || tag[2] == '-')) {
            *ret_lang = (Lang)i;
            return true;
        }
    return false;
}
