/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See text_decode.h. The tables are those of the WHATWG Encoding Standard. */
#include "output/text_decode.h"

#include <string.h>

const char *text_encoding_name(TextEncoding encoding)
{
    static const char *const names[] = {
        [TEXT_UTF8] = "UTF-8",
        [TEXT_UTF16LE] = "UTF-16 (LE)",
        [TEXT_UTF16BE] = "UTF-16 (BE)",
        [TEXT_WINDOWS_1252] = "Windows-1252",
        [TEXT_ISO_8859_15] = "ISO-8859-15",
    };
    return names[encoding];
}

/* Windows-1252 from 0x80 to 0x9F. The five bytes without a character stay C1 controls, as browsers read them.
 */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};

/* Where ISO 8859-15 differs from Latin-1. */
static const struct {
    unsigned char byte;
    uint16_t code;
} iso_8859_15[] = {
    {0xA4, 0x20AC}, {0xA6, 0x0160}, {0xA8, 0x0161}, {0xB4, 0x017D},
    {0xB8, 0x017E}, {0xBC, 0x0152}, {0xBD, 0x0153}, {0xBE, 0x0178},
};

static void add_code(Buf *out, uint32_t code)
{
    unsigned char bytes[4];
    size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; code >>= 6)
        bytes[i] = (unsigned char)(0x80 | (code & 0x3F));
    bytes[0] = (unsigned char)(n == 1 ? code : (0xF0u << (4 - n) & 0xFF) | code);
    buf_add(out, bytes, n);
}

/* ---- UTF-8 ---- */

/* The length of the well-formed sequence at p (Unicode, table 3-7), or 0. */
static size_t utf8_sequence(const unsigned char *p, size_t n)
{
    unsigned char first = p[0], lowest = 0x80, highest = 0xBF;
    size_t length = first < 0x80   ? 1
                    : first < 0xC2 ? 0
                    : first < 0xE0 ? 2
                    : first < 0xF0 ? 3
                    : first < 0xF5 ? 4
                                   : 0;
    if (length < 2 || length > n)
        return length <= n ? length : 0;
    if (first == 0xE0)
        lowest = 0xA0;
    else if (first == 0xED)
        highest = 0x9F;
    else if (first == 0xF0)
        lowest = 0x90;
    else if (first == 0xF4)
        highest = 0x8F;
    if (p[1] < lowest || p[1] > highest)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

typedef struct Utf8Count {
    size_t sequences, damaged; /* of more than one byte; bytes that belong to none */
    size_t damaged_at;         /* the first */
} Utf8Count;

static Utf8Count count_utf8(const char *bytes, size_t n)
{
    Utf8Count count = {0};
    for (size_t i = 0; i < n;) {
        size_t length = utf8_sequence((const unsigned char *)bytes + i, n - i);
        if (!length && count.damaged++ == 0)
            count.damaged_at = i;
        count.sequences += length > 1;
        i += length ? length : 1;
    }
    return count;
}

static const char *line_of(Cx *cx, const char *bytes, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n');
    return arena_printf(cx->arena, "%d", line);
}

static const Err *take_utf8(Cx *cx, const char *bytes, size_t n, DecodedText *ret_text)
{
    *ret_text = (DecodedText){arena_text_n(cx->arena, bytes, n), n, TEXT_UTF8};
    return NULL;
}

static const Err *damaged_utf8(Cx *cx, const char *bytes, size_t at)
{
    return FAIL(cx, ERR_INPUT,
                "This file is UTF-8, but damaged in line {line}. Save it again as “CSV UTF-8” and send that.",
                "line", line_of(cx, bytes, at));
}

/* ---- UTF-16 ---- */

static uint32_t unit_at(const unsigned char *bytes, size_t i, bool big)
{
    return big ? (uint32_t)(bytes[i] << 8 | bytes[i + 1]) : (uint32_t)(bytes[i + 1] << 8 | bytes[i]);
}

/* False if a surrogate stands alone, a NUL is in it, or half a unit is left over. */
static bool decode_utf16(const unsigned char *bytes, size_t n, bool big, Buf *out)
{
    if (n % 2)
        return false;
    for (size_t i = 0; i < n; i += 2) {
        uint32_t code = unit_at(bytes, i, big);
        if (code >= 0xD800 && code < 0xDC00 && i + 2 < n) {
            uint32_t low = unit_at(bytes, i + 2, big);
            if (low < 0xDC00 || low > 0xDFFF)
                return false;
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (code == 0 || (code >= 0xD800 && code < 0xE000)) {
            return false;
        }
        add_code(out, code);
    }
    return true;
}

static const Err *take_utf16(Cx *cx, const char *bytes, size_t n, bool big, DecodedText *ret_text)
{
    Buf out = buf_make(cx->arena);
    buf_grow(&out, n / 2 * 3 + 1); /* a unit makes at most three bytes */
    if (!decode_utf16((const unsigned char *)bytes, n, big, &out))
        return FAIL(cx, ERR_INPUT,
                    "This file is UTF-16, but damaged. Save it again as “CSV UTF-8” and send that.");
    *ret_text = (DecodedText){buf_text(&out), out.n, big ? TEXT_UTF16BE : TEXT_UTF16LE};
    return NULL;
}

/* UTF-16 without a mark: separators, digits, blanks and line ends have a NUL on one side, and only there. At
 * least every twentieth character is one of them, even in Arabic. */
static bool looks_like_utf16(const char *bytes, size_t n, bool *ret_big)
{
    size_t nuls[2] = {0, 0};
    for (size_t i = 0; i < n; i++)
        nuls[i % 2] += bytes[i] == '\0';
    *ret_big = nuls[0] > 0;
    return n % 2 == 0 && (nuls[0] == 0) != (nuls[1] == 0) && (nuls[0] + nuls[1]) * 40 >= n;
}

/* ---- 8 bits ---- */

static TextEncoding which_8_bit(const char *bytes, size_t n)
{
    bool euro = false;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x80 && c < 0xA0)
            return TEXT_WINDOWS_1252;
        euro |= c == 0xA4;
    }
    return euro ? TEXT_ISO_8859_15 : TEXT_WINDOWS_1252;
}

static uint32_t code_8_bit(unsigned char byte, TextEncoding encoding)
{
    if (encoding == TEXT_WINDOWS_1252)
        return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
    for (size_t i = 0; i < ARRAY_LENGTH(iso_8859_15); i++)
        if (iso_8859_15[i].byte == byte)
            return iso_8859_15[i].code;
    return byte;
}

static const Err *take_8_bit(Cx *cx, const char *bytes, size_t n, DecodedText *ret_text)
{
    TextEncoding encoding = which_8_bit(bytes, n);
    size_t high = 0;
    for (size_t i = 0; i < n; i++)
        high += (unsigned char)bytes[i] >= 0x80;
    Buf out = buf_make(cx->arena);
    buf_grow(&out, n + 2 * high + 1);
    for (size_t i = 0; i < n; i++)
        add_code(&out, code_8_bit((unsigned char)bytes[i], encoding));
    *ret_text = (DecodedText){buf_text(&out), out.n, encoding};
    return NULL;
}

static bool starts_with(const char *bytes, size_t n, const char *mark, size_t n_mark)
{
    return n >= n_mark && memcmp(bytes, mark, n_mark) == 0;
}

const Err *text_decode(Cx *cx, const char *bytes, size_t n, DecodedText *ret_text)
{
    bool big;
    if (n > TEXT_DECODE_MOST)
        return FAIL(cx, ERR_TOO_LARGE,
                    "This file is too large: at most 16 MB are taken. Split it and send the parts.");
    if (starts_with(bytes, n, "\xFF\xFE", 2))
        return take_utf16(cx, bytes + 2, n - 2, false, ret_text);
    if (starts_with(bytes, n, "\xFE\xFF", 2))
        return take_utf16(cx, bytes + 2, n - 2, true, ret_text);
    const char *nul = n ? memchr(bytes, '\0', n) : NULL;
    if (nul && looks_like_utf16(bytes, n, &big))
        return take_utf16(cx, bytes, n, big, ret_text);
    if (nul)
        return FAIL(cx, ERR_INPUT,
                    "This file is no text: there is a NUL byte in line {line}. Save it as CSV and send that.",
                    "line", line_of(cx, bytes, (size_t)(nul - bytes)));

    bool marked = starts_with(bytes, n, "\xEF\xBB\xBF", 3);
    Utf8Count count = count_utf8(bytes, n);
    if (!count.damaged)
        return take_utf8(cx, marked ? bytes + 3 : bytes, marked ? n - 3 : n, ret_text);
    if (marked || count.sequences > count.damaged)
        return damaged_utf8(cx, bytes, count.damaged_at);
    return take_8_bit(cx, bytes, n, ret_text);
}
