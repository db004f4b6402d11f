/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reckons the charts of svg.h; svg.html writes them. */
#include "html/svg.h"
#include "svg.html.h"

#include <math.h>

#define WIDTH 1000

/* Numbers of people and cents stay far below 2^53, so the division is exact enough for a pixel. */
static int at_width(int64_t value, int64_t whole)
{
    return whole > 0 ? (int)lround((double)value / (double)whole * WIDTH) : 0;
}

BarParts bar_parts(Cx *cx, const int64_t *values, size_t n, int64_t whole, BarColour first)
{
    BarParts parts = {0, NEW_ARRAY(cx->arena, BarPart, n + 1)};
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        int x = at_width(sum, whole);
        sum += values[i];
        if (values[i] > 0)
            parts.at[parts.n++] = (BarPart){x, at_width(sum, whole) - x, first + (BarColour)i};
    }
    return parts;
}

static SafeHtml made(Buf *out)
{
    return (SafeHtml){buf_text(out)};
}

static int64_t total_of(const ScaleRow *row)
{
    int64_t n = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(row->count); i++)
        n += row->count[i];
    return n;
}

static double mean_of(const ScaleRow *row, int64_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(row->count); i++)
        sum += row->count[i] * (int64_t)(i + 1);
    return (double)sum / (double)n;
}

/* "1: 0, 2: 3, 3: 5, 4: 8, 5: 4": what a screen reader says for the bar. */
static const char *spoken_counts(Cx *cx, const ScaleRow *row)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < ARRAY_LENGTH(row->count); i++)
        buf_printf(&text, "%s%zu: %lld", i ? ", " : "", i + 1, (long long)row->count[i]);
    return buf_text(&text);
}

SafeHtml svg_scale(Cx *cx, ChartText text, const char *low, const char *high, ScaleRows rows)
{
    ScaleChart chart = {text, low, high, {rows.n, NEW_ARRAY(cx->arena, ScaleLine, rows.n + 1)}};
    for (size_t i = 0; i < rows.n; i++) {
        const ScaleRow *row = &rows.at[i];
        int64_t n = total_of(row);
        chart.lines.at[i] = (ScaleLine){row, n, n ? format_f64(cx, mean_of(row, n), 2) : NULL,
                                        spoken_counts(cx, row), bar_parts(cx, row->count, 5, n, BAR_SCALE_1)};
    }
    Buf out = buf_make(cx->arena);
    view_svg_scale(cx, &out, &chart);
    return made(&out);
}

SafeHtml svg_bars(Cx *cx, ChartText text, const char *label_head, const char *value_head, BarRows rows)
{
    double longest = 0;
    int *widths = NEW_ARRAY(cx->arena, int, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        longest = fmax(longest, isfinite(rows.at[i].value) ? rows.at[i].value : 0);
    for (size_t i = 0; i < rows.n; i++)
        if (isfinite(rows.at[i].value) && rows.at[i].value > 0)
            widths[i] = (int)lround(rows.at[i].value / longest * WIDTH);
    Buf out = buf_make(cx->arena);
    view_svg_bars(cx, &out, &(BarChart){text, label_head, value_head, rows, widths});
    return made(&out);
}

SafeHtml svg_budget(Cx *cx, ChartText text, BudgetBar bar)
{
    const int64_t values[] = {bar.paid.v, bar.committed.v, bar.planned.v};
    int64_t used = values[0] + values[1] + values[2];
    int64_t whole = used > bar.amount.v ? used : bar.amount.v;
    BudgetChart chart = {
        .text = text,
        .bar = bar,
        .left = {bar.amount.v - bar.committed.v - bar.paid.v},
        .amount_mark = whole == bar.amount.v ? WIDTH : at_width(bar.amount.v, whole),
        .parts = bar_parts(cx, values, 3, whole, BAR_1),
        .spoken = t(cx, "Paid {paid}, committed {committed}, planned {planned}, of {amount}", "paid",
                    format_money(cx, bar.paid), "committed", format_money(cx, bar.committed), "planned",
                    format_money(cx, bar.planned), "amount", format_money(cx, bar.amount)),
    };
    Buf out = buf_make(cx->arena);
    view_svg_budget(cx, &out, &chart);
    return made(&out);
}
