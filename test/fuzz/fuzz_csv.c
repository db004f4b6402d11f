/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes: text_decode and csv_read take them or refuse them with a sentence. What was read and is written
 * again reads the same, whatever the separator, and no cell of the file begins a formula. */
#include "output/csv.h"
#include "output/csv_guard.h"
#include "output/text_decode.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static bool is_blank(const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (*cells[i])
            return false;
    return true;
}

static void write_row(CsvWriter *writer, const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv_cell(writer, cells[i]);
    csv_end_row(writer);
}

/* Without the rows whose only content could not be shown; they are reported, and read as empty. */
static const char *write_table(Arena *arena, const CsvTable *table, char separator, size_t *ret_n)
{
    Buf out = buf_make(arena);
    CsvWriter writer = csv_writer(&out, separator);
    write_row(&writer, table->columns, table->n_columns);
    for (size_t i = 0; i < table->rows.n; i++)
        if (!is_blank(table->rows.at[i].cells, table->rows.at[i].n_cells))
            write_row(&writer, table->rows.at[i].cells, table->rows.at[i].n_cells);
    *ret_n = out.n;
    return buf_text(&out);
}

static void must_be_same(const CsvTable *a, const CsvTable *b)
{
    size_t k = 0;
    must(a->n_columns == b->n_columns);
    for (size_t i = 0; i < a->n_columns; i++)
        must(strcmp(a->columns[i], b->columns[i]) == 0);
    for (size_t i = 0; i < a->rows.n; i++) {
        const CsvRow *x = &a->rows.at[i];
        if (is_blank(x->cells, x->n_cells))
            continue;
        must(k < b->rows.n && x->n_cells == b->rows.at[k].n_cells);
        for (size_t j = 0; j < x->n_cells; j++)
            must(strcmp(x->cells[j], b->rows.at[k].cells[j]) == 0);
        k++;
    }
    must(k == b->rows.n);
}

/* A spreadsheet sees the cells verbatim. */
static void must_run_nothing(const CsvTable *verbatim)
{
    for (size_t i = 0; i < verbatim->rows.n; i++)
        for (size_t j = 0; j < verbatim->rows.at[i].n_cells; j++) {
            const char *cell = verbatim->rows.at[i].cells[j];
            must(*cell == '\'' || !csv_needs_guard(cell));
        }
}

static void check_round_trip(Cx *cx, const CsvTable *table, char separator)
{
    DecodedText text;
    CsvTable again, verbatim;
    size_t n;
    const char *bytes = write_table(cx->arena, table, separator, &n);
    must(!text_decode(cx, bytes, n, &text) && text.encoding == TEXT_UTF8);
    must(!csv_read(cx, text.text, text.n, (CsvReadOptions){.separator = separator}, &again));
    must_be_same(table, &again);
    must(!csv_read(cx, text.text, text.n, (CsvReadOptions){.separator = separator, .verbatim = true},
                   &verbatim));
    must_run_nothing(&verbatim);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena, .lang = LANG_DE};
    DecodedText text;
    CsvTable table;
    const Err *err = text_decode(&cx, (const char *)data, size, &text);
    if (!err)
        err = csv_read(&cx, text.text, text.n, (CsvReadOptions){0}, &table);
    if (err) {
        must(err->kind == ERR_INPUT || err->kind == ERR_TOO_LARGE);
        return 0;
    }
    for (size_t i = 0; i < table.problems.n; i++)
        must(*csv_problem_text(&cx, &table, &table.problems.at[i]));
    check_round_trip(&cx, &table, ";,\t|"[size % 4]);
    return 0;
}
