/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* QR codes as pictures in a page. */
#pragma once

#include "html/html.h"

/* `text` as a QR code (error correction M, with its quiet zone), drawn dark on light whatever the page's
 * colours are. `title` says what it holds, to those who can't see it. Without a picture when the text is too
 * long for a code (more than about 2,300 bytes). */
SafeHtml svg_qr(Cx *cx, const char *text, const char *title);
