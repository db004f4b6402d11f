/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CSV as RFC 4180 has it and as spreadsheets write it. text_decode() comes before the reader. */
#pragma once

#include "base/cx.h"

#define CSV_MOST_COLUMNS  ((size_t)1000)
#define CSV_MOST_PROBLEMS ((size_t)1000)
#define CSV_MOST_FIELD    ((size_t)1 << 20) /* bytes of one cell */

typedef enum CsvProblemKind {
    CSV_TOO_FEW_CELLS,  /* the missing ones read as "" */
    CSV_TOO_MANY_CELLS, /* those without a column are in CsvRow.cells all the same */
    CSV_BAD_CHARACTER,  /* a cell that text_clean refuses reads as "" */
} CsvProblemKind;

typedef struct CsvProblem {
    CsvProblemKind kind;
    int line;     /* where the row begins, from 1 */
    size_t cells; /* how many the row has; for BAD_CHARACTER the number of the cell, from 1 */
} CsvProblem;
ROWS(CsvProblems, CsvProblem);

typedef struct CsvRow {
    int line;           /* in the file, from 1, where the row begins */
    size_t n_cells;     /* as they stand in the file */
    const char **cells; /* max(n_cells, n_columns) of them, never NULL */
} CsvRow;
ROWS(CsvRows, CsvRow);

typedef struct CsvTable {
    char separator;
    size_t n_columns;
    const char **columns; /* names in the first row; may be empty or stand twice */
    CsvRows rows;         /* without the first */
    CsvProblems problems; /* in the order of lines; the first CSV_MOST_PROBLEMS */
    size_t more_problems; /* beyond these */
} CsvTable;

typedef struct CsvReadOptions {
    char separator; /* 0: found out, by a first line "sep=;" or by counting ; , tab | outside of quotes */
    bool verbatim;  /* cells as they stand; else cleaned (text_clean, many lines) and our own guard against
                       formulas taken off */
} CsvReadOptions;

/* Reads UTF-8 text of n bytes (text_decode's). Lines end with CR, LF or CRLF; lines with nothing in them are
 * passed over, and so are rows of empty cells unless verbatim. A quote inside an unquoted cell stands for
 * itself; text after a closing quote is kept. Fails: INPUT if there is no first row, a quote is never closed
 * (with the line where it opens), TOO_LARGE if there are more columns or longer cells than above, or more
 * than a million cells. */
MUST_USE const Err *csv_read(Cx *cx, const char *text, size_t n, CsvReadOptions options, CsvTable *ret_table);

/* The problem as a sentence for the reader. */
const char *csv_problem_text(Cx *cx, const CsvTable *table, const CsvProblem *problem);

/* ---- writing ---- */

/* Rows end with CRLF; a cell is quoted where it has to be. A cell that a spreadsheet would run as a formula
 * (it begins with = + - @, a tab, a line break or the full-width forms of = + - @) gets an apostrophe before
 * it (OWASP, CSV injection), and so does one that would begin so but for apostrophes. csv_read takes one off
 * again, so that a file of ours comes back as it was. Numbers and dates need no guard. */
typedef struct CsvWriter {
    Buf *out;
    char separator;
    bool in_row;
} CsvWriter;

/* Begins with the byte order mark by which Excel knows UTF-8. separator: one of ; , tab |.
 * German Excel wants ';'. */
CsvWriter csv_writer(Buf *out, char separator);
void csv_cell(CsvWriter *writer, const char *text); /* UTF-8; NULL writes an empty cell */
void csv_cell_i64(CsvWriter *writer, int64_t value);
void csv_cell_f64(CsvWriter *writer, double value, char decimal_sign); /* four decimals; NaN: empty */
void csv_cell_cents(CsvWriter *writer, Cents value,
                    char decimal_sign);           /* 4000,00: no grouping, no currency */
void csv_cell_date(CsvWriter *writer, Date date); /* 2026-03-14: every spreadsheet reads it */
void csv_end_row(CsvWriter *writer);
