/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Draws QR codes as SVG. */
#include "html/qr_svg.h"

#include "base/qr.h"

/* Each row's dark runs as rectangles one square high: M x,y h width v1 h -width z. */
static void draw_row(Buf *out, const QrCode *code, int y)
{
    for (int x = 0, end; qr_next_run(code, y, &x, &end); x = end)
        buf_printf(out, "M%d %dh%dv1h-%dz", x + QR_QUIET_ZONE, y + QR_QUIET_ZONE, end - x, end - x);
}

SafeHtml svg_qr(Cx *cx, const char *text, const char *title)
{
    QrCode code;
    if (!qr_make(cx->arena, text, &code))
        return (SafeHtml){NULL};
    int size = code.size + 2 * QR_QUIET_ZONE;
    Buf out = buf_make(cx->arena);
    buf_printf(&out,
               "<svg class=\"v-qr\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
               "shape-rendering=\"crispEdges\"><title>",
               size, size, size * 4, size * 4);
    html_text(cx, &out, title);
    buf_printf(&out, "</title><rect class=\"v-qr__light\" width=\"%d\" height=\"%d\" fill=\"#fff\"/>", size,
               size);
    buf_str(&out, "<path class=\"v-qr__dark\" fill=\"#000\" d=\"");
    for (int y = 0; y < code.size; y++)
        draw_row(&out, &code, y);
    buf_str(&out, "\"/></svg>");
    return (SafeHtml){buf_text(&out)};
}
