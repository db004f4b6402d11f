/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Adds to Cairo's file what makes it accessible and what Cairo leaves out. */
#pragma once

#include "output/pdf_canvas.h"

/* Reads `file` (Cairo's), and appends to `out` the same with language, alternative texts, scopes, title
 * shown, metadata (XMP), decoration marked as such, lines and QR codes drawn. `elements` and `pages` are what
 * the canvas noted; the tags of the file must be the same in the same order. Fails: SYSTEM. */
MUST_USE const Err *pdf_finish(Cx *cx, Buf *out, const Buf *file, const PdfDocument *document,
                               PdfElements elements, PdfPages pages);
