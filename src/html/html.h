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

void html_text(Cx *cx, Buf *out, const char *text); /* escapes & < > " ' ; NULL writes nothing. Good in
                                                        elements and in quoted attributes alike */
void html_safe(Cx *cx, Buf *out, SafeHtml html);
void html_date(Cx *cx, Buf *out, Date date); /* numeric style */
void html_time(Cx *cx, Buf *out, Time time);
void html_cents(Cx *cx, Buf *out, Cents cents);
void html_i64(Cx *cx, Buf *out, int64_t value); /* grouped */
void html_f64(Cx *cx, Buf *out, double value);  /* two decimals */

/* An address as an attribute's value: only relative ones, http, https, mailto and tel pass; anything else
 * becomes "#". Escaped. */
void html_url(Cx *cx, Buf *out, const char *url);

/* path(cx, "/seminars/{id}", "id", "3"): an address of this programme and language; the values are
 * percent-encoded. */
#define path(cx, pattern, ...)                                                                               \
    path_make((cx), (pattern), (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL})
const char *path_make(Cx *cx, const char *pattern, const char *const *args);
