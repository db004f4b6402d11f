/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See form.h. A reader per kind of field: it fills the place in the struct, or says what is wrong. */
#include "http/form.h"

#include "base/number.h"
#include "base/utf8.h"
#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include <string.h>
#include <strings.h>

enum { MAX_TEXT = 500, MAX_LONG = 20000, MAX_MANY = 200, MAX_EMAIL = 254 };

typedef struct Reading {
    Cx *cx;
    const FormField *field;
    const char *label; /* in the reader's language */
    const char *value; /* as typed; never NULL */
    void *place;
} Reading;

/* A reader returns NULL, or the sentence for the reader. Called with a value that is not empty. */
typedef const char *Reader(Reading *r);

#define SAY(r, msgid, ...) NOT_NULL(t((r)->cx, msgid, "label", (r)->label __VA_OPT__(, ) __VA_ARGS__))

/* ---- text ---- */

/* A tab comes along when a cell of a spreadsheet is pasted. */
static const char *without_tabs(Reading *r)
{
    char *text = arena_text(r->cx->arena, r->value);
    for (char *tab = text; (tab = strchr(tab, '\t'));)
        *tab = ' ';
    return text;
}

static const char *clean_text(Reading *r, bool many_lines, int64_t standard_max, const char **ret_text)
{
    const char *typed = many_lines ? r->value : without_tabs(r);
    const char *text = text_clean(r->cx->arena, typed, strlen(typed), many_lines);
    if (!text)
        return SAY(r, N_("“{label}” contains characters that can't be stored. Please type it again."));
    if ((int64_t)strlen(text) > (r->field->max ? r->field->max : standard_max))
        return SAY(r, N_("“{label}” is too long. Please shorten it."));
    *ret_text = text;
    return NULL;
}

static const char *read_text(Reading *r)
{
    return clean_text(r, false, MAX_TEXT, r->place);
}

static const char *read_long(Reading *r)
{
    return clean_text(r, true, MAX_LONG, r->place);
}

static bool is_domain(const char *text, size_t n)
{
    if (n < 3 || n > 253 || text[0] == '.' || text[0] == '-' || text[n - 1] == '.' || text[n - 1] == '-')
        return false;
    bool has_dot = false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
        if (!is_plain && c != '-' && c != '.')
            return false;
        if (c == '.' && text[i - 1] == '.')
            return false;
        has_dot |= c == '.';
    }
    return has_dot;
}

static bool is_mailbox(const char *text, size_t n)
{
    if (n < 1 || n > 64 || text[0] == '.' || text[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] <= ' ' || strchr("()<>[]:;@\\,\"", text[i]))
            return false;
    return true;
}

static const char *read_email(Reading *r)
{
    const char *text;
    const char *wrong = clean_text(r, false, MAX_EMAIL, &text);
    if (wrong)
        return wrong;
    const char *at = strrchr(text, '@');
    if (!at || !is_mailbox(text, (size_t)(at - text)) || !is_domain(at + 1, strlen(at + 1)))
        return SAY(r, N_("Please enter “{label}” as an e-mail address, for example name@example.org."));
    char *address = arena_text(r->cx->arena, text);
    for (char *p = address + (at - text); *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p |= 0x20;
    *(const char **)r->place = address;
    return NULL;
}

static const char *read_password(Reading *r)
{
    size_t n = strlen(r->value);
    if (!utf8_valid(r->value, n))
        return SAY(r, N_("“{label}” contains characters that can't be stored. Please type it again."));
    if ((int64_t)n > (r->field->max ? r->field->max : MAX_TEXT))
        return SAY(r, N_("“{label}” is too long. Please shorten it."));
    *(const char **)r->place = r->value;
    return NULL;
}

/* The host of an address after "https://": a domain, perhaps a port. */
static bool has_good_host(const char *host)
{
    size_t n = strcspn(host, "/?#"), n_name = strcspn(host, ":/?#");
    if (n_name < n && (n - n_name > 6 || strspn(host + n_name + 1, "0123456789") != n - n_name - 1))
        return false;
    return is_domain(host, n_name);
}

/* "www.example.org" is taken as people mean it. */
static const char *read_url(Reading *r)
{
    const char *text;
    const char *wrong = clean_text(r, false, MAX_TEXT, &text);
    if (wrong)
        return wrong;
    bool is_plain = strncasecmp(text, "http://", 7) == 0, is_tls = strncasecmp(text, "https://", 8) == 0;
    const char *host = text + (is_tls ? 8 : is_plain ? 7 : 0);
    if (!has_good_host(host) || strpbrk(text, " \"<>\\^`{|}"))
        return SAY(r, N_("Please enter “{label}” as a web address, for example https://www.example.org."));
    *(const char **)r->place = arena_printf(r->cx->arena, "%s://%s", is_plain ? "http" : "https", host);
    return NULL;
}

/* ---- values ---- */

/* What was typed without the blanks around it. */
static const char *trimmed(Reading *r)
{
    const char *start = r->value + strspn(r->value, " \t");
    size_t n = strlen(start);
    while (n > 0 && (start[n - 1] == ' ' || start[n - 1] == '\t'))
        n--;
    return arena_text_n(r->cx->arena, start, n);
}

static const char *read_date(Reading *r)
{
    if (!date_parse(trimmed(r), r->place))
        return SAY(r, N_("Please enter “{label}” as a date, for example 14.03.2026."));
    return NULL;
}

static const char *read_clock(Reading *r)
{
    if (!clock_parse(trimmed(r), r->place))
        return SAY(r, N_("Please enter “{label}” as a time, for example 18:30."));
    return NULL;
}

static const char *read_cents(Reading *r)
{
    Cents cents;
    if (!cents_parse(trimmed(r), &cents))
        return SAY(r, N_("Please enter “{label}” as an amount in euros, for example 250,00."));
    if (r->field->max && (cents.v < r->field->min || cents.v > r->field->max))
        return SAY(r, N_("The amount for “{label}” is outside what is possible here."));
    *(Cents *)r->place = cents;
    return NULL;
}

static const char *read_i64(Reading *r)
{
    const FormField *field = r->field;
    bool is_limited = field->min != 0 || field->max != 0;
    int64_t value;
    if (!i64_parse(trimmed(r), &value))
        return SAY(r, N_("Please enter “{label}” as a whole number."));
    if (is_limited && (value < field->min || value > field->max))
        return SAY(r, N_("Please enter a whole number from {min} to {max} for “{label}”."), "min",
                   arena_printf(r->cx->arena, "%lld", (long long)field->min), "max",
                   arena_printf(r->cx->arena, "%lld", (long long)field->max));
    *(int64_t *)r->place = value;
    return NULL;
}

static const char *read_id(Reading *r)
{
    if (!id_parse(r->value, r->place))
        return SAY(r, N_("Please choose one of the answers given for “{label}”."));
    return NULL;
}

static const char *read_check(Reading *r)
{
    *(bool *)r->place = true;
    return NULL;
}

static const char *read_choice(Reading *r)
{
    for (int i = 0; r->field->choices[i]; i++)
        if (strcmp(r->field->choices[i], r->value) == 0) {
            *(int *)r->place = i;
            return NULL;
        }
    return SAY(r, N_("Please choose one of the answers given for “{label}”."));
}

static Reader *const readers[] = {
    [FIELD_TEXT] = read_text,     [FIELD_LONG] = read_long,         [FIELD_EMAIL] = read_email,
    [FIELD_URL] = read_url,       [FIELD_DATE] = read_date,         [FIELD_CLOCK] = read_clock,
    [FIELD_CENTS] = read_cents,   [FIELD_I64] = read_i64,           [FIELD_CHECK] = read_check,
    [FIELD_CHOICE] = read_choice, [FIELD_PASSWORD] = read_password, [FIELD_ID] = read_id,
};

/* ---- fields ---- */

static const FormEntry *find_entry(const FormInput *input, const char *name, size_t *ret_count)
{
    const FormEntry *first = NULL;
    *ret_count = 0;
    for (size_t i = 0; i < input->n_entries; i++)
        if (strcmp(input->entries[i].name, name) == 0) {
            if (!first)
                first = &input->entries[i];
            ++*ret_count;
        }
    return first;
}

static const char *missing(Reading *r)
{
    static const char *const sentences[] = {
        [FIELD_CHECK] = N_("Please tick “{label}” to go on."),
        [FIELD_CHOICE] = N_("Please choose one of the answers given for “{label}”."),
        [FIELD_ID] = N_("Please choose one of the answers given for “{label}”."),
        [FIELD_IDS] = N_("Please choose at least one answer for “{label}”."),
        [FIELD_MANY] = N_("Please choose at least one answer for “{label}”."),
        [FIELD_FILE] = N_("Please choose a file for “{label}”."),
    };
    const char *sentence = r->field->kind < ARRAY_LENGTH(sentences) ? sentences[r->field->kind] : NULL;
    return sentence ? SAY(r, sentence) : SAY(r, N_("Please fill in “{label}”."));
}

static const char *doubled(Reading *r)
{
    return SAY(r, N_("“{label}” was sent more than once. Please load the page again."));
}

static const char *read_file(Reading *r, const FormInput *input)
{
    size_t count;
    const FormEntry *entry = find_entry(input, r->field->name, &count);
    bool is_there = entry && entry->file_name && entry->bytes;
    if (count > 1)
        return doubled(r);
    if (!is_there)
        return r->field->required ? missing(r) : NULL;
    if (r->field->max && (int64_t)entry->n_bytes > r->field->max)
        return SAY(r, N_("The file for “{label}” is too large. Please choose a smaller one."));
    *(FormEntry *)r->place = *entry;
    if (!utf8_valid(entry->file_name, strlen(entry->file_name)))
        ((FormEntry *)r->place)->file_name = "file";
    return NULL;
}

static bool is_choice(const FormField *field, const char *text)
{
    for (int i = 0; field->choices && field->choices[i]; i++)
        if (strcmp(field->choices[i], text) == 0)
            return true;
    return !field->choices;
}

static const char *read_many(Reading *r, const FormInput *input)
{
    size_t count;
    find_entry(input, r->field->name, &count);
    TextList list = {.at = NEW_ARRAY(r->cx->arena, const char *, count)};
    for (size_t i = 0; i < input->n_entries; i++) {
        const FormEntry *entry = &input->entries[i];
        if (strcmp(entry->name, r->field->name) != 0 || !entry->value || !*entry->value)
            continue;
        r->value = entry->value;
        const char *text, *wrong = clean_text(r, false, MAX_TEXT, &text);
        if (wrong)
            return wrong;
        if (!is_choice(r->field, text) || list.n == MAX_MANY)
            return SAY(r, N_("Please choose among the answers given for “{label}”."));
        list.at[list.n++] = text;
    }
    *(TextList *)r->place = list;
    return r->field->required && list.n == 0 ? missing(r) : NULL;
}

static const char *read_ids(Reading *r, const FormInput *input)
{
    TextList texts = {0};
    Reading many = {r->cx, r->field, r->label, "", &texts};
    const char *wrong = read_many(&many, input);
    if (wrong)
        return wrong;
    IdList list = {texts.n, NEW_ARRAY(r->cx->arena, int64_t, texts.n)};
    for (size_t i = 0; i < texts.n; i++)
        if (!id_parse(texts.at[i], &list.at[i]))
            return SAY(r, N_("Please choose among the answers given for “{label}”."));
    *(IdList *)r->place = list;
    return NULL;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static const char *read_single(Reading *r, const FormInput *input, void *out)
{
    size_t count;
    const FormEntry *entry = find_entry(input, r->field->name, &count);
    r->value = entry && entry->value ? entry->value : "";
    bool is_empty = r->field->kind == FIELD_PASSWORD ? !*r->value : is_blank(r->value);
    if (count > 1)
        return doubled(r);
    if (is_empty)
        return r->field->required ? missing(r) : NULL;
    const char *wrong = readers[r->field->kind](r);
    if (!wrong && r->field->has_offset)
        *(bool *)((char *)out + r->field->has_offset) = true;
    return wrong;
}

int64_t form_field_bytes(const FormField *field)
{
    static const int64_t standard[] = {[FIELD_TEXT] = MAX_TEXT,
                                       [FIELD_LONG] = MAX_LONG,
                                       [FIELD_EMAIL] = MAX_EMAIL,
                                       [FIELD_PASSWORD] = MAX_TEXT,
                                       [FIELD_URL] = MAX_TEXT};
    bool is_text = field->kind < ARRAY_LENGTH(standard) && standard[field->kind];
    return !is_text ? 0 : field->max ? field->max : standard[field->kind];
}

/* What stands in the struct when nothing was sent. */
static void set_empty(const FormField *field, void *place)
{
    static const bool is_text[] = {[FIELD_TEXT] = true,     [FIELD_LONG] = true, [FIELD_EMAIL] = true,
                                   [FIELD_PASSWORD] = true, [FIELD_URL] = true,  [FIELD_FILE] = false};
    if (field->kind < ARRAY_LENGTH(is_text) && is_text[field->kind])
        *(const char **)place = "";
    else if (field->kind == FIELD_CHOICE)
        *(int *)place = -1;
}

void form_read(Cx *cx, const FormRules *rules, FormInput *input, void *out)
{
    memset(out, 0, rules->size);
    for (size_t i = 0; i < rules->n_fields; i++) {
        const FormField *field = &rules->fields[i];
        Reading r = {cx, field, t(cx, field->label), "", (char *)out + field->offset};
        set_empty(field, r.place);
        const char *wrong = field->kind == FIELD_FILE   ? read_file(&r, input)
                            : field->kind == FIELD_MANY ? read_many(&r, input)
                            : field->kind == FIELD_IDS  ? read_ids(&r, input)
                                                        : read_single(&r, input, out);
        if (wrong)
            input_add_error(cx, input, field->name, r.label, wrong);
    }
}
