/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Draws QR codes: the adapter to libqrencode. */
#include "html/qr_svg.h"

#include <qrencode.h>

enum { QUIET_ZONE = 4 }; /* modules, as ISO/IEC 18004 has it */

static void free_code(QRcode **code)
{
    QRcode_free(*code);
}

/* Each row's dark runs as rectangles one module high: M x,y h width v1 h -width z. */
static void draw_row(Buf *out, const unsigned char *row, int width, int y)
{
    for (int x = 0, end; x < width; x = end) {
        for (end = x; end < width && (row[end] & 1) == (row[x] & 1);)
            end++;
        if (row[x] & 1)
            buf_printf(out, "M%d %dh%dv1h-%dz", x + QUIET_ZONE, y + QUIET_ZONE, end - x, end - x);
    }
}

SafeHtml svg_qr(Cx *cx, const char *text, const char *title)
{
    AUTO(free_code)
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return (SafeHtml){NULL};
    int size = code->width + 2 * QUIET_ZONE;
    Buf out = buf_make(cx->arena);
    buf_printf(&out,
               "<svg class=\"v-qr\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
               "shape-rendering=\"crispEdges\"><title>",
               size, size, size * 4, size * 4);
    html_text(cx, &out, title);
    buf_printf(&out, "</title><rect class=\"v-qr__light\" width=\"%d\" height=\"%d\" fill=\"#fff\"/>", size,
               size);
    buf_str(&out, "<path class=\"v-qr__dark\" fill=\"#000\" d=\"");
    for (int y = 0; y < code->width; y++)
        draw_row(&out, code->data + (size_t)y * (size_t)code->width, code->width, y);
    buf_str(&out, "\"/></svg>");
    return (SafeHtml){buf_text(&out)};
}
