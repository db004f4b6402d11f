/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Has the record been changed since its form was opened? See form.h. */
#include "http/form.h"

#include "http/cache.h"
#include <string.h>

/* An empty field and one that was not sent are the same. */
static bool means_something(const FormEntry *e)
{
    return e->name[0] != '_' && e->value && *e->value;
}

const char *form_fingerprint(Cx *cx, const FormInput *values)
{
    Buf all = buf_make(cx->arena);
    for (size_t i = 0; i < values->n_entries; i++) {
        const FormEntry *e = &values->entries[i];
        if (means_something(e)) /* with its length: no two forms read the same */
            buf_printf(&all, "%s %zu %s ", e->name, strlen(e->value), e->value);
    }
    return arena_printf(cx->arena, "%016llx", (unsigned long long)hash_bytes(all.data, all.n));
}

/* Is each of one's values of this field among the other's? */
static bool is_within(const FormInput *one, const FormInput *other, const char *name)
{
    for (size_t i = 0; i < one->n_entries; i++) {
        const FormEntry *e = &one->entries[i];
        if (means_something(e) && strcmp(e->name, name) == 0 && !input_has(other, name, e->value))
            return false;
    }
    return true;
}

/* `typed` as form_read understood it: "4.000,00" is "4000,00". What it could not understand, as it was sent.
 */
static bool differs(const FormInput *input, const FormInput *typed, const FormInput *stored, const char *name)
{
    const FormInput *mine = input_error(input, name) ? input : typed;
    return !is_within(mine, stored, name) || !is_within(stored, mine, name);
}

static void note_changes(FormInput *input, const FormInput *typed, const FormInput *stored,
                         const FormInput *names, FormEntry *changed)
{
    for (size_t i = 0; i < names->n_entries; i++) {
        const FormEntry *e = &names->entries[i];
        bool is_new = e->name[0] != '_' && differs(input, typed, stored, e->name);
        for (size_t k = 0; is_new && k < input->n_changed; k++)
            is_new = strcmp(changed[k].name, e->name) != 0;
        if (is_new)
            changed[input->n_changed++] = (FormEntry){.name = e->name, .label = e->label};
    }
}

void form_compare(Cx *cx, const FormRules *rules, const void *form, const FormInput *stored, FormInput *input)
{
    const char *seen = input_value(input, FORM_SEEN);
    input->seen = stored->seen;
    input->stored = NULL;
    input->n_changed = 0;
    if (strcmp(seen, stored->seen) == 0)
        return;
    FormInput typed = rules ? form_fill(cx, rules, form) : *input;
    FormEntry *changed = NEW_ARRAY(cx->arena, FormEntry, typed.n_entries + stored->n_entries);
    note_changes(input, &typed, stored, stored, changed);
    note_changes(input, &typed, stored, &typed, changed);
    input->changed = changed;
    input->stored = input->n_changed ? stored : NULL; /* both may have typed the same */
}
