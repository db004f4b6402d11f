/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts in ui.html compute; see ui.h. */
#include "html/ui.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"

bool ui_has_faulty_field(const FormInput *input)
{
    for (size_t i = 0; i < input->n_errors; i++)
        if (*input->errors[i].field)
            return true;
    return false;
}

const char *ui_described_by(Cx *cx, const FormInput *input, const char *name, const char *hint)
{
    Buf ids = buf_make(cx->arena);
    if (hint)
        buf_printf(&ids, "f-%s-hint", name);
    if (input_stored(input, name))
        buf_printf(&ids, "%sf-%s-stored", ids.n ? " " : "", name);
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

const char *ui_stored_text(Cx *cx, const FormInput *input, const char *name)
{
    const FormInput *stored = input_stored(input, name);
    const char *value = stored ? input_value(stored, name) : "";
    Date day;
    bool is_day = strlen(value) == 10 && value[4] == '-' && date_parse(value, &day); /* as form_fill has it */
    return is_day ? format_date(cx, day, DATE_NUMERIC) : value;
}

const char *ui_stored_check(Cx *cx, const FormInput *input, const char *name)
{
    const FormInput *stored = input_stored(input, name);
    if (!stored)
        return "";
    return input_has(stored, name, "1") ? t(cx, "ticked") : t(cx, "not ticked");
}

const char *ui_stored_options(Cx *cx, const FormInput *input, const char *name, UiOptions options)
{
    const FormInput *stored = input_stored(input, name);
    Buf labels = buf_make(cx->arena);
    for (size_t i = 0; stored && i < options.n; i++)
        if (input_has(stored, name, options.at[i].value))
            buf_printf(&labels, "%s%s", labels.n ? ", " : "", options.at[i].label);
    return buf_text(&labels);
}

static bool begins_with_one(const char *name, const char *beginnings)
{
    for (const char *at = beginnings; *at; at += strspn(at, " ")) {
        size_t n = strcspn(at, " ");
        if (strncmp(name, at, n) == 0)
            return true;
        at += n;
    }
    return false;
}

bool ui_concerns(const FormInput *input, const char *beginnings)
{
    for (size_t i = 0; i < input->n_errors; i++)
        if (begins_with_one(input->errors[i].field, beginnings))
            return true;
    for (size_t i = 0; i < input->n_changed; i++)
        if (begins_with_one(input->changed[i].name, beginnings))
            return true;
    return false;
}
