/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Folds text for search and for finding duplicates: ICU's compatibility case folding, then what people mean
 * by "the same letter" in German, Turkish and Arabic. */
#include "i18n/fold.h"

#include "i18n/icu_adapter.h"

#include <string.h>

/* Letters that Unicode keeps apart and people do not. What NFKD takes apart (أ إ آ ؤ ئ ä ü İ) needs no row.
 */
static const struct {
    int32_t from, to;
} same_letter[] = {
    {0x00F8, 'o'},    /* ø */
    {0x0111, 'd'},    /* đ */
    {0x0131, 'i'},    /* ı */
    {0x0142, 'l'},    /* ł */
    {0x0491, 0x0433}, /* ґ г */
    {0x0649, 0x064A}, /* ى ي */
    {0x0629, 0x0647}, /* ة ه */
    {0x0671, 0x0627}, /* ٱ ا */
    {0x06A9, 0x0643}, /* Persian ک */
    {0x06AA, 0x0643}, /* ڪ */
    {0x06BE, 0x0647}, /* ھ */
    {0x06C1, 0x0647}, /* ہ */
    {0x06CC, 0x064A}, /* Persian ی */
    {0x06D5, 0x0647}, /* ە */
};

/* Written inside words without parting them: apostrophes, hamza-like signs, tatweel. */
static const int32_t dropped[] = {'\'', 0x2018, 0x2019, 0x02BB, 0x02BC, 0x02BF, 0x02BE, 0x0640, 0x20E3};

static int32_t plain_letter(int32_t code)
{
    int digit = code_digit(code);
    if (digit >= 0)
        return '0' + digit;
    for (size_t i = 0; i < ARRAY_LENGTH(same_letter); i++)
        if (same_letter[i].from == code)
            return same_letter[i].to;
    return code;
}

static bool is_dropped(int32_t code)
{
    for (size_t i = 0; i < ARRAY_LENGTH(dropped); i++)
        if (dropped[i] == code)
            return true;
    return code_combining_class(code) !=
           0; /* a mark over or under; Indic vowel signs have class 0 and stay */
}

/* "ae", "oe", "ue" are how ä, ö, ü are written without umlauts: an e after one of these letters falls, also
 * in "neue", where it is none; both sides of a comparison lose it. The start of a word still folds to the
 * start of its folded form, so search while typing works. */
static bool is_umlaut_e(const Codes *out, int32_t code)
{
    int32_t before = code == 'e' && out->n ? out->at[out->n - 1] : 0;
    return before == 'a' || before == 'o' || before == 'u';
}

static void add_code(Codes *out, int32_t code)
{
    bool apart = out->n && out->at[out->n - 1] == ' ';
    if (code_in_word(code))
        out->at[out->n++] = code;
    else if (out->n && !apart)
        out->at[out->n++] = ' ';
}

static Codes fold_codes(Arena *arena, Codes text)
{
    Codes from = codes_casefold_decomposed(arena, text), out = {0, NEW_ARRAY(arena, int32_t, from.n + 1)};
    for (size_t i = 0; i < from.n; i++) {
        int32_t code = plain_letter(from.at[i]);
        if (!is_dropped(code) && !is_umlaut_e(&out, code))
            add_code(&out, code);
    }
    if (out.n && out.at[out.n - 1] == ' ')
        out.n--;
    return out;
}

/* ASCII needs no ICU. Same result as fold_codes. */
static const char *fold_ascii(Arena *arena, const char *text, size_t n)
{
    char *folded = arena_alloc(arena, n + 1), *out = folded;
    for (size_t i = 0; i < n; i++) {
        char c = text[i], before = out > folded ? out[-1] : ' ';
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 'a' - 'A');
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        bool umlaut_e = c == 'e' && (before == 'a' || before == 'o' || before == 'u');
        if (word ? !umlaut_e : c != '\'' && before != ' ')
            *out++ = word ? c : ' ';
    }
    if (out > folded && out[-1] == ' ')
        out--;
    *out = '\0';
    return folded;
}

static bool is_ascii(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

const char *text_fold(Arena *arena, const char *text)
{
    size_t n = strlen(text);
    if (is_ascii(text, n))
        return fold_ascii(arena, text, n);
    return codes_to_utf8(arena, fold_codes(arena, codes_from_utf8_loose(arena, text, n)));
}

/* ---- names of associations ---- */

/* Folded words that tell the legal form, longest first where one begins another. */
static const char *const legal_forms[] = {
    "nicht eingetragener verein",
    "eingetragener verein",
    "gemeinnutziger verein",
    "eingetragene genossenschaft",
    "unternehmergesellschaft",
    "gemeinnutzige gmbh",
    "gemeinnutzige ug",
    "gemeinnutzige",
    "haftungsbeschrankt",
    "registered association",
    "in grundung",
    "gmbh",
    "ggmbh",
    "gug",
    "e v",
    "ev",
    "e g",
    "eg",
    "ug",
    "i g",
    "i gr",
};

/* The length of the legal form that `text` begins with, as whole words; 0 if none. */
static size_t legal_form_length(const char *text)
{
    for (size_t i = 0; i < ARRAY_LENGTH(legal_forms); i++) {
        size_t n = strlen(legal_forms[i]);
        if (strncmp(text, legal_forms[i], n) == 0 && (text[n] == '\0' || text[n] == ' '))
            return n;
    }
    return 0;
}

static const char *skip_spaces(const char *text)
{
    return text + strspn(text, " ");
}

const char *text_fold_name(Arena *arena, const char *name)
{
    const char *folded = text_fold(arena, name);
    Buf out = buf_make(arena);
    for (const char *p = folded; *p; p = skip_spaces(p)) {
        size_t form = legal_form_length(p), word = strcspn(p, " ");
        if (!form) {
            if (out.n)
                buf_char(&out, ' ');
            buf_add(&out, p, word);
        }
        p += form ? form : word;
    }
    return out.n ? buf_text(&out) : folded; /* a name that is nothing but a legal form stays */
}

int text_collate(Lang lang, const char *a, const char *b)
{
    return icu_collate(lang, a, b);
}

bool text_has_words(const char *folded, const char *folded_words)
{
    for (const char *word = folded_words; *word;) {
        size_t n = strcspn(word, " ");
        if (n > 0 && !memmem(folded, strlen(folded), word, n))
            return false;
        word += n + (word[n] == ' ');
    }
    return true;
}
