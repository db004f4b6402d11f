/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts in ui.html are called with. A page includes "ui.html.h" and calls them:
 *
 *     {% call ui_error_summary(v->input) %}
 *     {% call ui_form_open(v->input, path("/seminars")) %}
 *     {% call ui_text(v->input, "title", t("Title"), (UiField){.required = true, .max_length = 200}) %}
 *     {% call ui_date(v->input, "starts_on", t("First day"), (UiField){.hint = t("No holiday, please.")}) %}
 *     {% call ui_submit(t("Save"), UI_PRIMARY) %}
 *     {% call ui_form_close() %}
 *
 * Labels, hints and options come translated. A field shows what was typed and the error beside it, both from
 * FormInput; its id is "f-" and its name, so that the error summary can link to it. Two forms of one page
 * must not have fields of the same name. Markup and class names are KERN's (kern-…) and ours (v-…,
 * assets/css). */
#pragma once

#include "html/form_input.h"
#include "html/html.h"

typedef struct UiField {
    bool required;            /* said in words beside the label */
    const char *hint;         /* what to enter, in a sentence */
    const char *autocomplete; /* HTML token: "name", "tel", "organization", "new-password" … */
    int max_length;           /* characters; 0: no limit in the page (the form's rules have one) */
    int rows;                 /* ui_long: 0 means 5 */
    const char *none;         /* ui_select: what the empty choice is called; NULL: "Please choose" */
    const char *accept;       /* ui_file: ".csv,.xlsx" */
    bool ltr;            /* ui_text: codes, IBAN, addresses, telephone: left to right in every language */
    bool short_width;    /* ui_text, ui_number: a few characters */
    bool inline_options; /* ui_choice, ui_many: beside each other where there is room */
} UiField;

typedef struct UiOption {
    const char *value, *label;
    const char *hint; /* ui_choice, ui_many; may be NULL */
} UiOption;
ROWS(UiOptions, UiOption);

typedef enum UiKind { UI_INFO, UI_SUCCESS, UI_WARNING, UI_DANGER } UiKind;

typedef enum UiButton {
    UI_PRIMARY,     /* the one thing the form is for */
    UI_SECONDARY,   /* anything else */
    UI_DESTRUCTIVE, /* deletes, cancels, withdraws */
} UiButton;

typedef struct UiCrumb {
    const char *label, *url; /* url NULL: the page itself */
} UiCrumb;
ROWS(UiCrumbs, UiCrumb);

/* Page `page` (from 1) of `pages`; url is the list's address up to the number: "…/associations?q=x&page=". */
typedef struct UiPages {
    int page, pages;
    const char *url;
} UiPages;

/* For ui.html: errors and entries as lists, and an input element of any type. */
ROWS(UiErrors, FormError);
ROWS(FormEntries, FormEntry);

typedef struct UiInput {
    const FormInput *input;
    const char *name, *label, *type, *value;
    const char *mode; /* inputmode, or NULL */
    const char *fill; /* autocomplete where the field names none, or NULL */
    const char *unit; /* shown behind the input, or NULL */
    bool ltr;
    UiField field;
} UiInput;

/* For ui.html: does one of the errors concern a field? */
bool ui_has_faulty_field(const FormInput *input);
/* For ui.html: the ids that aria-describedby lists (hint, what is stored now, error), or NULL without any. */
const char *ui_described_by(Cx *cx, const FormInput *input, const char *name, const char *hint);
/* What was typed as a day or a time of day in the form that <input type=date|time> takes; NULL if it is none,
 * so that a text field shows it as it was typed. */
const char *ui_day_value(Cx *cx, const FormInput *input, const char *name);
const char *ui_clock_value(Cx *cx, const FormInput *input, const char *name);
/* For ui.html: what the record holds now, in words, when it has been changed meanwhile; else "". */
const char *ui_stored_text(Cx *cx, const FormInput *input, const char *name);
const char *ui_stored_check(Cx *cx, const FormInput *input, const char *name);
const char *ui_stored_options(Cx *cx, const FormInput *input, const char *name, UiOptions options);
/* For ui.html: does an error, or a change meanwhile, concern a field whose name begins with one of these
 * words? */
bool ui_concerns(const FormInput *input, const char *beginnings);
