/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Puts typed text into shape, or refuses it; see text_clean in fold.h.
 *
 * Invisible characters fall in three groups. Those that lie about the order or hide content (bidi overrides,
 * controls) refuse the text. Those that writing needs stay: direction marks, and joiners where the scripts
 * and emoji use them. The rest (zero-width spaces, soft hyphens, stray joiners, tags) comes along unseen when
 * people copy, so it is dropped without a word. */
#include "i18n/fold.h"

#include "i18n/icu_adapter.h"

#include <string.h>

enum { ZWNJ = 0x200C, ZWJ = 0x200D, BOM = 0xFEFF, BLACK_FLAG = 0x1F3F4, VIRAMA_CLASS = 9 };

static const struct {
    int32_t first, last;
} refused[] = {
    {0x0000, 0x001F}, /* C0; line breaks and tabs are let through before */
    {0x007F, 0x009F}, /* DEL, C1 */
    {0x202A, 0x202E}, /* bidi embeddings and overrides */
    {0x2066, 0x2069}, /* bidi isolates */
    {0xFDD0, 0xFDEF}, /* noncharacters */
    {BOM, BOM},       /* byte order mark */
    {0xFFF9, 0xFFFB}, /* interlinear annotations hide text */
};

static bool is_refused(int32_t code)
{
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++)
        if (code >= refused[i].first && code <= refused[i].last)
            return true;
    return (code & 0xFFFE) == 0xFFFE; /* the last two of each plane */
}

static bool is_tag(int32_t code)
{
    return code >= 0xE0020 && code <= 0xE007F;
}

/* ---- invisible characters ---- */

/* RFC 5892, appendix A.1: a ZWNJ parts two letters that would join, or follows a virama. */
static bool zwnj_is_legal(Codes text, size_t at)
{
    size_t before = at, after = at + 1;
    if (before && code_combining_class(text.at[before - 1]) == VIRAMA_CLASS)
        return true;
    while (before && code_is_transparent(text.at[before - 1]))
        before--;
    while (after < text.n && code_is_transparent(text.at[after]))
        after++;
    return before && after < text.n && code_joins_after(text.at[before - 1]) &&
           code_joins_before(text.at[after]);
}

/* RFC 5892, appendix A.2 (after a virama), and UTS 51's emoji sequences: pictograph, modifiers, ZWJ,
 * pictograph. */
static bool zwj_is_legal(Codes text, size_t at)
{
    size_t before = at;
    if (before && code_combining_class(text.at[before - 1]) == VIRAMA_CLASS)
        return true;
    while (before && (text.at[before - 1] == 0xFE0F || code_is_emoji_modifier(text.at[before - 1])))
        before--;
    return before && at + 1 < text.n && code_is_pictograph(text.at[before - 1]) &&
           code_is_pictograph(text.at[at + 1]);
}

static bool is_needless(Codes text, size_t at, int32_t kept_before)
{
    int32_t code = text.at[at];
    if (code == ZWNJ)
        return !zwnj_is_legal(text, at);
    if (code == ZWJ)
        return !zwj_is_legal(text, at);
    if (is_tag(code)) /* the flags of England, Scotland, Wales */
        return kept_before != BLACK_FLAG && !is_tag(kept_before);
    return code == 0x200B || code == 0x2060 || code == 0x00AD || code == 0x180E || code == 0xE0001 ||
           (code >= 0x2061 && code <= 0x2064) || (code >= 0x206A && code <= 0x206F);
}

/* Dropping one character may bring others together that compose or leave a joiner alone: until nothing
 * changes. Each turn drops at least one, and in real text the second finds nothing. */
static Codes drop_needless(Arena *arena, Codes text)
{
    for (;;) {
        text = codes_nfc(arena, text);
        Codes kept = {0, NEW_ARRAY(arena, int32_t, text.n + 1)};
        for (size_t i = 0; i < text.n; i++)
            if (!is_needless(text, i, kept.n ? kept.at[kept.n - 1] : 0))
                kept.at[kept.n++] = text.at[i];
        if (kept.n == text.n)
            return text;
        text = kept;
    }
}

/* ---- white space ---- */

/* In place: \r\n, \r and the separators of Unicode become \n. */
static Codes unify_line_ends(Codes text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        int32_t code = text.at[i];
        if (code == '\r' && i + 1 < text.n && text.at[i + 1] == '\n')
            continue;
        text.at[n++] = code == '\r' || code == 0x2028 || code == 0x2029 ? '\n' : code;
    }
    return (Codes){n, text.at};
}

static Codes trim(Codes text)
{
    if (text.n && text.at[0] == BOM)
        text = (Codes){text.n - 1, text.at + 1};
    while (text.n && code_is_space(text.at[text.n - 1]))
        text.n--;
    while (text.n && code_is_space(text.at[0]))
        text = (Codes){text.n - 1, text.at + 1};
    return text;
}

/* In place: any run of blanks becomes one space. */
static Codes collapse_blanks(Codes text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool blank = code_is_space(text.at[i]);
        if (!blank || (n && text.at[n - 1] != ' '))
            text.at[n++] = blank ? ' ' : text.at[i];
    }
    return (Codes){n, text.at};
}

static bool is_allowed(int32_t code, bool many_lines)
{
    return (many_lines && (code == '\n' || code == '\t')) || !is_refused(code);
}

/* Most of what is typed: printable ASCII. Same result as the long way. */
static const char *clean_ascii(Arena *arena, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < ' ' || text[i] > '~' ||
            (text[i] == ' ' && (i == 0 || i + 1 == n || text[i + 1] == ' ')))
            return NULL;
    return arena_text_n(arena, text, n);
}

const char *text_clean(Arena *arena, const char *text, size_t n, bool many_lines)
{
    const char *plain = clean_ascii(arena, text, n);
    Codes codes;
    if (plain)
        return plain;
    if (!codes_from_utf8(arena, text, n, &codes))
        return NULL;
    codes = trim(unify_line_ends(codes));
    for (size_t i = 0; i < codes.n; i++)
        if (!is_allowed(codes.at[i], many_lines))
            return NULL;
    codes = trim(drop_needless(arena, codes));
    return codes_to_utf8(arena, many_lines ? codes : collapse_blanks(codes));
}
