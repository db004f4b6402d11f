/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any body against rules of every kind: each field is filled as its kind says, or has an error; and what was
 * read without an error, shown again, reads the same. */
#include "base/utf8.h"
#include "http/form.h"
#include "http/urlencoded.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const codes[] = {"a", "b", NULL};

typedef struct Form {
    const char *text, *lines, *email, *url;
    Date day;
    bool has_day, has_number, check;
    int clock, choice;
    Cents cents;
    int64_t number;
    TextList many;
} Form;

static const FormField fields[] = {
    {"t", "T", FIELD_TEXT, FORM_AT(Form, text), .max = 40},
    {"l", "L", FIELD_LONG, FORM_AT(Form, lines), .max = 80},
    {"e", "E", FIELD_EMAIL, FORM_AT(Form, email)},
    {"u", "U", FIELD_URL, FORM_AT(Form, url)},
    {"d", "D", FIELD_DATE, FORM_AT(Form, day), FORM_AT(Form, has_day)},
    {"k", "K", FIELD_CLOCK, FORM_AT(Form, clock)},
    {"c", "C", FIELD_CENTS, FORM_AT(Form, cents)},
    {"n", "N", FIELD_I64, FORM_AT(Form, number), FORM_AT(Form, has_number), .min = -9, .max = 9},
    {"b", "B", FIELD_CHECK, FORM_AT(Form, check)},
    {"o", "O", FIELD_CHOICE, FORM_AT(Form, choice), .choices = codes},
    {"m", "M", FIELD_MANY, FORM_AT(Form, many), .choices = codes},
};
static const FormRules rules = FORM_RULES(Form, fields);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(const char *text, size_t max)
{
    must(strlen(text) <= max && utf8_valid(text, strlen(text)) && !strpbrk(text, "\r\x01\x1b\x7f"));
}

static void check_filled(const Form *form)
{
    check_text(form->text, 40);
    check_text(form->lines, 80);
    check_text(form->email, 254);
    must(!*form->url || strncmp(form->url, "http://", 7) == 0 || strncmp(form->url, "https://", 8) == 0);
    must(!strpbrk(form->url, "\"<> "));
    must(form->number >= -9 && form->number <= 9 && form->choice >= -1 && form->choice < 2);
    must(form->clock >= 0 && form->clock < 24 * 60 && form->cents.v >= 0 && form->cents.v <= CENTS_MAX);
}

static void check_same(const Form *a, const Form *b)
{
    must(strcmp(a->text, b->text) == 0 && strcmp(a->lines, b->lines) == 0 && strcmp(a->email, b->email) == 0);
    must(strcmp(a->url, b->url) == 0 && a->day.days == b->day.days && a->has_day == b->has_day);
    must(a->clock == b->clock && a->cents.v == b->cents.v && a->number == b->number && a->check == b->check);
    must(a->choice == b->choice && a->many.n == b->many.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena, .lang = LANG_EN};
    FormInput input = {0};
    if (urlencoded_parse(&cx, (const char *)data, size, &input)) {
        Form form, again;
        form_read(&cx, &rules, &input, &form);
        must(input.n_errors <= ARRAY_LENGTH(fields));
        check_filled(&form);
        if (input.n_errors == 0) {
            FormInput shown = form_fill(&cx, &rules, &form);
            form_read(&cx, &rules, &shown, &again);
            must(shown.n_errors == 0);
            check_same(&form, &again);
        }
    }
    arena_free(&arena);
    return 0;
}
