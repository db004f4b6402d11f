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

static FormEntry *find_entry(const FormInput *input, const char *name)
{
    for (size_t i = 0; i < input->n_entries; i++)
        if (strcmp(input->entries[i].name, name) == 0)
            return &input->entries[i];
    return NULL;
}

void input_set(Cx *cx, FormInput *input, const char *name, const char *value)
{
    FormEntry *entry = find_entry(input, name);
    if (!entry) {
        FormEntry *entries = NEW_ARRAY(cx->arena, FormEntry, input->n_entries + 1);
        if (input->n_entries)
            memcpy(entries, input->entries, input->n_entries * sizeof *entries);
        input->entries = entries;
        entry = &entries[input->n_entries++];
    }
    *entry = (FormEntry){.name = name, .value = value};
}
