/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dates, amounts and numbers as the reader writes them, into a page and into messages; see html.h. */
#include "html/html.h"

const char *h_str_date(Cx *cx, Date date)
{
    return format_date(cx, date, DATE_NUMERIC);
}

const char *h_str_time(Cx *cx, Time time)
{
    return format_time(cx, time);
}

const char *h_str_cents(Cx *cx, Cents cents)
{
    return format_money(cx, cents);
}

const char *h_str_i64(Cx *cx, int64_t value)
{
    return format_i64(cx, value);
}

const char *h_str_f64(Cx *cx, double value)
{
    return format_f64(cx, value, 2);
}

void html_date(Cx *cx, Buf *out, Date date)
{
    html_text(cx, out, h_str_date(cx, date));
}

void html_time(Cx *cx, Buf *out, Time time)
{
    html_text(cx, out, h_str_time(cx, time));
}

void html_cents(Cx *cx, Buf *out, Cents cents)
{
    html_text(cx, out, h_str_cents(cx, cents));
}

/* Three digits look the same in every language we have; most numbers of a page are that small. */
void html_i64(Cx *cx, Buf *out, int64_t value)
{
    if (value >= 0 && value < 1000)
        buf_i64(out, value);
    else
        html_text(cx, out, h_str_i64(cx, value));
}

void html_f64(Cx *cx, Buf *out, double value)
{
    html_text(cx, out, h_str_f64(cx, value));
}
