/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers from a CSV file as people keep them: decimal points or commas, any usual separator and encoding. */
#pragma once

#include "output/csv.h"

typedef struct NumberTable {
    CsvTable csv;
    double *at; /* at[row * csv.n_columns + column]; NaN: empty, or no number */
} NumberTable;

/* has_header: the first row names the columns; else it is data like the others. INPUT: can't be read or is no
 * table. */
MUST_USE const Err *number_table_read(Cx *cx, const char *file, bool has_header, NumberTable *ret_table);

/* The number of the column of that name. INPUT, listing the names there are. */
MUST_USE const Err *number_table_column(Cx *cx, const NumberTable *table, const char *name,
                                        size_t *ret_column);

/* INPUT, naming line and column, if a cell of the column is no number; empty ones are missing. */
MUST_USE const Err *number_table_expect_numbers(Cx *cx, const NumberTable *table, size_t column);

/* The different texts of a column, numbered in the order of their first appearance. ret_of has one for each
 * row. */
ROWS(Labels, const char *);
void number_table_labels(Cx *cx, const NumberTable *table, size_t column, Labels *ret_labels,
                         uint32_t **ret_of);
