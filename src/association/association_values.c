/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of single values of the register; see association.h. */
#include "association/association.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- register numbers ---- */

static const struct {
    const char *written, *kind;
} register_kinds[] = {
    {"VR", "VR"},   {"HRA", "HRA"}, {"HRB", "HRB"}, {"GNR", "GnR"}, {"PR", "PR"},
    {"GSR", "GsR"}, {"KÖR", "KÖR"}, {"kör", "KÖR"}, {"SÖR", "SÖR"}, {"sör", "SÖR"},
};

static const char *const no_number[] = {
    "",      "-",     "--",   "'",         "/",    "?",   "0",    "undefined",        "null",
    "keine", "keins", "kein", "unbekannt", "none", "n/a", "n.a.", "nicht eingetragen"};

static bool is_none(const char *text)
{
    for (size_t i = 0; i < ARRAY_LENGTH(no_number); i++)
        if (strcasecmp(text, no_number[i]) == 0)
            return true;
    return false;
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The kind at the end of text[0..n), which must stand as a word of its own: "Düsseldorf VR" but not "SVR". */
static const char *kind_at_end(const char *text, size_t n)
{
    while (n > 0 && !is_letter(text[n - 1]))
        n--;
    for (size_t i = 0; i < ARRAY_LENGTH(register_kinds); i++) {
        size_t length = strlen(register_kinds[i].written);
        if (n >= length && strncasecmp(text + n - length, register_kinds[i].written, length) == 0 &&
            (n == length || !is_letter(text[n - length - 1])))
            return register_kinds[i].kind;
    }
    return NULL;
}

static bool only_blanks(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

bool register_number_tidy(Arena *arena, const char *kind, const char *number, const char **ret_number)
{
    if (is_none(number + strspn(number, " "))) {
        *ret_number = "";
        return true;
    }
    size_t start = strcspn(number, "0123456789");
    const char *first = number + start, *digits = first + strspn(first, "0"), *end;
    size_t n = strspn(digits, "0123456789");
    end = digits + n;
    /* Berlin's register of companies adds a letter: HRB 12345 B. */
    char suffix = '\0';
    const char *rest = end + strspn(end, " ");
    if (isupper((unsigned char)*rest) && only_blanks(rest + 1))
        suffix = *rest;
    const char *found = kind_at_end(number, start);
    bool bare = only_blanks(arena_text_n(arena, number, start));
    if (n == 0 || n > 12 || (!found && !bare) || (!suffix && !only_blanks(rest)))
        return false;
    if (!found)
        found = kind_at_end(kind, strlen(kind));
    *ret_number = suffix ? arena_printf(arena, "%s %.*s %c", found ? found : "VR", (int)n, digits, suffix)
                         : arena_printf(arena, "%s %.*s", found ? found : "VR", (int)n, digits);
    return true;
}

/* ---- addresses ---- */

bool postcode_tidy(Arena *arena, const char *text, const char **ret_postcode)
{
    text += strspn(text, " ");
    if (strncasecmp(text, "D-", 2) == 0)
        text += 2;
    else if (strncasecmp(text, "DE-", 3) == 0)
        text += 3;
    if (*text == '\0') {
        *ret_postcode = "";
        return true;
    }
    if (strspn(text, "0123456789") != 5 || !only_blanks(text + 5) || strncmp(text, "00000", 5) == 0)
        return false;
    *ret_postcode = arena_text_n(arena, text, 5);
    return true;
}

static bool has_blank_or_bracket(const char *text)
{
    return text[strcspn(text, " \t\n\"<>\\")] != '\0';
}

/* Letters, digits, hyphens and dots, with a dot inside and none at an end. */
static bool host_looks_right(const char *host, size_t n)
{
    bool dot = false;
    for (size_t i = 0; i < n; i++) {
        bool is_dot = host[i] == '.';
        if (!is_dot && host[i] != '-' && !is_letter(host[i]) && !isdigit((unsigned char)host[i]))
            return false;
        if (is_dot && (i == 0 || i + 1 == n || host[i - 1] == '.'))
            return false;
        dot |= is_dot;
    }
    return dot;
}

bool email_looks_right(const char *email)
{
    if (*email == '\0')
        return true;
    const char *at = strchr(email, '@');
    return at && at != email && !strchr(at + 1, '@') && strlen(email) <= 254 &&
           !has_blank_or_bracket(email) && !strpbrk(email, ",;:()") &&
           host_looks_right(at + 1, strlen(at + 1));
}

static size_t scheme_length(const char *url)
{
    if (strncasecmp(url, "https://", 8) == 0)
        return 8;
    return strncasecmp(url, "http://", 7) == 0 ? 7 : 0;
}

bool website_looks_right(const char *url)
{
    if (*url == '\0')
        return true;
    size_t n = scheme_length(url);
    return n > 0 && !has_blank_or_bracket(url) && host_looks_right(url + n, strcspn(url + n, "/?#:"));
}

const char *website_tidy(Arena *arena, const char *url)
{
    if (*url == '\0' || strstr(url, "://") || strchr(url, '@') || strchr(url, ' '))
        return url;
    return host_looks_right(url, strcspn(url, "/?#:")) ? arena_printf(arena, "https://%s", url) : url;
}

/* ---- languages ---- */

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *languages_join(Arena *arena, const char *a, const char *b)
{
    char *text = arena_printf(arena, "%s %s", a, b), *rest = NULL;
    const char **words = NEW_ARRAY(arena, const char *, strlen(text) / 2 + 1);
    size_t n = 0;
    for (char *word = strtok_r(text, " ,;", &rest); word; word = strtok_r(NULL, " ,;", &rest))
        words[n++] = word;
    qsort(words, n, sizeof *words, compare_words);
    Buf out = buf_make(arena);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(words[i], words[i - 1]) != 0)
            buf_printf(&out, "%s%s", out.n ? " " : "", words[i]);
    return buf_text(&out);
}
