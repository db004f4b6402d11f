/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The values of the style pages. */
#pragma once

#include "html/svg.h"
#include "html/ui.h"

typedef struct LookSeminar {
    const char *title, *about, *state;
    Date day;
    UiKind kind;
} LookSeminar;
ROWS(LookSeminars, LookSeminar);

typedef struct LookAssociation {
    const char *name, *district, *languages, *state;
    UiKind kind;
    Date since;
    Cents grant;
} LookAssociation;
ROWS(LookAssociations, LookAssociation);

typedef struct Look {
    LookSeminars seminars;
    LookAssociations associations;
    SafeHtml scale, bars, money;
    Cents budget;
    FormInput *empty, *input;
    UiOptions options, needs, ways;
} Look;

/* One of two texts by the reader's language. */
static inline const char *say(Cx *cx, const char *german, const char *arabic)
{
    return cx->lang == LANG_AR ? arabic : german;
}
