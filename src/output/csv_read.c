/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads CSV; see csv.h. A first pass over the text finds the separator, counts rows and cells and meets every
 * reason to refuse; the second copies the cells into arrays of the right size. */
#include "output/csv.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "output/csv_guard.h"

#include <ctype.h>
#include <string.h>

enum { SNIFFED_ROWS = 50, MOST_CELLS = 1000000 };

/* ---- cells and rows of the text ---- */

typedef struct Scanner {
    const char *at, *end;
    char separator;
    int line;         /* of `at` */
    int open_line;    /* where a quote opened that was never closed; 0: none */
    bool row_is_over; /* the last cell ended its row */
} Scanner;

typedef struct RawCell {
    const char *at; /* between the quotes, or all of it */
    size_t n;
    const char *tail; /* what stands after the closing quote */
    size_t n_tail;
    bool quoted;
} RawCell;

static bool at_line_end(const Scanner *s)
{
    return *s->at == '\n' || *s->at == '\r';
}

static void skip_line_end(Scanner *s)
{
    s->at += *s->at == '\r' && s->at + 1 < s->end && s->at[1] == '\n' ? 2 : 1;
    s->line++;
}

/* From the opening quote to behind the closing one. */
static void scan_quoted(Scanner *s, RawCell *cell)
{
    int line = s->line;
    cell->quoted = true;
    cell->at = ++s->at;
    while (s->at < s->end) {
        if (*s->at == '"' && (s->at + 1 == s->end || s->at[1] != '"'))
            break;
        if (at_line_end(s))
            skip_line_end(s);
        else
            s->at += *s->at == '"' ? 2 : 1;
    }
    cell->n = (size_t)(s->at - cell->at);
    if (s->at < s->end)
        s->at++;
    else
        s->open_line = line;
}

static void scan_cell(Scanner *s, RawCell *cell)
{
    *cell = (RawCell){0};
    if (s->at < s->end && *s->at == '"')
        scan_quoted(s, cell);
    cell->tail = s->at;
    while (s->at < s->end && *s->at != s->separator && !at_line_end(s))
        s->at++;
    cell->n_tail = (size_t)(s->at - cell->tail);
    s->row_is_over = s->at == s->end || at_line_end(s);
    if (s->at == s->end)
        return;
    if (s->row_is_over)
        skip_line_end(s);
    else
        s->at++;
}

/* Past lines with nothing in them. False at the end of the text. */
static bool next_row(Scanner *s)
{
    while (s->at < s->end && at_line_end(s))
        skip_line_end(s);
    return s->at < s->end;
}

/* How many cells the row has; 0 if text stands behind a closing quote, which tells of a wrong separator. */
static size_t scan_row(Scanner *s)
{
    RawCell cell;
    size_t n = 0;
    bool odd = false;
    do {
        scan_cell(s, &cell);
        odd |= cell.quoted && cell.n_tail;
        n++;
    } while (!s->row_is_over);
    return odd ? 0 : n;
}

/* ---- the separator ---- */

static bool can_separate(char c)
{
    return c == '\t' || (c != '"' && ispunct((unsigned char)c));
}

/* "sep=;" as the first line, Excel's own mark. */
static bool take_sep_line(Scanner *s)
{
    size_t n = (size_t)(s->end - s->at);
    if (n < 5 || strncmp(s->at, "sep=", 4) != 0 || !can_separate(s->at[4]))
        return false;
    if (n > 5 && s->at[5] != '\r' && s->at[5] != '\n')
        return false;
    s->separator = s->at[4];
    s->at += 5;
    if (s->at < s->end)
        skip_line_end(s);
    return true;
}

/* In how many of the first rows the separator makes as many cells as in the very first; 0 if it is not in
 * that. */
static size_t agreeing_rows(Scanner s, char separator)
{
    s.separator = separator;
    size_t first = next_row(&s) ? scan_row(&s) : 0, n = first > 1;
    for (int i = 1; n && i < SNIFFED_ROWS && next_row(&s); i++)
        n += scan_row(&s) == first;
    return n;
}

static char sniff_separator(const Scanner *s)
{
    static const char candidates[] = ";,\t|";
    char best = ';';
    size_t most = 0;
    for (const char *c = candidates; *c; c++) {
        size_t n = agreeing_rows(*s, *c);
        if (n > most) {
            most = n;
            best = *c;
        }
    }
    return best;
}

/* ---- first pass ---- */

typedef struct Size {
    size_t rows, cells;
} Size;

static const Err *measure_cell(Cx *cx, const Scanner *s, const RawCell *cell, int line)
{
    if (s->open_line)
        return FAIL(
            cx, ERR_INPUT,
            "A quotation mark opens in line {line} and is never closed. Close it there, or remove it.",
            "line", arena_printf(cx->arena, "%d", s->open_line));
    if (cell->n + cell->n_tail > CSV_MOST_FIELD)
        return FAIL(cx, ERR_TOO_LARGE,
                    "A cell in the row of line {line} is longer than 1 MB. Is a quotation mark missing?",
                    "line", arena_printf(cx->arena, "%d", line));
    return NULL;
}

static const Err *measure(Cx *cx, Scanner s, Size *ret_size)
{
    Size size = {0};
    while (next_row(&s)) {
        int line = s.line;
        size_t n = 0;
        do {
            RawCell cell;
            scan_cell(&s, &cell);
            TRY(measure_cell(cx, &s, &cell, line));
            if (++n > CSV_MOST_COLUMNS)
                return FAIL(
                    cx, ERR_TOO_LARGE,
                    "The row of line {line} has more than 1,000 cells. Save the list with fewer columns.",
                    "line", arena_printf(cx->arena, "%d", line));
        } while (!s.row_is_over);
        size.rows++;
        size.cells += n;
    }
    if (!size.rows)
        return FAIL(
            cx, ERR_INPUT,
            "This file is empty: not even the names of the columns are in it. Choose one that holds a list.");
    if (size.cells > MOST_CELLS)
        return FAIL(cx, ERR_TOO_LARGE,
                    "This file has more than a million cells. Split it and send the parts.");
    *ret_size = size;
    return NULL;
}

/* ---- second pass ---- */

typedef struct Reader {
    Cx *cx;
    CsvTable *table;
    Arena scratch; /* cleaning takes many times the memory of the text */
    bool verbatim;
    size_t bad_cells; /* of the present row */
} Reader;

static const char *unquoted(Arena *arena, const RawCell *cell)
{
    char *text = arena_alloc(arena, cell->n + cell->n_tail + 1), *out = text;
    for (size_t i = 0; i < cell->n; i++) {
        *out++ = cell->at[i];
        i += cell->at[i] == '"'; /* its double */
    }
    if (cell->n_tail)
        memcpy(out, cell->tail, cell->n_tail);
    return text;
}

static void add_problem(Reader *r, CsvProblemKind kind, int line, size_t cells)
{
    CsvProblems *problems = &r->table->problems;
    if (problems->n == CSV_MOST_PROBLEMS)
        r->table->more_problems++;
    else
        problems->at[problems->n++] = (CsvProblem){kind, line, cells};
}

static const char *read_cell(Reader *r, const RawCell *cell, int line, size_t number)
{
    if (cell->n + cell->n_tail == 0)
        return "";
    arena_reset(&r->scratch);
    const char *text = unquoted(&r->scratch, cell);
    if (!r->verbatim) {
        text = csv_without_guard(text);
        text = text_clean(&r->scratch, text, strlen(text), true);
    }
    if (!text) {
        r->bad_cells++;
        add_problem(r, CSV_BAD_CHARACTER, line, number);
        return "";
    }
    return *text ? arena_text(r->cx->arena, text) : "";
}

/* Trailing cells with nothing in them, which spreadsheets add to some rows, don't count as too many. */
static size_t without_empty_tail(const char **cells, size_t n, size_t n_columns)
{
    while (n > n_columns && !*cells[n - 1])
        n--;
    return n;
}

/* cells has room for a row of the most columns. */
static CsvRow read_row(Reader *r, Scanner *s, const char **cells)
{
    CsvRow row = {.line = s->line};
    size_t n_columns = r->table->n_columns;
    do {
        RawCell cell;
        scan_cell(s, &cell);
        cells[row.n_cells] = read_cell(r, &cell, row.line, row.n_cells + 1);
        row.n_cells++;
    } while (!s->row_is_over);
    if (n_columns)
        row.n_cells = without_empty_tail(cells, row.n_cells, n_columns);
    size_t room = row.n_cells > n_columns ? row.n_cells : n_columns;
    row.cells = NEW_ARRAY(r->cx->arena, const char *, room);
    for (size_t i = 0; i < room; i++)
        row.cells[i] = i < row.n_cells ? cells[i] : "";
    return row;
}

/* A spreadsheet's empty row is ";;;;". */
static bool is_blank(const CsvRow *row)
{
    for (size_t i = 0; i < row->n_cells; i++)
        if (*row->cells[i])
            return false;
    return true;
}

static const char *one_line(Arena *arena, const char *text)
{
    char *copy = arena_text(arena, text);
    for (char *p = copy; *p; p++)
        if (*p == '\n' || *p == '\t')
            *p = ' ';
    return copy;
}

static void read_columns(Reader *r, Scanner *s, const char **cells)
{
    CsvRow row = read_row(r, s, cells);
    r->table->n_columns = row.n_cells;
    r->table->columns = row.cells;
    for (size_t i = 0; i < row.n_cells && !r->verbatim; i++)
        row.cells[i] = one_line(r->cx->arena, row.cells[i]);
}

static void read_rows(Reader *r, Scanner *s)
{
    CsvTable *table = r->table;
    const char *cells[CSV_MOST_COLUMNS];
    next_row(s);
    read_columns(r, s, cells);
    while (next_row(s)) {
        r->bad_cells = 0;
        CsvRow row = read_row(r, s, cells);
        if (!r->verbatim && !r->bad_cells && is_blank(&row))
            continue;
        table->rows.at[table->rows.n++] = row;
        if (row.n_cells != table->n_columns)
            add_problem(r, row.n_cells < table->n_columns ? CSV_TOO_FEW_CELLS : CSV_TOO_MANY_CELLS, row.line,
                        row.n_cells);
    }
}

const Err *csv_read(Cx *cx, const char *text, size_t n, CsvReadOptions options, CsvTable *ret_table)
{
    Scanner s = {.at = text, .end = text + n, .separator = options.separator, .line = 1};
    if (!s.separator && !take_sep_line(&s))
        s.separator = sniff_separator(&s);
    Size size;
    TRY(measure(cx, s, &size));

    CsvTable table = {.separator = s.separator};
    table.rows.at = NEW_ARRAY(cx->arena, CsvRow, size.rows);
    table.problems.at = NEW_ARRAY(cx->arena, CsvProblem, CSV_MOST_PROBLEMS);
    Reader reader = {.cx = cx, .table = &table, .scratch = arena_make(0), .verbatim = options.verbatim};
    read_rows(&reader, &s);
    arena_free(&reader.scratch);
    *ret_table = table;
    return NULL;
}

const char *csv_problem_text(Cx *cx, const CsvTable *table, const CsvProblem *problem)
{
    const char *line = arena_printf(cx->arena, "%d", problem->line);
    const char *columns = arena_printf(cx->arena, "%zu", table->n_columns);
    int64_t cells = (int64_t)problem->cells;
    switch (problem->kind) {
    case CSV_TOO_FEW_CELLS:
        return tn(cx, cells, "Line {line}: {n} cell instead of {columns}. What is missing counts as empty.",
                  "Line {line}: {n} cells instead of {columns}. What is missing counts as empty.", "line",
                  line, "columns", columns);
    case CSV_TOO_MANY_CELLS:
        return tn(cx, cells,
                  "Line {line}: {n} cell instead of {columns}. Is there a separator in a text without "
                  "quotation marks?",
                  "Line {line}: {n} cells instead of {columns}. Is there a separator in a text without "
                  "quotation marks?",
                  "line", line, "columns", columns);
    case CSV_BAD_CHARACTER:
        return t(cx, "Line {line}, cell {cell}: a character that can't be shown. The cell counts as empty.",
                 "line", line, "cell", arena_printf(cx->arena, "%zu", problem->cells));
    }
    return "";
}
