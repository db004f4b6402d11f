/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was typed into a form, beside what is wrong with it: so that a page can show it again as it was. */
#pragma once

#include "base/cx.h"

typedef struct FormEntry {
    const char *name, *value;
    const char *file_name; /* uploads only */
    const char *bytes;     /* uploads only: value is NULL then */
    size_t n_bytes;
    const char *label; /* as the reader knows the field; NULL where nobody has said */
} FormEntry;

typedef struct FormError {
    const char *field;   /* "" concerns the whole form */
    const char *label;   /* as the reader knows the field */
    const char *message; /* in the reader's language */
} FormError;

typedef struct FormInput {
    size_t n_entries, n_errors;
    FormEntry *entries;
    FormError *errors;
    const char *token; /* for the hidden field; made with the page */
    const char *seen;  /* for a hidden field: what the record held when the form was opened (http/form.h);
                          NULL: no record behind it */
    const struct FormInput
        *stored;              /* the record has been changed since: what it holds now; NULL: it has not */
    size_t n_changed;         /* the fields in which that differs from what was typed */
    const FormEntry *changed; /* their name and label */
} FormInput;

/* The (first) value of a field as typed; "" when it was not sent. */
const char *input_value(const FormInput *input, const char *name);
/* Was this value among the (possibly many) of the field? For check boxes and radio buttons. */
bool input_has(const FormInput *input, const char *name, const char *value);
/* The error beside a field, or NULL. */
const char *input_error(const FormInput *input, const char *name);
/* Adds an error that only the rules of the capability can see. message is translated already. */
void input_add_error(Cx *cx, FormInput *input, const char *field, const char *label, const char *message);
/* Sets the only value of a field, as if it had been typed, in place of what was sent for it. */
void input_set(Cx *cx, FormInput *input, const char *name, const char *value);
/* What the record holds now, if it has been changed since and differs from what was typed in this field; else
 * NULL. */
const FormInput *input_stored(const FormInput *input, const char *name);
