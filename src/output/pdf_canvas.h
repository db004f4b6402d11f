/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text and tags on pages, for pdf_flow.c. Cairo draws nothing but text: its 1.18 leaves shapes out of the
 * tags around them, so lines, areas and QR codes are written into the pages by pdf_finish.c.
 * Lengths are points (1/72 inch), y runs downward from the top. */
#pragma once

#include "output/pdf.h"

/* A node of the tag tree, in the order in which they were begun. */
typedef struct PdfElement {
    const char *tag;   /* "P", "TD" …; PDF_ARTIFACT is decoration and leaves the tree */
    const char *alt;   /* NULL: none */
    const char *scope; /* of a TH: "Column" or "Row" */
    const char *url;   /* of a Link */
    bool has_lang;     /* another language than its parent's */
    Lang lang;
    const char *drawing; /* of a Figure: what is drawn instead of the mark, as operators */
} PdfElement;
ROWS(PdfElements, PdfElement);

#define PDF_ARTIFACT "Private" /* a tag Cairo knows and we have no other use for */

typedef struct PdfPage {
    double height;
    const char *under; /* operators that draw lines and areas */
} PdfPage;
ROWS(PdfPages, PdfPage);

typedef struct PdfColour {
    double r, g, b;
} PdfColour;

typedef struct Canvas {
    Cx *cx;
    Buf file; /* what Cairo has written */
    struct _cairo_surface *surface;
    struct _cairo *cairo;
    double width, height;
    bool dry; /* measure only: nothing is shown, no page is made */
    PdfElements elements;
    PdfPages pages;
    size_t element_room, page_room;
    Buf under; /* of the page at work */
} Canvas;

typedef struct PdfLook {
    double size_pt, line_space; /* 1.3: a line is 1.3 times as high as the font says */
    bool is_bold, is_mono, is_underlined;
    PdfColour colour;
    PdfAlign align;
    Lang lang;
    double most_height; /* 0: any; else cut with an ellipsis */
} PdfLook;

/* A text broken into lines. */
typedef struct Words {
    struct _PangoLayout *layout;
    double width, height; /* of the longest line; of all lines */
    int n_lines;
    PdfLook look;
} Words;

/* Fails: SYSTEM (see pdf_write). */
MUST_USE const Err *canvas_open(Canvas *canvas, Cx *cx, const PdfDocument *document);
void canvas_close(Canvas *canvas); /* for AUTO */
MUST_USE const Err *canvas_finish(Canvas *canvas);

void canvas_page(Canvas *canvas, double width, double height); /* begins a page */
void canvas_end_page(Canvas *canvas);

void canvas_begin(Canvas *canvas, PdfElement element);
void canvas_end(Canvas *canvas, const char *tag);

/* width: where lines break. */
Words canvas_words(Canvas *canvas, const char *text, const PdfLook *look, double width);
void words_free(Words *words); /* for AUTO */
/* Height of lines first … end-1. */
double words_height(const Words *words, int first, int end);
/* Shows these lines with their top at y, aligned between x and x + the width given to canvas_words. */
void canvas_show(Canvas *canvas, const Words *words, int first, int end, double x, double y);

/* An area filled with colour, below all text; a line is a thin one. */
void canvas_area(Canvas *canvas, double x, double y, double width, double height, PdfColour colour);

/* A QR code with its quiet zone, side points wide, as a Figure. Fails: INPUT if the text is too long. */
MUST_USE const Err *canvas_qr(Canvas *canvas, const char *text, const char *alt, double x, double y,
                              double side);
