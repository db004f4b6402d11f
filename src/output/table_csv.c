/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A table as CSV; see table.h. */
#include "output/csv.h"
#include "output/table.h"

#include "i18n/format.h"

static void time_cell(Cx *cx, CsvWriter *w, Time time)
{
    int minutes;
    char day[11];
    date_iso(local_date(cx, time, &minutes), day);
    csv_cell(w, arena_printf(cx->arena, "%s %02d:%02d", day, minutes / 60, minutes % 60));
}

static void cell(Cx *cx, CsvWriter *w, CellType type, const TableCell *c)
{
    if (!c->is_set)
        csv_cell(w, NULL);
    else if (type == CELL_TEXT)
        csv_cell(w, c->text);
    else if (type == CELL_NUMBER)
        csv_cell_i64(w, c->number);
    else if (type == CELL_REAL)
        csv_cell_f64(w, c->real, cx->lang == LANG_EN ? '.' : ',');
    else if (type == CELL_MONEY)
        csv_cell_cents(w, c->money, cx->lang == LANG_EN ? '.' : ',');
    else if (type == CELL_DATE)
        csv_cell_date(w, c->date);
    else
        time_cell(cx, w, c->time);
}

void table_csv(Cx *cx, Buf *out, const Table *table)
{
    CsvWriter w = csv_writer(out, cx->lang == LANG_EN ? ',' : ';');
    for (size_t c = 0; c < table->n_columns; c++)
        csv_cell(&w, table->columns[c].name);
    csv_end_row(&w);
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t c = 0; c < table->n_columns; c++)
            cell(cx, &w, table->columns[c].type, &table->cells[r * table->n_columns + c]);
        csv_end_row(&w);
    }
}
