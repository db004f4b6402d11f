/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules for the fields of a form, checked by the router before a page function sees anything.
 *
 * A form is a struct and a table of fields that says where each value goes:
 *
 *     typedef struct SessionForm { Date day; int starts_min, ends_min; const char *room; bool step_free; }
 * SessionForm; static const FormField session_fields[] = {
 *         {"day", N_("Day"), FIELD_DATE, FORM_AT(SessionForm, day), .required = true},
 *         {"starts", N_("Begins"), FIELD_CLOCK, FORM_AT(SessionForm, starts_min), .required = true},
 *         {"room", N_("Room"), FIELD_TEXT, FORM_AT(SessionForm, room), .max = 200},
 *     };
 *     static const FormRules session_form = FORM_RULES(SessionForm, session_fields);
 *
 * A field that is missing, doubled (where one value is meant), too long, not UTF-8, or not of its kind gives
 * an error beside it; the page function is still called and shows the form again (request.h: form_failed).
 * Fields that no rule names are ignored. */
#pragma once

#include "html/form_input.h"

typedef enum FieldKind {
    FIELD_TEXT,     /* const char *, one line, cleaned; "" when empty. max in bytes, default 500 */
    FIELD_LONG,     /* const char *, many lines; default max 20,000 bytes */
    FIELD_EMAIL,    /* const char *, lower-cased domain; "" when empty */
    FIELD_PASSWORD, /* const char *, as typed; never shown again */
    FIELD_URL,      /* const char *, http or https */
    FIELD_DATE,     /* Date; with .has: bool that says whether it was given */
    FIELD_CLOCK,    /* int, minutes after midnight */
    FIELD_CENTS,    /* Cents */
    FIELD_I64,      /* int64_t between min and max; with .has */
    FIELD_ID,       /* int64_t, of what was chosen from a list; 0 when empty */
    FIELD_IDS,      /* IdList, of what was chosen from a list */
    FIELD_CHECK,    /* bool */
    FIELD_CHOICE,   /* int, index into choices[] (codes, NULL-terminated); -1 when empty */
    FIELD_MANY,     /* TextList of the values sent, each at most max bytes */
    FIELD_FILE,     /* FormEntry, bytes == NULL when nothing was sent */
} FieldKind;

typedef struct TextList {
    size_t n;
    const char **at;
} TextList;

typedef struct IdList {
    size_t n;
    int64_t *at;
} IdList;

typedef struct FormField {
    const char *name;
    const char *label; /* msgid */
    FieldKind kind;
    size_t offset;
    size_t has_offset; /* of the bool that says whether an optional value was given; 0 = none (so never the
                          first member of a form struct) */
    bool required;
    int64_t min, max;
    const char *const *choices;
} FormField;

#define FORM_AT(Struct, member) offsetof(Struct, member)

typedef struct FormRules {
    const FormField *fields;
    size_t n_fields, size;
    size_t max_body; /* bytes; 0 means 64 KiB */
} FormRules;

#define FORM_RULES(Struct, table, ...)                                                                       \
    {                                                                                                        \
        (table), ARRAY_LENGTH(table), sizeof(Struct), __VA_ARGS__                                            \
    }

/* How many bytes the field may hold; 0 for those that are short by their kind. */
int64_t form_field_bytes(const FormField *field);

/* Fills the struct from what was sent; errors go into input. */
void form_read(Cx *cx, const FormRules *rules, FormInput *input, void *out);

/* The other direction: what a form shows when it opens with a record's values. */
FormInput form_fill(Cx *cx, const FormRules *rules, const void *values);

/* Two people, one record. The form carries a fingerprint of the values it was opened with; when it comes back
 * and the record holds others by then, the reader is shown both before anything is saved. The fingerprint
 * guards against accident, not against a forger: who changes it overwrites knowingly. */
#define FORM_SEEN "_seen"
const char *form_fingerprint(Cx *cx, const FormInput *values);
/* Compares the record as it is now (`stored`, filled as for opening the form, with its `seen`) with what the
 * form was opened with. If they differ, and what was typed is neither: fills stored, changed, and the new
 * `seen` of input, so that sending it again overwrites. `form` is what form_read made of input; rules NULL:
 * the fields are compared as they were sent. */
void form_compare(Cx *cx, const FormRules *rules, const void *form, const FormInput *stored,
                  FormInput *input);
