/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See form_input.h. Forms are small: everything is found by walking. */
#include "html/form_input.h"

const char *input_value(const FormInput *input, const char *name)
{
    for (size_t i = 0; i < input->n_entries; i++)
        if (strcmp(input->entries[i].name, name) == 0)
            return input->entries[i].value ? input->entries[i].value : "";
    return "";
}

bool input_has(const FormInput *input, const char *name, const char *value)
{
    for (size_t i = 0; i < input->n_entries; i++) {
        const FormEntry *entry = &input->entries[i];
        if (entry->value && strcmp(entry->name, name) == 0 && strcmp(entry->value, value) == 0)
            return true;
    }
    return false;
}

const char *input_error(const FormInput *input, const char *name)
{
    for (size_t i = 0; i < input->n_errors; i++)
        if (strcmp(input->errors[i].field, name) == 0)
            return input->errors[i].message;
    return NULL;
}

void input_add_error(Cx *cx, FormInput *input, const char *field, const char *label, const char *message)
{
    FormError *errors = NEW_ARRAY(cx->arena, FormError, input->n_errors + 1);
    if (input->n_errors)
        memcpy(errors, input->errors, input->n_errors * sizeof *errors);
    errors[input->n_errors++] = (FormError){field, label, message};
    input->errors = errors;
}

void input_set(Cx *cx, FormInput *input, const char *name, const char *value)
{
    FormEntry *entries = NEW_ARRAY(cx->arena, FormEntry, input->n_entries + 1);
    size_t n = 0;
    for (size_t i = 0; i < input->n_entries; i++)
        if (strcmp(input->entries[i].name, name) != 0)
            entries[n++] = input->entries[i];
    entries[n++] = (FormEntry){.name = name, .value = value};
    input->entries = entries;
    input->n_entries = n;
}

const FormInput *input_stored(const FormInput *input, const char *name)
{
    for (size_t i = 0; i < input->n_changed; i++)
        if (strcmp(input->changed[i].name, name) == 0)
            return input->stored;
    return NULL;
}
