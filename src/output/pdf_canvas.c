/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sets and tags text: the adapter to Pango and Cairo. See pdf_canvas.h. */
#include "output/pdf_canvas.h"

#include "base/qr.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* Amiri has a glyph for each letter, also in lam-alef and in Allah: programs that take the text out of a file
 * (poppler's pdftotext) turn round what is behind one glyph for several. */
static const char latin_first[] = "Noto Sans, Amiri";
static const char arabic_first[] = "Amiri, Noto Sans";
static const char mono_first[] = "Noto Sans Mono, Noto Sans";
static const double arabic_size = 1.25; /* its letters are smaller than their size says */

static const Err *failure(Cx *cx, const char *detail)
{
    return FAIL_DETAIL(cx, ERR_SYSTEM, detail, "The PDF file could not be made. Please try again.");
}

static cairo_status_t write_bytes(void *buf, const unsigned char *bytes, unsigned n)
{
    buf_add(buf, bytes, n);
    return CAIRO_STATUS_SUCCESS;
}

/* Without its fonts every letter would be a box. */
static bool has_font(const char *family)
{
    PangoFontDescription *wanted = pango_font_description_from_string(family);
    PangoFontMap *map = pango_cairo_font_map_get_default(); /* this thread's */
    PangoContext *context = pango_font_map_create_context(map);
    PangoFont *font = pango_context_load_font(context, wanted);
    PangoFontDescription *found = font ? pango_font_describe(font) : NULL;
    bool has = found && strcmp(pango_font_description_get_family(found), family) == 0;
    pango_font_description_free(found);
    if (font)
        g_object_unref(font);
    g_object_unref(context);
    pango_font_description_free(wanted);
    return has;
}

const Err *canvas_open(Canvas *canvas, Cx *cx, const PdfDocument *document)
{
    if (!has_font("Noto Sans") || !has_font("Amiri"))
        return failure(cx, "Debian's fonts-noto-core or fonts-hosny-amiri is not installed");
    *canvas = (Canvas){.cx = cx, .file = buf_make(cx->arena), .under = buf_make(cx->arena)};
    canvas->surface = cairo_pdf_surface_create_for_stream(write_bytes, &canvas->file, 1, 1);
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE, document->title);
    cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_AUTHOR, document->author);
    canvas->cairo = cairo_create(canvas->surface);
    return NULL;
}

void canvas_close(Canvas *canvas)
{
    cairo_destroy(canvas->cairo); /* both accept NULL */
    cairo_surface_destroy(canvas->surface);
    canvas->cairo = NULL;
    canvas->surface = NULL;
}

const Err *canvas_finish(Canvas *canvas)
{
    cairo_status_t status = cairo_status(canvas->cairo);
    cairo_surface_finish(canvas->surface);
    if (!status)
        status = cairo_surface_status(canvas->surface);
    return status ? failure(canvas->cx, cairo_status_to_string(status)) : NULL;
}

/* ---- pages, areas ---- */

void canvas_page(Canvas *canvas, double width, double height)
{
    canvas->width = width;
    canvas->height = height;
    canvas->under = buf_make(canvas->cx->arena);
    if (!canvas->dry)
        cairo_pdf_surface_set_size(canvas->surface, width, height);
}

void canvas_end_page(Canvas *canvas)
{
    if (canvas->dry)
        return;
    cairo_show_page(canvas->cairo);
    if (canvas->pages.n == canvas->page_room) {
        canvas->page_room = canvas->page_room * 2 + 8;
        PdfPage *more = NEW_ARRAY(canvas->cx->arena, PdfPage, canvas->page_room);
        if (canvas->pages.n > 0)
            memcpy(more, canvas->pages.at, canvas->pages.n * sizeof *more);
        canvas->pages.at = more;
    }
    canvas->pages.at[canvas->pages.n++] = (PdfPage){canvas->height, buf_text(&canvas->under)};
}

void canvas_area(Canvas *canvas, double x, double y, double width, double height, PdfColour colour)
{
    buf_printf(&canvas->under, "%.3f %.3f %.3f rg %.2f %.2f %.2f %.2f re f\n", colour.r, colour.g, colour.b,
               x, y, width, height);
}

/* ---- tags ---- */

void canvas_begin(Canvas *canvas, PdfElement element)
{
    if (canvas->dry)
        return;
    if (canvas->elements.n == canvas->element_room) {
        canvas->element_room = canvas->element_room * 2 + 64;
        PdfElement *more = NEW_ARRAY(canvas->cx->arena, PdfElement, canvas->element_room);
        if (canvas->elements.n > 0)
            memcpy(more, canvas->elements.at, canvas->elements.n * sizeof *more);
        canvas->elements.at = more;
    }
    canvas->elements.at[canvas->elements.n++] = element;
    /* its writer of addresses escapes nothing: pdf_finish puts the true one in */
    cairo_tag_begin(canvas->cairo, element.tag, element.url ? "uri='about:blank'" : NULL);
}

void canvas_end(Canvas *canvas, const char *tag)
{
    if (!canvas->dry)
        cairo_tag_end(canvas->cairo, tag);
}

/* ---- text ---- */

static void set_font(PangoLayout *layout, const PdfLook *look)
{
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, look->is_mono           ? mono_first
                                                   : look->lang == LANG_AR ? arabic_first
                                                                           : latin_first);
    pango_font_description_set_absolute_size(
        font, look->size_pt * (look->lang == LANG_AR && !look->is_mono ? arabic_size : 1) * PANGO_SCALE);
    pango_font_description_set_weight(font, look->is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
}

/* Arabic letters pushed below one another are words of their own to programs that take out the text. */
static void spread_arabic(PangoLayout *layout, const char *text)
{
    if (!strpbrk(text, "\xD8\xD9\xDA\xDB")) /* how U+0600 to U+06FF begin in UTF-8 */
        return;
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_font_features_new("kern=0")); /* takes the attribute */
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
}

/* Whole pixels of a screen mean nothing here: glyphs stand where the font says. */
static PangoLayout *make_layout(Canvas *canvas, const PdfLook *look)
{
    PangoContext *context = pango_cairo_create_context(canvas->cairo);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string(lang_tag(look->lang)));
    pango_context_set_base_dir(context, strcmp(lang_dir(look->lang), "rtl") == 0 ? PANGO_DIRECTION_RTL
                                                                                 : PANGO_DIRECTION_LTR);
    PangoLayout *layout = pango_layout_new(context);
    g_object_unref(context);
    return layout;
}

Words canvas_words(Canvas *canvas, const char *text, const PdfLook *look, double width)
{
    PangoLayout *layout = make_layout(canvas, look);
    bool starts_right = strcmp(lang_dir(look->lang), "rtl") == 0;
    set_font(layout, look);
    spread_arabic(layout, text);
    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_alignment(layout, look->align == PDF_CENTRE                    ? PANGO_ALIGN_CENTER
                                       : (look->align == PDF_START) != starts_right ? PANGO_ALIGN_LEFT
                                                                                    : PANGO_ALIGN_RIGHT);
    pango_layout_set_line_spacing(layout, (float)look->line_space);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    if (look->most_height > 0) {
        pango_layout_set_height(layout, (int)(look->most_height * PANGO_SCALE));
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    pango_layout_set_text(layout, text, -1);
    PangoRectangle box;
    pango_layout_get_extents(layout, NULL, &box);
    return (Words){.layout = layout,
                   .width = (double)box.width / PANGO_SCALE,
                   .height = (double)box.height / PANGO_SCALE,
                   .n_lines = pango_layout_get_line_count(layout),
                   .look = *look};
}

void words_free(Words *words)
{
    if (words->layout)
        g_object_unref(words->layout);
}

static void line_box(const Words *words, int i, PangoRectangle *ret_box, int *ret_baseline)
{
    PangoLayoutIter *at = pango_layout_get_iter(words->layout);
    while (i-- > 0)
        pango_layout_iter_next_line(at);
    pango_layout_iter_get_line_extents(at, NULL, ret_box);
    *ret_baseline = pango_layout_iter_get_baseline(at);
    pango_layout_iter_free(at);
}

double words_height(const Words *words, int first, int end)
{
    if (first >= end)
        return 0;
    PangoRectangle top, bottom;
    int baseline;
    line_box(words, first, &top, &baseline);
    line_box(words, end - 1, &bottom, &baseline);
    return (double)(bottom.y + bottom.height - top.y) / PANGO_SCALE;
}

void canvas_show(Canvas *canvas, const Words *words, int first, int end, double x, double y)
{
    const PdfLook *look = &words->look;
    cairo_set_source_rgb(canvas->cairo, look->colour.r, look->colour.g, look->colour.b);
    PangoRectangle top;
    int ignored;
    line_box(words, first, &top, &ignored);
    for (int i = first; i < end && !canvas->dry; i++) {
        PangoRectangle box;
        int baseline;
        line_box(words, i, &box, &baseline);
        double left = x + (double)box.x / PANGO_SCALE, base = y + (double)(baseline - top.y) / PANGO_SCALE;
        cairo_move_to(canvas->cairo, left, base);
        pango_cairo_show_layout_line(canvas->cairo, pango_layout_get_line_readonly(words->layout, i));
        if (look->is_underlined)
            canvas_area(canvas, left, base + look->size_pt * 0.12, (double)box.width / PANGO_SCALE,
                        look->size_pt * 0.06, look->colour);
    }
}

/* ---- QR codes ---- */

static const char *qr_drawing(Arena *arena, const QrCode *code, double x, double y, double side)
{
    Buf out = buf_make(arena);
    double square = side / (code->size + 2 * QR_QUIET_ZONE);
    buf_printf(&out, "1 1 1 rg %.3f %.3f %.3f %.3f re f 0 0 0 rg\n", x, y, side, side);
    for (int row = 0; row < code->size; row++)
        for (int column = 0, stop; qr_next_run(code, row, &column, &stop); column = stop)
            buf_printf(&out, "%.3f %.3f %.3f %.3f re\n", x + (column + QR_QUIET_ZONE) * square,
                       y + (row + QR_QUIET_ZONE) * square, (stop - column) * square, square);
    buf_str(&out, "f\n");
    return buf_text(&out);
}

/* The mark is a blank, which pdf_finish puts the drawing in place of. */
const Err *canvas_qr(Canvas *canvas, const char *text, const char *alt, double x, double y, double side)
{
    QrCode code;
    if (!qr_make(canvas->cx->arena, text, &code))
        return FAIL(canvas->cx, ERR_INPUT, "The text is too long for a QR code.");
    canvas_begin(canvas, (PdfElement){.tag = "Figure",
                                      .alt = alt,
                                      .drawing = qr_drawing(canvas->cx->arena, &code, x, y, side)});
    PdfLook look = {.size_pt = 8, .line_space = 1, .lang = LANG_EN};
    AUTO(words_free)
    Words mark = canvas_words(canvas, ".", &look, 20);
    canvas_show(canvas, &mark, 0, 1, x, y);
    canvas_end(canvas, "Figure");
    return NULL;
}
