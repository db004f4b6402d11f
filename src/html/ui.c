/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts in ui.html compute; see ui.h. */
#include "html/ui.h"

const char *ui_described_by(Cx *cx, const FormInput *input, const char *name, const char *hint)
{
    Buf ids = buf_make(cx->arena);
    if (hint)
        buf_printf(&ids, "f-%s-hint", name);
    if (input_error(input, name))
        buf_printf(&ids, "%sf-%s-error", ids.n ? " " : "", name);
    return ids.n ? buf_text(&ids) : NULL;
}

const char *ui_day_value(Cx *cx, const FormInput *input, const char *name)
{
    const char *typed = input_value(input, name);
    Date day;
    if (!*typed)
        return "";
    return date_parse(typed, &day) ? h_part_date(cx, day) : NULL;
}

const char *ui_clock_value(Cx *cx, const FormInput *input, const char *name)
{
    const char *typed = input_value(input, name);
    int minutes;
    if (!*typed)
        return "";
    if (!clock_parse(typed, &minutes))
        return NULL;
    return arena_printf(cx->arena, "%02d:%02d", minutes / 60, minutes % 60);
}
