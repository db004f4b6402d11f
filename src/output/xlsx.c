/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes spreadsheets: the adapter to libxlsxwriter. See table.h. */
#include "output/table.h"

#include "base/utf8.h"
#include "i18n/format.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <math.h>
#include <xlsxwriter.h>

enum {
    SERIAL_1970 = 25569,   /* Excel counts days since 1899-12-30 … */
    SERIAL_FIRST = 61,     /* … rightly only from 1900-03-01 on, since it has a 29 February 1900 */
    SERIAL_LAST = 2958465, /* 9999-12-31 */
    SHEET_NAME_MOST = 31,
};
/* A number has 15 digits in Excel. */
static const int64_t exact_most = INT64_C(999999999999999);

typedef struct Sheet {
    Cx *cx;
    lxw_worksheet *sheet;
    lxw_format *head, *formats[CELL_TIME + 1];
} Sheet;

static void close_file(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* Excel reads "_x0041_" as "A": such an underscore is written as "_x005F_". */
static const char *escaped(Arena *arena, const char *text)
{
    if (!strstr(text, "_x"))
        return text;
    Buf out = buf_make(arena);
    for (const char *c = text; *c; c++) {
        if (c[0] == '_' && c[1] == 'x' && strspn(c + 2, "0123456789abcdefABCDEF") >= 4 && c[6] == '_')
            buf_str(&out, "_x005F_");
        else
            buf_char(&out, *c);
    }
    return buf_text(&out);
}

/* A name that Excel takes: up to 31 characters, none of []:*?/\ nor an apostrophe. */
static const char *sheet_name(Arena *arena, const char *title)
{
    char *name = arena_printf(arena, "%.*s", (int)utf8_cut(title, SHEET_NAME_MOST), title);
    for (char *c = name; *c; c++)
        if (strchr("[]:*?/\\'", *c) || iscntrl((unsigned char)*c))
            *c = '-';
    return *name ? name : "1";
}

static const char *zoned(Cx *cx, Time time, double *ret_serial)
{
    int minutes;
    Date day = local_date(cx, time, &minutes);
    *ret_serial = (double)day.days + SERIAL_1970 + minutes / 1440.0;
    char iso[11];
    date_iso(day, iso);
    return arena_printf(cx->arena, "%s %02d:%02d", iso, minutes / 60, minutes % 60);
}

static const char *iso_text(Cx *cx, Date date)
{
    char iso[11];
    date_iso(date, iso);
    return arena_printf(cx->arena, "%s", iso);
}

typedef struct Value {
    const char *text; /* what stands there when it is no number for Excel */
    double number;
    bool is_number;
} Value;

static Value value_of(Cx *cx, CellType type, const TableCell *cell)
{
    if (type == CELL_TEXT)
        return (Value){.text = cell->text ? escaped(cx->arena, cell->text) : ""};
    if (type == CELL_NUMBER || type == CELL_MONEY) {
        int64_t n = type == CELL_NUMBER ? cell->number : cell->money.v;
        if (n >= -exact_most && n <= exact_most)
            return (Value){.is_number = true, .number = type == CELL_NUMBER ? (double)n : (double)n / 100};
        return (Value){.text = arena_printf(cx->arena, "%lld", (long long)n)};
    }
    if (type == CELL_REAL)
        return (Value){.is_number = isfinite(cell->real), .number = cell->real, .text = ""};
    Value v = {.is_number = true};
    if (type == CELL_DATE) {
        v.number = (double)cell->date.days + SERIAL_1970;
        v.text = iso_text(cx, cell->date);
    } else
        v.text = zoned(cx, cell->time, &v.number);
    v.is_number = v.number >= SERIAL_FIRST && v.number < SERIAL_LAST + 1;
    return v;
}

static lxw_error write_cell(Sheet *s, size_t row, size_t column, CellType type, const TableCell *cell)
{
    if (!cell->is_set)
        return LXW_NO_ERROR;
    Value v = value_of(s->cx, type, cell);
    if (v.is_number)
        return worksheet_write_number(s->sheet, (lxw_row_t)row, (lxw_col_t)column, v.number,
                                      s->formats[type]);
    return *v.text ? worksheet_write_string(s->sheet, (lxw_row_t)row, (lxw_col_t)column, v.text,
                                            s->formats[CELL_TEXT])
                   : LXW_NO_ERROR;
}

/* As wide as its longest text, within reason. */
static void set_width(Sheet *s, const Table *table, size_t column)
{
    static const size_t widths[] = {
        [CELL_NUMBER] = 8, [CELL_REAL] = 8, [CELL_MONEY] = 14, [CELL_DATE] = 12, [CELL_TIME] = 17};
    const TableColumn *c = &table->columns[column];
    size_t width = utf8_length(c->name) + 4; /* the filter's button */
    if (widths[c->type] > width)
        width = widths[c->type];
    for (size_t r = 0; c->type == CELL_TEXT && r < table->n_rows; r++) {
        const TableCell *cell = &table->cells[r * table->n_columns + column];
        size_t length = cell->is_set && cell->text ? utf8_length(cell->text) + 1 : 0;
        width = length > width ? length : width;
    }
    worksheet_set_column(s->sheet, (lxw_col_t)column, (lxw_col_t)column,
                         (double)(width < 10   ? 10
                                  : width > 60 ? 60
                                               : width),
                         NULL);
}

static lxw_error write_cells(Sheet *s, const Table *table)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        set_width(s, table, c);
        lxw_error failed = worksheet_write_string(s->sheet, 0, (lxw_col_t)c,
                                                  escaped(s->cx->arena, table->columns[c].name), s->head);
        if (failed)
            return failed;
    }
    for (size_t i = 0; i < table->n_rows * table->n_columns; i++) {
        size_t column = i % table->n_columns;
        lxw_error failed =
            write_cell(s, i / table->n_columns + 1, column, table->columns[column].type, &table->cells[i]);
        if (failed)
            return failed;
    }
    return LXW_NO_ERROR;
}

static lxw_format *format(lxw_workbook *book, const char *number_format)
{
    lxw_format *f = workbook_add_format(book);
    format_set_num_format(f, number_format);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    return f;
}

static Sheet begin_sheet(Cx *cx, lxw_workbook *book, const Table *table)
{
    Sheet s = {.cx = cx, .sheet = workbook_add_worksheet(book, sheet_name(cx->arena, table->title))};
    s.formats[CELL_TEXT] = format(book, "@"); /* typed over, it stays text */
    s.formats[CELL_NUMBER] = format(book, "0");
    s.formats[CELL_REAL] = format(book, "0.00");
    s.formats[CELL_MONEY] = format(book, "#,##0.00\\ \"€\"");
    s.formats[CELL_DATE] = format(book, "dd.mm.yyyy");
    s.formats[CELL_TIME] = format(book, "dd.mm.yyyy\\ hh:mm");
    s.head = format(book, "@");
    format_set_bold(s.head);
    format_set_bottom(s.head, LXW_BORDER_THIN);
    worksheet_freeze_panes(s.sheet, 1, 0);
    worksheet_repeat_rows(s.sheet, 0, 0);
    worksheet_set_landscape(s.sheet);
    worksheet_set_paper(s.sheet, 9); /* A4 */
    worksheet_fit_to_pages(s.sheet, 1, 0);
    worksheet_set_footer(s.sheet, "&C&P / &N");
    if (strcmp(lang_dir(cx->lang), "rtl") == 0)
        worksheet_right_to_left(s.sheet);
    if (table->n_columns > 0)
        worksheet_autofilter(s.sheet, 0, 0, (lxw_row_t)table->n_rows, (lxw_col_t)(table->n_columns - 1));
    return s;
}

static const Err *failure(Cx *cx, const char *detail)
{
    return FAIL_DETAIL(cx, ERR_SYSTEM, detail, "The spreadsheet could not be made. Please try again.");
}

/* The book is closed, and freed, on every path. */
static const Err *write_book(Cx *cx, const char *path, const Table *table)
{
    lxw_workbook *book = workbook_new(path);
    if (!book)
        return failure(cx, "workbook_new");
    char *title = arena_printf(cx->arena, "%s", table->title);
    workbook_set_properties(book,
                            &(lxw_doc_properties){.title = title, .created = (time_t)cx_now(cx).seconds});
    workbook_set_custom_property_string(book, "Language", lang_tag(cx->lang));
    Sheet sheet = begin_sheet(cx, book, table);
    lxw_error failed = write_cells(&sheet, table);
    lxw_error not_closed = workbook_close(book);
    if (failed == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
        return FAIL(cx, ERR_TOO_LARGE, "A text is too long for a cell of a spreadsheet. Please take CSV.");
    if (failed || not_closed)
        return failure(cx, lxw_strerror(failed ? failed : not_closed));
    return NULL;
}

/* Takes the place of the library's function lxw_tmpfile (declared so or so in its versions), which makes
 * files in a folder for temporary ones: the server may write into none (base/sandbox.h), and what people have
 * told us should lie in none. */
FILE *part_file(const char *folder) __asm__("lxw_tmpfile");
FILE *part_file(const char *folder)
{
    (void)folder;
    int fd = memfd_create("xlsx-part", MFD_CLOEXEC);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w+b");
    if (!file && fd >= 0)
        close(fd);
    return file;
}

static const Err *read_all(Cx *cx, int fd, Buf *out)
{
    char block[1 << 16];
    off_t at = 0;
    for (ssize_t n; (n = pread(fd, block, sizeof block, at)) != 0; at += n) {
        if (n < 0)
            return failure(cx, strerror(errno));
        buf_add(out, block, (size_t)n);
    }
    return NULL;
}

const Err *table_xlsx(Cx *cx, Buf *out, const Table *table)
{
    if (table->n_rows > TABLE_MOST_ROWS || table->n_columns > TABLE_MOST_COLUMNS)
        return FAIL(cx, ERR_TOO_LARGE, "The table is too large for a spreadsheet. Please take CSV.");
    AUTO(close_file)
    int fd = memfd_create("xlsx", MFD_CLOEXEC); /* the library knows only files */
    if (fd < 0)
        return failure(cx, strerror(errno));
    TRY(write_book(cx, arena_printf(cx->arena, "/proc/self/fd/%d", fd), table));
    return read_all(cx, fd, out);
}
