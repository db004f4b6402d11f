/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Accessible PDF files (ISO 14289-1, "PDF/UA") from a plain description of what they say: sections with
 * headings, paragraphs, tables, lists and QR codes. Everything is tagged or marked as decoration, languages,
 * titles and alternative texts are given, fonts are embedded, Arabic is shaped and runs right to left.
 *
 * pdf_flow.c places the blocks on pages; pdf_canvas.c (Pango and Cairo) sets text and tags it; pdf_finish.c
 * (qpdf) adds what Cairo leaves out. Making one takes tens of milliseconds: routes run ON_WORKER. */
#pragma once

#include "base/cx.h"

typedef enum PdfStyle {
    PDF_BODY,
    PDF_H1, /* headings follow one another without gaps: each section begins with PDF_H1 */
    PDF_H2,
    PDF_H3,
    PDF_BIG,   /* a paragraph that catches the eye: the name on a certificate */
    PDF_LEAD,  /* a paragraph a little larger than the body */
    PDF_SMALL, /* small and grey */
    PDF_CODE,  /* what is to be typed, letter by letter */
} PdfStyle;

typedef enum PdfAlign { PDF_START, PDF_CENTRE, PDF_END } PdfAlign; /* in the writing direction */

typedef enum PdfKind {
    PDF_TEXT,  /* text in a style; with url all of it is a link */
    PDF_TABLE, /* table */
    PDF_LIST,  /* items, each with a bullet */
    PDF_QR,    /* text as a QR code, alt says what it holds; items stand beside it as paragraphs, the last one
                  is a link if there is a url */
    PDF_LINES, /* items as labels under lines to be signed on, side by side */
    PDF_SPACE, /* space_pt of nothing, left out at the top of a page */
    PDF_DOWN,  /* what follows stands at the foot of the page: space_pt from the bottom of its text; nothing
                  when the page is filled beyond that */
    PDF_PAGE,  /* a new page */
} PdfKind;

typedef struct PdfColumn {
    const char *head; /* "" in every column: no header row */
    double share;     /* of the width, relative to the others' */
    PdfAlign align;
} PdfColumn;

typedef struct PdfTable {
    size_t n_columns;
    const PdfColumn *columns;
    size_t n_rows;
    const char *const *cells; /* n_rows times n_columns, row by row; "" is empty, never NULL */
    bool row_heads;           /* the first cell of a row says what the row is about */
    bool plain;               /* without lines: names and values */
    double row_least_pt;      /* rows are at least so high: room to write in */
} PdfTable;

typedef struct PdfStrings {
    size_t n;
    const char *const *at;
} PdfStrings;

typedef struct PdfBlock {
    PdfKind kind;
    PdfStyle style;
    PdfAlign align;
    bool has_lang; /* false: the section's language */
    Lang lang;
    const char *text, *url, *alt;
    const PdfTable *table;
    PdfStrings items;
    double space_pt; /* PDF_SPACE, PDF_DOWN; of PDF_QR the side, 0: 85 */
} PdfBlock;

typedef struct PdfSection { /* begins on a new page */
    Lang lang;
    bool is_landscape;
    bool is_festive;            /* with a coloured band at the top of its first page: certificates */
    const char *header, *brand; /* at the top of each page: what it is, whose it is; decoration to a screen
                                   reader, so what matters in them stands in the blocks too */
    const char *footer;         /* at the foot of each page, beside "Page 1 of 2" where there are several */
    size_t n, room;
    PdfBlock *blocks;
} PdfSection;

typedef struct PdfDocument {
    const char *title; /* shown by readers instead of the file's name */
    Lang lang;
    const char *author;
    size_t n;
    const PdfSection *sections; /* at least one */
} PdfDocument;

/* Appends a block; what it points at must live as long as the section. */
void pdf_add(Cx *cx, PdfSection *section, PdfBlock block);

/* A4. The same document at the same moment (cx_now) gives the same bytes as long as libraries and fonts stay
 * the same. Fails: SYSTEM if fonts are missing (Debian's fonts-noto-core, fonts-hosny-amiri), a library
 * refuses, or the module is missing; INPUT if a QR code's text is too long. */
MUST_USE const Err *pdf_write(Cx *cx, Buf *out, const PdfDocument *document);

/* pdf_write's work: the one function of the module vereint_pdf.so, which pdf_write loads when it is first
 * asked. */
MUST_USE const Err *pdf_make(Cx *cx, Buf *out, const PdfDocument *document);

/* Where the module lies: beside the program, or where the build or an installation puts it. NULL: nowhere. */
const char *pdf_module(Cx *cx);

#define PDF_TYPE "application/pdf"
