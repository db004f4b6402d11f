/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables on pages: a row never breaks, the header row comes again on each page. See pdf_flow.h. */
#include "output/pdf_flow.h"

enum { PAD = 5 };

typedef struct Place {
    double *x, *width; /* of each column */
} Place;

static Place place_columns(Flow *flow, const PdfTable *table)
{
    Arena *arena = flow->canvas->cx->arena;
    Place p = {NEW_ARRAY(arena, double, table->n_columns), NEW_ARRAY(arena, double, table->n_columns)};
    double sum = 0, x = flow->left;
    for (size_t c = 0; c < table->n_columns; c++)
        sum += table->columns[c].share;
    for (size_t c = 0; c < table->n_columns; c++) {
        size_t column = flow_is_rtl(flow) ? table->n_columns - 1 - c : c;
        p.x[column] = x;
        p.width[column] = flow->width * table->columns[column].share / sum;
        x += p.width[column];
    }
    return p;
}

static bool has_head(const PdfTable *table)
{
    for (size_t c = 0; c < table->n_columns; c++)
        if (*table->columns[c].head)
            return true;
    return false;
}

typedef enum RowKind { ROW_HEAD, ROW_HEAD_AGAIN, ROW_BODY } RowKind;

static PdfLook cell_look(const Flow *flow, const PdfTable *table, RowKind kind, size_t column)
{
    bool is_name = table->row_heads && column == 0;
    PdfLook look = flow_look(flow, PDF_BODY);
    look.size_pt = table->plain ? 11.5 : 10;
    look.line_space = 1.15;
    look.align = table->columns[column].align;
    look.is_bold = kind != ROW_BODY || (is_name && !table->plain);
    look.colour = kind == ROW_BODY && is_name && table->plain ? pdf_grey : pdf_ink;
    look.most_height = flow->bottom - flow->top - 80; /* with the header row it fits on a page */
    return look;
}

static const char *text_of(const PdfTable *table, RowKind kind, size_t row, size_t column)
{
    return kind == ROW_BODY ? table->cells[row * table->n_columns + column] : table->columns[column].head;
}

static double pad_x(const PdfTable *table)
{
    return table->plain ? 0 : PAD;
}

static double row_height(Flow *flow, const PdfTable *table, const Place *place, RowKind kind, size_t row)
{
    double height = kind == ROW_BODY ? table->row_least_pt : 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        PdfLook look = cell_look(flow, table, kind, c);
        AUTO(words_free)
        Words words = canvas_words(flow->canvas, text_of(table, kind, row, c), &look,
                                   place->width[c] - 2 * pad_x(table));
        double needed = words.height + (table->plain ? PAD : 2 * PAD);
        height = needed > height ? needed : height;
    }
    return height;
}

static PdfElement cell_element(const PdfTable *table, RowKind kind, size_t column)
{
    if (kind == ROW_HEAD_AGAIN)
        return (PdfElement){.tag = PDF_ARTIFACT};
    if (kind == ROW_HEAD)
        return (PdfElement){.tag = "TH", .scope = "Column"};
    return table->row_heads && column == 0 ? (PdfElement){.tag = "TH", .scope = "Row"}
                                           : (PdfElement){.tag = "TD"};
}

static void draw_grid(Flow *flow, const PdfTable *table, const Place *place, RowKind kind, double height)
{
    if (table->plain)
        return;
    if (kind != ROW_BODY)
        canvas_area(flow->canvas, flow->left, flow->y, flow->width, height, pdf_shade);
    canvas_area(flow->canvas, flow->left, flow->y + height - 0.25, flow->width, kind == ROW_BODY ? 0.5 : 1,
                kind == ROW_BODY ? pdf_line : pdf_brand);
    for (size_t c = 0; c < table->n_columns; c++)
        if (place->x[c] > flow->left + 1)
            canvas_area(flow->canvas, place->x[c] - 0.25, flow->y, 0.5, height, pdf_line);
}

static void draw_row(Flow *flow, const PdfTable *table, const Place *place, RowKind kind, size_t row,
                     double height)
{
    draw_grid(flow, table, place, kind, height);
    if (kind != ROW_HEAD_AGAIN)
        canvas_begin(flow->canvas, (PdfElement){.tag = "TR"});
    for (size_t c = 0; c < table->n_columns; c++) {
        PdfLook look = cell_look(flow, table, kind, c);
        AUTO(words_free)
        Words words = canvas_words(flow->canvas, text_of(table, kind, row, c), &look,
                                   place->width[c] - 2 * pad_x(table));
        PdfElement element = cell_element(table, kind, c);
        double free_height = height - words.height;
        canvas_begin(flow->canvas, element);
        canvas_show(flow->canvas, &words, 0, words.n_lines, place->x[c] + pad_x(table),
                    flow->y + (table->plain || words.n_lines > 1 ? PAD : free_height / 2));
        canvas_end(flow->canvas, element.tag);
    }
    if (kind != ROW_HEAD_AGAIN)
        canvas_end(flow->canvas, "TR");
    flow->y += height;
}

void flow_table(Flow *flow, const PdfTable *table)
{
    Place place = place_columns(flow, table);
    bool head = has_head(table);
    double head_height = head ? row_height(flow, table, &place, ROW_HEAD, 0) : 0;
    canvas_begin(flow->canvas, (PdfElement){.tag = "Table"});
    if (!flow_fits(flow, head_height + 3 * PAD + table->row_least_pt))
        flow_next_page(flow);
    if (head)
        draw_row(flow, table, &place, ROW_HEAD, 0, head_height);
    for (size_t r = 0; r < table->n_rows; r++) {
        double height = row_height(flow, table, &place, ROW_BODY, r);
        if (!flow_fits(flow, height)) {
            flow_next_page(flow);
            if (head)
                draw_row(flow, table, &place, ROW_HEAD_AGAIN, 0, head_height);
        }
        draw_row(flow, table, &place, ROW_BODY, r, height);
    }
    canvas_end(flow->canvas, "Table");
    flow->y += 10;
}
