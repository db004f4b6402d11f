/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Places the blocks of a document on pages. See pdf.h; the table is in pdf_table.c. */
#include "output/pdf_flow.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "output/pdf_finish.h"

static const double a4_short = 595.28, a4_long = 841.89, mm = 72 / 25.4;

const PdfColour pdf_ink = {0.06, 0.07, 0.11}, pdf_grey = {0.29, 0.32, 0.38},
                pdf_brand = {0.078, 0.165, 0.451}, pdf_accent = {0.086, 0.616, 0.478},
                pdf_line = {0.6, 0.63, 0.68}, pdf_shade = {0.93, 0.94, 0.97};
static const PdfColour white = {1, 1, 1};

/* How a style looks, and how it is tagged. */
static const struct {
    const char *tag;
    double size_pt, line_space, before, after;
    bool is_bold, is_mono;
    const PdfColour *colour;
} styles[] = {
    [PDF_BODY] = {"P", 10.5, 1.3, 0, 7, .colour = &pdf_ink},
    [PDF_H1] = {"H1", 18, 1.1, 0, 10, .is_bold = true, .colour = &pdf_brand},
    [PDF_H2] = {"H2", 13, 1.15, 10, 5, .is_bold = true, .colour = &pdf_brand},
    [PDF_H3] = {"H3", 11, 1.15, 6, 3, .is_bold = true, .colour = &pdf_ink},
    [PDF_BIG] = {"P", 26, 1.15, 4, 8, .is_bold = true, .colour = &pdf_ink},
    [PDF_LEAD] = {"P", 13, 1.3, 0, 8, .colour = &pdf_ink},
    [PDF_SMALL] = {"P", 8.5, 1.25, 0, 4, .colour = &pdf_grey},
    [PDF_CODE] = {"P", 13, 1.2, 0, 4, .is_bold = true, .is_mono = true, .colour = &pdf_ink},
};

bool flow_is_rtl(const Flow *flow)
{
    return strcmp(lang_dir(flow->section->lang), "rtl") == 0;
}

PdfLook flow_look(const Flow *flow, PdfStyle style)
{
    return (PdfLook){.size_pt = styles[style].size_pt,
                     .line_space = styles[style].line_space,
                     .is_bold = styles[style].is_bold,
                     .is_mono = styles[style].is_mono,
                     .colour = *styles[style].colour,
                     .lang = flow->section->lang};
}

/* ---- the frame of a page: decoration ---- */

typedef struct Decor {
    PdfAlign align;
    PdfColour colour;
    double size_pt;
    bool is_bold;
} Decor;

static void artifact(Flow *flow, const char *text, const Decor *decor, double y)
{
    PdfLook look = flow_look(flow, PDF_SMALL);
    look.align = decor->align;
    look.colour = decor->colour;
    look.size_pt = decor->size_pt;
    look.is_bold = decor->is_bold;
    AUTO(words_free)
    Words words = canvas_words(flow->canvas, text, &look, flow->width);
    canvas_begin(flow->canvas, (PdfElement){.tag = PDF_ARTIFACT});
    canvas_show(flow->canvas, &words, 0, 1, flow->left, y);
    canvas_end(flow->canvas, PDF_ARTIFACT);
}

static bool has_band(const Flow *flow)
{
    return flow->section->is_festive && flow->page == 1;
}

static void header(Flow *flow)
{
    const PdfSection *s = flow->section;
    Decor decor = {PDF_START, pdf_grey, styles[PDF_SMALL].size_pt, false};
    if (has_band(flow)) {
        canvas_area(flow->canvas, 0, 0, flow->canvas->width, 24 * mm, pdf_brand);
        canvas_area(flow->canvas, 0, 24 * mm, flow->canvas->width, 1.8 * mm, pdf_accent);
        decor = (Decor){PDF_START, white, 11, true};
    } else
        canvas_area(flow->canvas, flow->left, 17 * mm, flow->width, 0.75, pdf_brand);
    double y = (has_band(flow) ? 9.5 : 11.5) * mm;
    if (s->brand)
        artifact(flow, s->brand, &decor, y);
    decor.align = PDF_END;
    decor.is_bold = false;
    if (s->header)
        artifact(flow, s->header, &decor, y);
}

static const char *page_number(const Flow *flow)
{
    Cx cx = *flow->canvas->cx;
    cx.lang = flow->section->lang;
    return t(&cx, "Page {n} of {pages}", "n", format_i64(&cx, flow->page), "pages",
             format_i64(&cx, flow->n_pages));
}

static void footer(Flow *flow)
{
    double y = flow->canvas->height - 14 * mm;
    Decor decor = {PDF_START, pdf_grey, styles[PDF_SMALL].size_pt, false};
    if (flow->section->footer || flow->n_pages > 1)
        canvas_area(flow->canvas, flow->left, y - 4, flow->width, 0.5, pdf_line);
    if (flow->section->footer)
        artifact(flow, flow->section->footer, &decor, y);
    decor.align = PDF_END;
    if (flow->n_pages > 1)
        artifact(flow, page_number(flow), &decor, y);
}

/* Cairo forgets tags that are begun or ended between two pages, when the page's size is set. */
static void begin_tags(Flow *flow)
{
    const PdfDocument *document = flow->document;
    Lang lang = flow->section->lang;
    if (flow->section == document->sections)
        canvas_begin(flow->canvas, (PdfElement){.tag = "Document"});
    canvas_begin(flow->canvas, (PdfElement){.tag = "Part", .has_lang = lang != document->lang, .lang = lang});
}

static void begin_page(Flow *flow)
{
    bool wide = flow->section->is_landscape;
    flow->page++;
    canvas_page(flow->canvas, wide ? a4_long : a4_short, wide ? a4_short : a4_long);
    flow->left = (wide ? 15 : 25) * mm;
    flow->width = flow->canvas->width - flow->left - (wide ? 15 : 20) * mm;
    flow->top = (has_band(flow) ? 42 : 23) * mm;
    flow->bottom = flow->canvas->height - 18 * mm;
    flow->y = flow->top;
    if (flow->page == 1)
        begin_tags(flow);
    header(flow);
}

void flow_next_page(Flow *flow)
{
    footer(flow);
    canvas_end_page(flow->canvas);
    begin_page(flow);
}

/* ---- paragraphs ---- */

/* As many lines from `first` on as fit, at least one if the page is empty. */
static int lines_that_fit(const Flow *flow, const Words *words, int first)
{
    int end = first;
    while (end < words->n_lines && flow_fits(flow, words_height(words, first, end + 1)))
        end++;
    return end == first && flow->y <= flow->top ? first + 1 : end;
}

/* A paragraph that goes over pages, or that is a link, has its words in parts of their own. */
static void draw_lines(Flow *flow, const PdfBlock *block, const Words *words, bool in_parts)
{
    const char *part = block->url ? "Link" : "Span";
    for (int first = 0; first < words->n_lines;) {
        int end = lines_that_fit(flow, words, first);
        if (end > first) {
            if (in_parts)
                canvas_begin(
                    flow->canvas,
                    (PdfElement){.tag = part, .url = block->url, .alt = block->url ? block->text : NULL});
            canvas_show(flow->canvas, words, first, end, flow->left, flow->y);
            if (in_parts)
                canvas_end(flow->canvas, part);
            flow->y += words_height(words, first, end);
        }
        first = end;
        if (first < words->n_lines)
            flow_next_page(flow);
    }
}

static Words block_words(Flow *flow, const PdfBlock *block, double width)
{
    PdfLook look = flow_look(flow, block->style);
    if (block->has_lang)
        look.lang = block->lang;
    if (block->style == PDF_H1 && flow->section->is_festive)
        look.size_pt *= 1.45;
    look.align = block->align;
    if (block->url) {
        look.colour = pdf_brand;
        look.is_underlined = true;
    }
    return canvas_words(flow->canvas, block->text, &look, width);
}

static PdfElement block_element(const Flow *flow, const PdfBlock *block)
{
    bool other = block->has_lang && block->lang != flow->section->lang;
    return (PdfElement){.tag = styles[block->style].tag, .has_lang = other, .lang = block->lang};
}

static bool is_heading(PdfStyle style)
{
    return styles[style].tag[0] == 'H';
}

/* Headings stay with what follows, short paragraphs together. */
static const Err *draw_text(Flow *flow, const PdfBlock *block)
{
    AUTO(words_free)
    Words words = block_words(flow, block, flow->width);
    if (flow->y > flow->top)
        flow->y += styles[block->style].before;
    double needed = words.height + (is_heading(block->style) ? 40 : 0);
    bool is_short = words.n_lines <= 4 || is_heading(block->style);
    if (is_short && !flow_fits(flow, needed) && flow->y > flow->top)
        flow_next_page(flow);
    PdfElement element = block_element(flow, block);
    canvas_begin(flow->canvas, element);
    draw_lines(flow, block, &words, block->url || !flow_fits(flow, words.height));
    canvas_end(flow->canvas, element.tag);
    flow->y += styles[block->style].after;
    return NULL;
}

/* ---- lists ---- */

static void draw_item(Flow *flow, const char *text)
{
    enum { INDENT = 14 };
    bool rtl = flow_is_rtl(flow);
    PdfLook look = flow_look(flow, PDF_BODY);
    AUTO(words_free)
    Words words = canvas_words(flow->canvas, text, &look, flow->width - INDENT);
    AUTO(words_free)
    Words bullet = canvas_words(flow->canvas, "•", &look, INDENT);
    if (!flow_fits(flow, words.height))
        flow_next_page(flow);
    canvas_begin(flow->canvas, (PdfElement){.tag = "LI"});
    canvas_begin(flow->canvas, (PdfElement){.tag = "Lbl"});
    canvas_show(flow->canvas, &bullet, 0, 1, flow->left + (rtl ? flow->width - INDENT : 0), flow->y);
    canvas_end(flow->canvas, "Lbl");
    canvas_begin(flow->canvas, (PdfElement){.tag = "LBody"});
    canvas_show(flow->canvas, &words, 0, words.n_lines, flow->left + (rtl ? 0 : INDENT), flow->y);
    canvas_end(flow->canvas, "LBody");
    canvas_end(flow->canvas, "LI");
    flow->y += words.height + 2;
}

static const Err *draw_list(Flow *flow, const PdfBlock *block)
{
    canvas_begin(flow->canvas, (PdfElement){.tag = "L"});
    for (size_t i = 0; i < block->items.n; i++)
        draw_item(flow, block->items.at[i]);
    canvas_end(flow->canvas, "L");
    flow->y += 6;
    return NULL;
}

/* ---- QR codes with words beside them ---- */

static PdfBlock beside(const PdfBlock *block, size_t i)
{
    bool is_last = i + 1 == block->items.n;
    return (PdfBlock){.style = is_last ? PDF_CODE : PDF_SMALL,
                      .text = block->items.at[i],
                      .url = is_last ? block->url : NULL};
}

static double height_beside(Flow *flow, const PdfBlock *block, double width)
{
    double height = 0;
    for (size_t i = 0; i < block->items.n; i++) {
        PdfBlock text = beside(block, i);
        AUTO(words_free)
        Words words = block_words(flow, &text, width);
        height += words.height + styles[text.style].after;
    }
    return height;
}

static const Err *draw_qr(Flow *flow, const PdfBlock *block)
{
    enum { GAP = 12 };
    double side = block->space_pt > 0 ? block->space_pt : 85, width = flow->width - side - GAP;
    double words = height_beside(flow, block, width), height = words > side ? words : side;
    if (!flow_fits(flow, height))
        flow_next_page(flow);
    bool rtl = flow_is_rtl(flow);
    double top = flow->y;
    TRY(canvas_qr(flow->canvas, block->text, block->alt, flow->left + (rtl ? flow->width - side : 0),
                  top + (height - side) / 2, side));
    Flow column = *flow;
    column.width = width;
    column.left += rtl ? 0 : side + GAP;
    column.y = top + (height - words) / 2;
    for (size_t i = 0; i < block->items.n; i++) {
        PdfBlock text = beside(block, i);
        TRY(draw_text(&column, &text));
    }
    flow->y = top + height + 8;
    return NULL;
}

/* ---- the rest ---- */

static const Err *draw_signatures(Flow *flow, const PdfBlock *block)
{
    enum { GAP = 30 };
    double n = (double)block->items.n, width = (flow->width - GAP * (n - 1)) / n;
    if (!flow_fits(flow, 30))
        flow_next_page(flow);
    for (size_t i = 0; i < block->items.n; i++) {
        double column = (double)(flow_is_rtl(flow) ? block->items.n - 1 - i : i);
        double x = flow->left + column * (width + GAP);
        PdfLook look = flow_look(flow, PDF_SMALL);
        AUTO(words_free)
        Words words = canvas_words(flow->canvas, block->items.at[i], &look, width);
        canvas_area(flow->canvas, x, flow->y, width, 0.6, pdf_ink);
        canvas_begin(flow->canvas, (PdfElement){.tag = "P"});
        canvas_show(flow->canvas, &words, 0, words.n_lines, x, flow->y + 4);
        canvas_end(flow->canvas, "P");
    }
    flow->y += 30;
    return NULL;
}

static const Err *draw_table(Flow *flow, const PdfBlock *block)
{
    flow_table(flow, block->table);
    return NULL;
}

static const Err *draw_space(Flow *flow, const PdfBlock *block)
{
    if (flow->y > flow->top)
        flow->y += block->space_pt;
    return NULL;
}

static const Err *draw_down(Flow *flow, const PdfBlock *block)
{
    double y = flow->bottom - block->space_pt;
    if (flow->y < y)
        flow->y = y;
    return NULL;
}

static const Err *draw_page(Flow *flow, const PdfBlock *block)
{
    (void)block;
    flow_next_page(flow);
    return NULL;
}

static const Err *(*const draw[])(Flow *, const PdfBlock *) = {
    [PDF_TEXT] = draw_text,        [PDF_TABLE] = draw_table, [PDF_LIST] = draw_list, [PDF_QR] = draw_qr,
    [PDF_LINES] = draw_signatures, [PDF_SPACE] = draw_space, [PDF_DOWN] = draw_down, [PDF_PAGE] = draw_page,
};

static const Err *draw_section(Flow *flow)
{
    flow->page = 0;
    begin_page(flow);
    for (size_t i = 0; i < flow->section->n; i++)
        TRY(draw[flow->section->blocks[i].kind](flow, &flow->section->blocks[i]));
    footer(flow);
    canvas_end(flow->canvas, "Part");
    if (flow->section == flow->document->sections + flow->document->n - 1)
        canvas_end(flow->canvas, "Document");
    canvas_end_page(flow->canvas);
    return NULL;
}

/* Once to count the pages, once to draw. */
static const Err *add_section(Canvas *canvas, const PdfDocument *document, const PdfSection *section)
{
    Flow flow = {.canvas = canvas, .document = document, .section = section};
    canvas->dry = true;
    TRY(draw_section(&flow));
    canvas->dry = false;
    flow.n_pages = flow.page;
    return draw_section(&flow);
}

const Err *pdf_make(Cx *cx, Buf *out, const PdfDocument *document)
{
    AUTO(canvas_close)
    Canvas canvas = {0};
    TRY(canvas_open(&canvas, cx, document));
    for (size_t i = 0; i < document->n; i++)
        TRY(add_section(&canvas, document, &document->sections[i]));
    TRY(canvas_finish(&canvas));
    return pdf_finish(cx, out, &canvas.file, document, canvas.elements, canvas.pages);
}
