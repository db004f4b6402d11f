/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The languages Vereint speaks or is made ready for. */
#pragma once

#include "base/macros.h"

typedef enum Lang { LANG_DE, LANG_EN, LANG_AR, LANG_TR, LANG_UK, LANG_FR, LANG_COUNT } Lang;

/* "de", "en" … the BCP 47 tag, which is also the part of an address. */
const char *lang_tag(Lang lang);
/* The language's own name: "Deutsch", "العربية". */
const char *lang_name(Lang lang);
/* "rtl" or "ltr". */
const char *lang_dir(Lang lang);
/* False, output untouched, for a tag we don't have. Case matters not; "de-AT" is "de". */
bool lang_parse(const char *tag, Lang *ret_lang);
