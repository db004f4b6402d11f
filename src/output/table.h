/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One table of typed cells that goes out as a spreadsheet (XLSX) or as CSV. */
#pragma once

#include "base/cx.h"

typedef enum CellType {
    CELL_TEXT,
    CELL_NUMBER,
    CELL_REAL,  /* four decimals in CSV, all of them in a spreadsheet */
    CELL_MONEY, /* cents */
    CELL_DATE,
    CELL_TIME, /* shown to the minute in the programme's zone */
} CellType;

typedef struct TableColumn {
    const char *name;
    CellType type;
} TableColumn;

typedef struct TableCell {
    bool is_set; /* false: the cell is empty */
    union {
        const char *text; /* UTF-8; NULL and "" leave the cell empty */
        int64_t number;
        double real; /* NaN leaves the cell empty */
        Cents money;
        Date date;
        Time time;
    };
} TableCell;

typedef struct Table {
    const char *title; /* of the document and, as far as its rules allow, of the sheet */
    size_t n_columns;
    const TableColumn *columns;
    size_t n_rows;
    const TableCell *cells; /* n_rows times n_columns, row by row */
} Table;

#define TABLE_MOST_ROWS    ((size_t)1048575) /* a sheet's, less the header */
#define TABLE_MOST_COLUMNS ((size_t)16384)
#define TABLE_MOST_TEXT    ((size_t)32767) /* characters of one cell of a sheet */

/* A workbook of one sheet (ECMA-376): names in a first row that stays in sight, real dates and amounts, text
 * always as text, whatever it begins with. Its language, title and writing direction are cx->lang's; the same
 * table at the same moment (cx_now) gives the same bytes. Fails: TOO_LARGE beyond the limits above; SYSTEM.
 */
MUST_USE const Err *table_xlsx(Cx *cx, Buf *out, const Table *table);

/* The same as CSV (csv.h): ';' and a decimal comma but for English; dates as 2026-03-14, times as
 * 2026-03-14 18:30, guarded against formulas. */
void table_csv(Cx *cx, Buf *out, const Table *table);

#define XLSX_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
