/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text as the squares of a QR code, drawn by html/qr_svg.h and by output/pdf.h. */
#pragma once

#include "base/arena.h"

enum { QR_QUIET_ZONE = 4 }; /* light squares around it, as ISO/IEC 18004 has it */

typedef struct QrCode {
    int size;                  /* squares a side, without the quiet zone */
    const unsigned char *dark; /* size * size, row by row: 1 dark, 0 light */
} QrCode;

/* Error correction M. False, output untouched, when the text is too long (more than about 2,300 bytes). */
bool qr_make(Arena *arena, const char *text, QrCode *ret_code);

/* The next run of dark squares in row y from column *x on: true with its first column in *x and the one
 * behind it in *ret_end; false at the end of the row. */
bool qr_next_run(const QrCode *code, int y, int *x, int *ret_end);
