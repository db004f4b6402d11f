/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record's values as a form shows them: what form_read would read back. See form.h. */
#include "http/form.h"

#include "http/urlencoded.h"
#include "i18n/catalogue.h"
#include <stdlib.h>
#include <string.h>

static const void *at(const void *values, size_t offset)
{
    return (const char *)values + offset;
}

static const char *text_of(Cx *cx, const FormField *field, const void *place)
{
    (void)cx, (void)field;
    const char *text = *(const char *const *)place;
    return text ? text : "";
}

static const char *date_of(Cx *cx, const FormField *field, const void *place)
{
    (void)field;
    char *iso = arena_alloc(cx->arena, 11);
    date_iso(*(const Date *)place, iso);
    return iso;
}

static const char *clock_of(Cx *cx, const FormField *field, const void *place)
{
    (void)field;
    int minutes = *(const int *)place;
    return arena_printf(cx->arena, "%02d:%02d", minutes / 60, minutes % 60);
}

static const char *cents_of(Cx *cx, const FormField *field, const void *place)
{
    (void)field;
    int64_t cents = ((const Cents *)place)->v;
    const char *point = cx->lang == LANG_EN ? "." : ",";
    return arena_printf(cx->arena, "%lld%s%02lld", (long long)(cents / 100), point, llabs(cents % 100));
}

static const char *i64_of(Cx *cx, const FormField *field, const void *place)
{
    (void)field;
    return arena_printf(cx->arena, "%lld", (long long)*(const int64_t *)place);
}

static const char *id_of(Cx *cx, const FormField *field, const void *place)
{
    return *(const int64_t *)place ? i64_of(cx, field, place) : "";
}

static const char *check_of(Cx *cx, const FormField *field, const void *place)
{
    (void)cx, (void)field;
    return *(const bool *)place ? "1" : NULL;
}

static const char *choice_of(Cx *cx, const FormField *field, const void *place)
{
    (void)cx;
    int chosen = *(const int *)place;
    return chosen >= 0 ? field->choices[chosen] : "";
}

/* NULL: not shown again (passwords, files), or many values. */
static const char *(*const writers[])(Cx *cx, const FormField *field, const void *place) = {
    [FIELD_TEXT] = text_of,   [FIELD_LONG] = text_of,     [FIELD_EMAIL] = text_of,  [FIELD_URL] = text_of,
    [FIELD_DATE] = date_of,   [FIELD_CLOCK] = clock_of,   [FIELD_CENTS] = cents_of, [FIELD_I64] = i64_of,
    [FIELD_CHECK] = check_of, [FIELD_CHOICE] = choice_of, [FIELD_FILE] = NULL,      [FIELD_ID] = id_of,
};

static void fill_many(Cx *cx, const FormField *field, const TextList *list, FormInput *input)
{
    for (size_t i = 0; i < list->n; i++)
        form_add_entry(cx, input,
                       (FormEntry){.name = field->name, .value = list->at[i], .label = t(cx, field->label)});
}

static void fill_ids(Cx *cx, const FormField *field, const IdList *list, FormInput *input)
{
    TextList texts = {list->n, NEW_ARRAY(cx->arena, const char *, list->n)};
    for (size_t i = 0; i < list->n; i++)
        texts.at[i] = i64_of(cx, field, &list->at[i]);
    fill_many(cx, field, &texts, input);
}

FormInput form_fill(Cx *cx, const FormRules *rules, const void *values)
{
    FormInput input = {0};
    for (size_t i = 0; i < rules->n_fields; i++) {
        const FormField *field = &rules->fields[i];
        if (field->has_offset && !*(const bool *)at(values, field->has_offset))
            continue;
        if (field->kind == FIELD_MANY) {
            fill_many(cx, field, at(values, field->offset), &input);
            continue;
        }
        if (field->kind == FIELD_IDS) {
            fill_ids(cx, field, at(values, field->offset), &input);
            continue;
        }
        const char *value =
            writers[field->kind] ? writers[field->kind](cx, field, at(values, field->offset)) : NULL;
        if (value)
            form_add_entry(cx, &input,
                           (FormEntry){.name = field->name, .value = value, .label = t(cx, field->label)});
    }
    return input;
}
