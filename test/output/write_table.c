/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* write_table LANG FILE.xlsx FILE.csv TEXT…: one row for each text, with a number, an amount, a date and an
 * instant of its own; what test_table.py reads again. Made as the server makes them: locked in, and with no
 * folder to write into. */
#include "base/sandbox.h"
#include "output/table.h"

#include <stdio.h>
#include <stdlib.h>

static const TableColumn columns[] = {{"=Text", CELL_TEXT},
                                      {"Number", CELL_NUMBER},
                                      {"Money", CELL_MONEY},
                                      {"Date", CELL_DATE},
                                      {"Time", CELL_TIME}};
enum { N = ARRAY_LENGTH(columns) };

/* Row i: i-1, (i-1) * 0,07 €, i days and i hours after 2026-03-28; the first row is empty but for its text.
 */
static void fill(TableCell *row, int i, const char *text)
{
    int64_t day = 20540 + i;
    row[0] = (TableCell){.is_set = true, .text = text};
    if (i == 0)
        return;
    row[1] = (TableCell){.is_set = true, .number = i - 1};
    row[2] = (TableCell){.is_set = true, .money = {(i - 1) * 7}};
    row[3] = (TableCell){.is_set = true, .date = {(int32_t)day}};
    row[4] = (TableCell){.is_set = true, .time = {day * 86400 + i * 3600}};
}

static int save(FILE *file, const Buf *out)
{
    size_t n = fwrite(out->data, 1, out->n, file);
    return fclose(file) != 0 || n != out->n;
}

int main(int argc, char **argv)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Env env = env_fixed((Time){INT64_C(1767225600)}, 1); /* 2026-01-01 */
    Cx cx = {.arena = &arena, .env = &env, .time_zone = "Europe/Berlin"};
    if (argc < 4 || !lang_parse(argv[1], &cx.lang))
        return 2;
    FILE *xlsx_file = fopen(argv[2], "wb"), *csv_file = fopen(argv[3], "wb");
    const char *const none[] = {NULL};
    SandboxHeld held;
    if (!xlsx_file || !csv_file || sandbox_enter(&cx, none, none, &held))
        return 2;
    int n = argc - 4;
    TableCell *cells = arena_alloc(&arena, (size_t)n * N * sizeof *cells);
    memset(cells, 0, (size_t)n * N * sizeof *cells);
    for (int i = 0; i < n; i++)
        fill(cells + i * N, i, argv[i + 4]);
    Table table = {.title = "Anmeldungen [2026]: Wer? 'Alle' & <mehr>", N, columns, (size_t)n, cells};
    Buf xlsx = buf_make(&arena), csv = buf_make(&arena);
    const Err *err = table_xlsx(&cx, &xlsx, &table);
    if (err) {
        fprintf(stderr, "%d %s (%s)\n", (int)err->kind, err->message, err->detail ? err->detail : "");
        return 3;
    }
    table_csv(&cx, &csv, &table);
    return save(xlsx_file, &xlsx) || save(csv_file, &csv);
}
