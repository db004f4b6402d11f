/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The runtime of compiled views: writes text into a page so that it stays text.
 *
 * Templates (*.html) are compiled by tools/viewgen into functions
 *     void view_NAME(Cx *cx, Buf *out, PARAMS)
 * which call what is declared here. A value is written by the C type it has (H_TEXT picks by _Generic),
 * escaped for the place where it stands; a type that is not listed does not compile. */
#pragma once

#include "base/cx.h"
#include "i18n/catalogue.h"
#include "i18n/format.h"

/* Markup that is known to be safe. Made only by views, by svg.h and by the Markdown renderer. */
typedef struct SafeHtml {
    const char *html; /* NULL writes nothing */
} SafeHtml;

/* Escapes & < > " ' ; NULL writes nothing. Good in elements and in quoted attributes alike. */
void html_text(Cx *cx, Buf *out, const char *text);
void html_text_n(Buf *out, const char *text, size_t n);
void html_safe(Cx *cx, Buf *out, SafeHtml html);
void html_date(Cx *cx, Buf *out, Date date); /* numeric style */
void html_time(Cx *cx, Buf *out, Time time);
void html_cents(Cx *cx, Buf *out, Cents cents);
void html_i64(Cx *cx, Buf *out, int64_t value); /* grouped: not for ids and years, see h_part */
void html_f64(Cx *cx, Buf *out, double value);  /* two decimals */

/* An address as an attribute's value: only relative ones (not those that begin with "//"), http, https,
 * mailto and tel pass; anything else becomes "#", and so does one with white space or a backslash in it.
 * Escaped. */
void html_url(Cx *cx, Buf *out, const char *url);

/* A part of an address: percent-encoded but for letters, digits and - . _ ~ @ */
void html_part(Cx *cx, Buf *out, const char *text);

/* {{ expr }} in an element, and in an attribute (where markup makes no sense). bool is left out on purpose:
 * write {% if %}. */
#define H_TEXT(cx, out, expr) _Generic((expr), H_VALUES_(html), SafeHtml : html_safe)((cx), (out), (expr))
#define H_ATTR(cx, out, expr) _Generic((expr), H_VALUES_(html))((cx), (out), (expr))
#define H_VALUES_(family)                                                                                    \
    char * : family##_text,                                                                                  \
             const char * : family##_text,                                                                   \
                            Date : family##_date,                                                            \
                                   Time : family##_time,                                                     \
                                          Cents : family##_cents,                                            \
                                                  int : family##_i64,                                        \
                                                        int64_t : family##_i64,                              \
                                                                  size_t : family##_i64,                     \
                                                                           double : family##_f64

/* {{ expr }} later in an address, and the named values of path(): text as it is, whole numbers in plain
 * digits, a day as 2026-03-14. */
#define H_PART(cx, out, expr) html_part((cx), (out), h_part((cx), (expr)))
#define h_part(cx, expr)                                                                                     \
    _Generic((expr), char *: h_str_text, const char *: h_str_text, Date: h_part_date, int: h_part_i64,       \
             int64_t: h_part_i64, size_t: h_part_i64)((cx), (expr))

/* A value as a string of the reader's language: the named values of t() and tn(). */
#define h_str(cx, expr) _Generic((expr), H_VALUES_(h_str))((cx), (expr))
const char *h_str_text(Cx *cx, const char *text);
const char *h_str_date(Cx *cx, Date date);
const char *h_str_time(Cx *cx, Time time);
const char *h_str_cents(Cx *cx, Cents cents);
const char *h_str_i64(Cx *cx, int64_t value);
const char *h_str_f64(Cx *cx, double value);
const char *h_part_date(Cx *cx, Date date);
const char *h_part_i64(Cx *cx, int64_t value);

/* For templates: {{ date_long(s->day) }} "14. März 2026", {{ date_full(s->day) }} "Samstag, 14. März 2026",
 * {{ date_machine(s->day) }} "2026-03-14" for <time datetime>, {{ plain(v->year) }} a number ungrouped. */
#define date_long(date)    format_date(cx, (date), DATE_LONG)
#define date_full(date)    format_date(cx, (date), DATE_WEEKDAY)
#define date_machine(date) h_part_date(cx, (date))
#define plain(number)      h_part_i64(cx, (number))

/* path(cx, "/seminars/{id}", "id", "3"): an address of this programme and language; the values are
 * percent-encoded. A {hole} without a value is a mistake of ours (assert). Result in the arena. */
#define path(cx, pattern, ...)                                                                               \
    path_make((cx), (pattern), (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
const char *path_make(Cx *cx, const char *pattern, const char *const *args);

/* {{ t(…) }}, {{ tn(…) }} and {{ path(…) }} where nothing else is done with them: straight into the page. */
#define html_t(out, hash, cx, msgid, ...)                                                                    \
    message_put((cx), (out), html_text_n, (Msgid){(msgid), (hash)},                                          \
                (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
#define html_tn(out, hash, cx, n, one, other, ...)                                                           \
    message_put_plural((cx), (out), html_text_n, (n), (Msgid){(one), (hash)}, (other),                       \
                       (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
#define html_path(out, hash, cx, pattern, ...)                                                               \
    path_put((cx), (out), html_text_n, (pattern), (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
void path_put(Cx *cx, Buf *out, MessagePut *put, const char *pattern, const char *const *args);
