/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files from other people's computers, as UTF-8. */
#pragma once

#include "base/cx.h"

typedef enum TextEncoding {
    TEXT_UTF8,
    TEXT_UTF16LE,
    TEXT_UTF16BE,
    TEXT_WINDOWS_1252, /* what German Excel writes as "CSV" */
    TEXT_ISO_8859_15,  /* told from Windows-1252 by 0xA4: a euro sign here, the unused ¤ there */
} TextEncoding;

typedef struct DecodedText {
    const char *text; /* valid UTF-8 without byte order mark; NUL-terminated, holds no other NUL */
    size_t n;
    TextEncoding encoding;
} DecodedText;

#define TEXT_DECODE_MOST ((size_t)16 << 20) /* bytes that are taken */

/* Finds out the encoding and decodes. A byte order mark decides; else NULs on every other byte tell UTF-16,
 * then whatever is valid UTF-8 is that, and the rest is Windows-1252 or ISO 8859-15. Fails: TOO_LARGE beyond
 * 16 MiB; INPUT if NUL bytes make it no text, if UTF-16 is damaged, or if text that is mostly UTF-8 is
 * damaged (with the line). */
MUST_USE const Err *text_decode(Cx *cx, const char *bytes, size_t n, DecodedText *ret_text);

/* "UTF-8", "Windows-1252" … */
const char *text_encoding_name(TextEncoding encoding);
