/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts that place blocks on pages share: pdf_flow.c, pdf_table.c. */
#pragma once

#include "output/pdf_canvas.h"

typedef struct Flow {
    Canvas *canvas;
    const PdfDocument *document;
    const PdfSection *section;
    double left, width; /* of the text */
    double top, bottom; /* where it begins and ends on a page */
    double y;           /* where the next block begins */
    int page, n_pages;  /* of the section; n_pages is 0 until they have been counted */
} Flow;

extern const PdfColour pdf_ink, pdf_grey, pdf_brand, pdf_accent, pdf_line, pdf_shade;

/* Ends the page, and begins the next one. */
void flow_next_page(Flow *flow);
static inline bool flow_fits(const Flow *flow, double height)
{
    return flow->y + height <= flow->bottom + 0.01;
}
/* The section runs from right to left. */
bool flow_is_rtl(const Flow *flow);

/* The look of a style, in the section's language. */
PdfLook flow_look(const Flow *flow, PdfStyle style);

void flow_table(Flow *flow, const PdfTable *table);
