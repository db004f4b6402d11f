/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes CSV that spreadsheets open as it is meant, and run nothing of; see csv.h. */
#include "output/csv.h"

#include "output/csv_guard.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const formula_starts[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};

bool csv_needs_guard(const char *text)
{
    text += strspn(text, "'");
    for (size_t i = 0; i < ARRAY_LENGTH(formula_starts); i++)
        if (strncmp(text, formula_starts[i], strlen(formula_starts[i])) == 0)
            return true;
    return false;
}

const char *csv_without_guard(const char *text)
{
    return *text == '\'' && csv_needs_guard(text) ? text + 1 : text;
}

CsvWriter csv_writer(Buf *out, char separator)
{
    buf_str(out, "\uFEFF");
    return (CsvWriter){.out = out, .separator = separator};
}

static void begin_cell(CsvWriter *writer)
{
    if (writer->in_row)
        buf_char(writer->out, writer->separator);
    writer->in_row = true;
}

static void add_quoted(Buf *out, bool guard, const char *text)
{
    buf_str(out, guard ? "\"'" : "\"");
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        buf_add(out, text, (size_t)(quote - text));
        buf_str(out, "\"\"");
    }
    buf_str(out, text);
    buf_char(out, '"');
}

/* Quoted are also cells with another program's separator, so that nobody guesses wrongly, and an empty one at
 * the start, so that no row is an empty line. */
static bool needs_quotes(const CsvWriter *writer, const char *text, bool first)
{
    size_t n = strlen(text);
    if (n == 0)
        return first;
    return strpbrk(text, ";,\t|\"\r\n") || strchr(text, writer->separator) || text[0] == ' ' ||
           text[n - 1] == ' ' || (first && strncmp(text, "sep=", 4) == 0);
}

void csv_cell(CsvWriter *writer, const char *text)
{
    bool first = !writer->in_row, guard = text && csv_needs_guard(text);
    begin_cell(writer);
    if (!text)
        text = "";
    if (needs_quotes(writer, text, first)) {
        add_quoted(writer->out, guard, text);
        return;
    }
    if (guard)
        buf_char(writer->out, '\'');
    buf_str(writer->out, text);
}

void csv_cell_i64(CsvWriter *writer, int64_t value)
{
    begin_cell(writer);
    buf_i64(writer->out, value);
}

void csv_cell_f64(CsvWriter *writer, double value, char decimal_sign)
{
    char text[64];
    snprintf(text, sizeof text, "%.4f", value);
    char *point = strchr(text, '.');
    if (point)
        *point = decimal_sign;
    begin_cell(writer);
    if (!isnan(value))
        buf_printf(writer->out, decimal_sign == writer->separator ? "\"%s\"" : "%s", text);
}

void csv_cell_cents(CsvWriter *writer, Cents value, char decimal_sign)
{
    uint64_t size = value.v < 0 ? -(uint64_t)value.v : (uint64_t)value.v;
    bool quoted = decimal_sign == writer->separator;
    begin_cell(writer);
    buf_printf(writer->out, "%s%s%llu%c%02u%s", quoted ? "\"" : "", value.v < 0 ? "-" : "",
               (unsigned long long)(size / 100), decimal_sign, (unsigned)(size % 100), quoted ? "\"" : "");
}

void csv_cell_date(CsvWriter *writer, Date date)
{
    char iso[11];
    date_iso(date, iso);
    begin_cell(writer);
    buf_str(writer->out, iso);
}

void csv_end_row(CsvWriter *writer)
{
    buf_str(writer->out, "\r\n");
    writer->in_row = false;
}
