/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages in the reader's language, from the PO catalogues compiled into the program (locale/XX.po).
 * The msgid is the English sentence; a message without a translation is shown in English. */
#pragma once

#include "base/buf.h"
#include "base/cx.h"

/* t(cx, "Seminars {year}", "year", "2026"): placeholders are replaced by the string given for their name.
 * Values must be NUL-terminated strings; numbers and dates are formatted first (i18n/format.h). The result
 * lives in the arena, or is static when there is nothing to replace. A placeholder without a value stays as
 * it is, so a mistake is seen. */
#define t(cx, msgid, ...) message_text((cx), (msgid), (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
const char *message_text(Cx *cx, const char *msgid, const char *const *args);

/* tn(cx, n, "{n} seat", "{n} seats"): the plural form of the language for n; {n} is n, grouped. More pairs
 * may follow. */
#define tn(cx, n, one, other, ...)                                                                           \
    message_plural((cx), (n), (one), (other), (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
const char *message_plural(Cx *cx, int64_t n, const char *one, const char *other, const char *const *args);

/* The same, written piece by piece by `put`, which escapes or not: for views. */
typedef void MessagePut(Buf *out, const char *text, size_t n);
/* A msgid, with its hash (catalogue_table.h) if that is known: viewgen knows it. */
typedef struct Msgid {
    const char *text;
    uint64_t hash; /* 0: not known */
} Msgid;
void message_put(Cx *cx, Buf *out, MessagePut *put, Msgid id, const char *const *args);
void message_put_plural(Cx *cx, Buf *out, MessagePut *put, int64_t n, Msgid one, const char *other,
                        const char *const *args);

/* An error's sentence in the reader's language. */
const char *message_of_error(Cx *cx, const Err *err);

/* In which language most of what cx has said so far really is: the reader's, or English where the reader's
 * catalogue does not cover it. */
Lang message_lang(const Cx *cx);

/* How complete a catalogue is: messages translated and messages in all (English counts as complete). */
void catalogue_count(Lang lang, size_t *ret_translated, size_t *ret_all);
