/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Charts from plain structs: bars drawn as SVG, words as HTML, so that they wrap at 320 px, follow the
 * writing direction, and can be read without colour. Beside each chart stands a table with the same figures.
 * Colours are classes (v-scale-1 … v-scale-5, v-series-1 …): light, dark and paper are the style sheet's
 * matter. */
#pragma once

#include "html/html.h"

/* What every chart says: title (the table's caption too) and what it shows, over whom, in a sentence or NULL.
 */
typedef struct ChartText {
    const char *title, *about;
} ChartText;

/* How many chose 1, 2, 3, 4, 5. Without an answer the row says so. */
typedef struct ScaleRow {
    const char *label;
    int64_t count[5];
} ScaleRow;
ROWS(ScaleRows, ScaleRow);

/* One stacked bar a row; low and high name the ends of the scale ("not at all", "fully"). The mean and n
 * stand beside each bar. */
SafeHtml svg_scale(Cx *cx, ChartText text, const char *low, const char *high, ScaleRows rows);

/* value 0 or more (less and NaN draw nothing); shown is how the reader sees it: "12", "4,2", "62 %". */
typedef struct BarRow {
    const char *label;
    double value;
    const char *shown;
} BarRow;
ROWS(BarRows, BarRow);

/* One bar a row, the longest over the whole width. label_head and value_head are the table's columns. */
SafeHtml svg_bars(Cx *cx, ChartText text, const char *label_head, const char *value_head, BarRows rows);

/* The budget of a year: the three parts are disjoint and begin at paid. When they exceed the amount, the
 * bar's whole width is their sum, and a mark stands at the amount. */
typedef struct BudgetBar {
    Cents amount, planned, committed, paid;
} BudgetBar;

SafeHtml svg_budget(Cx *cx, ChartText text, BudgetBar budget);

/* For svg.html: parts of a bar in thousandths of its width, without gaps; and what the views take. */
typedef enum BarColour {
    BAR_SCALE_1,
    BAR_SCALE_2,
    BAR_SCALE_3,
    BAR_SCALE_4,
    BAR_SCALE_5,
    BAR_1,
    BAR_2,
    BAR_3
} BarColour;
typedef struct BarPart {
    int x, width;
    BarColour colour;
} BarPart;
ROWS(BarParts, BarPart);

/* Cuts 1000 in proportion to the values (whole: at least their sum); a value that is not 0 gets its place by
 * its running sum, so that nothing is lost to rounding. Colours from `first` on. */
BarParts bar_parts(Cx *cx, const int64_t *values, size_t n, int64_t whole, BarColour first);

typedef struct ScaleLine {
    const ScaleRow *row;
    int64_t n;
    const char *mean, *spoken; /* mean is NULL without an answer */
    BarParts parts;
} ScaleLine;
ROWS(ScaleLines, ScaleLine);

typedef struct ScaleChart {
    ChartText text;
    const char *low, *high;
    ScaleLines lines;
} ScaleChart;

typedef struct BarChart {
    ChartText text;
    const char *label_head, *value_head;
    BarRows rows;
    const int *widths;
} BarChart;

typedef struct BudgetChart {
    ChartText text;
    BudgetBar bar;
    Cents left;      /* amount less committed and paid; below 0 when overrun */
    int amount_mark; /* in thousandths; 1000 when nothing is exceeded */
    BarParts parts;
    const char *spoken;
} BudgetChart;
