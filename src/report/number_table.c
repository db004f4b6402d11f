/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See number_table.h. */
#include "report/number_table.h"

#include "output/text_decode.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

static const Err *read_text(Cx *cx, const char *name, DecodedText *ret_text)
{
    AUTO(close_file)
    FILE *file = fopen(name, "rb");
    char *bytes = arena_alloc(cx->arena, TEXT_DECODE_MOST + 1);
    size_t n = file ? fread(bytes, 1, TEXT_DECODE_MOST + 1, file) : 0;
    if (!file || ferror(file))
        return FAIL(cx, ERR_INPUT, "{file} can't be read: {reason}.", "file", name, "reason",
                    strerror(errno));
    return text_decode(cx, bytes, n, ret_text);
}

/* "4.5", "4,5", " 7 ", "1e3"; NaN for anything else, and for what is not finite. */
static double number_of(const char *text)
{
    char copy[64], *end;
    size_t n = strlen(text);
    if (n == 0 || n >= sizeof copy || strspn(text, " +-.,0123456789eE") != n)
        return NAN;
    memcpy(copy, text, n + 1);
    char *comma = strchr(copy, ',');
    if (comma)
        *comma = '.';
    double value = strtod(copy, &end);
    end += strspn(end, " ");
    return *end || end == copy || !isfinite(value) ? NAN : value;
}

const Err *number_table_read(Cx *cx, const char *file, bool has_header, NumberTable *ret_table)
{
    DecodedText text;
    NumberTable table;
    TRY(read_text(cx, file, &text));
    if (!has_header) { /* a first row of nothing but separators would be an empty file: give it one of its own
                        */
        size_t line = strcspn(text.text, "\r\n"), columns = 1;
        char separator = memchr(text.text, ';', line) ? ';' : memchr(text.text, '\t', line) ? '\t' : ',';
        Buf with_header = buf_make(cx->arena);
        for (size_t i = 0; i < line; i++)
            columns += text.text[i] == separator;
        for (size_t i = 0; i < columns; i++)
            buf_printf(&with_header, "%s%zu", i ? (char[]){separator, 0} : "", i + 1);
        buf_char(&with_header, '\n');
        buf_add(&with_header, text.text, text.n);
        text.n = with_header.n;
        text.text = buf_text(&with_header);
        TRY(csv_read(cx, text.text, text.n, (CsvReadOptions){.separator = separator}, &table.csv));
    } else {
        TRY(csv_read(cx, text.text, text.n, (CsvReadOptions){0}, &table.csv));
    }
    size_t columns = table.csv.n_columns;
    table.at = NEW_ARRAY(cx->arena, double, table.csv.rows.n *columns + 1);
    for (size_t row = 0; row < table.csv.rows.n; row++)
        for (size_t column = 0; column < columns; column++)
            table.at[row * columns + column] = number_of(table.csv.rows.at[row].cells[column]);
    *ret_table = table;
    return NULL;
}

const Err *number_table_column(Cx *cx, const NumberTable *table, const char *name, size_t *ret_column)
{
    Buf names = buf_make(cx->arena);
    for (size_t i = 0; i < table->csv.n_columns; i++) {
        if (strcmp(table->csv.columns[i], name) == 0) {
            *ret_column = i;
            return NULL;
        }
        buf_printf(&names, "%s%s", i ? ", " : "", table->csv.columns[i]);
    }
    return FAIL(cx, ERR_INPUT, "There is no column {name}. The file has: {columns}.", "name", name, "columns",
                buf_text(&names));
}

const Err *number_table_expect_numbers(Cx *cx, const NumberTable *table, size_t column)
{
    for (size_t row = 0; row < table->csv.rows.n; row++) {
        const char *cell = table->csv.rows.at[row].cells[column];
        if (*cell && isnan(table->at[row * table->csv.n_columns + column]))
            return FAIL(cx, ERR_INPUT, "Line {line}, column {column}: “{value}” is no number.", "line",
                        arena_printf(cx->arena, "%d", table->csv.rows.at[row].line), "column",
                        table->csv.columns[column], "value", cell);
    }
    return NULL;
}

typedef struct Labelled {
    const char *text;
    size_t row;
} Labelled;

static int by_text(const void *a, const void *b)
{
    const Labelled *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

void number_table_labels(Cx *cx, const NumberTable *table, size_t column, Labels *ret_labels,
                         uint32_t **ret_of)
{
    size_t n = table->csv.rows.n;
    Labelled *sorted = NEW_ARRAY(cx->arena, Labelled, n + 1);
    size_t *first = NEW_ARRAY(cx->arena, size_t, n + 1);
    uint32_t *of = NEW_ARRAY(cx->arena, uint32_t, n + 1);
    Labels labels = {0, NEW_ARRAY(cx->arena, const char *, n + 1)};
    for (size_t i = 0; i < n; i++)
        sorted[i] = (Labelled){table->csv.rows.at[i].cells[column], i};
    qsort(sorted, n, sizeof *sorted, by_text);
    for (size_t i = 0; i < n; i++) /* the row in which each row's text first stands */
        first[sorted[i].row] =
            i && strcmp(sorted[i - 1].text, sorted[i].text) == 0 ? first[sorted[i - 1].row] : sorted[i].row;
    for (size_t row = 0; row < n; row++) {
        if (first[row] == row) {
            of[row] = (uint32_t)labels.n;
            labels.at[labels.n++] = table->csv.rows.at[row].cells[column];
        } else {
            of[row] = of[first[row]];
        }
    }
    *ret_labels = labels;
    *ret_of = of;
}
