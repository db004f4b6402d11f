/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Makes QR codes: the adapter to libqrencode. */
#include "base/qr.h"

#include <qrencode.h>

static void free_code(QRcode **code)
{
    QRcode_free(*code);
}

bool qr_make(Arena *arena, const char *text, QrCode *ret_code)
{
    AUTO(free_code)
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!code)
        return false;
    size_t n = (size_t)code->width * (size_t)code->width;
    unsigned char *dark = arena_alloc(arena, n);
    for (size_t i = 0; i < n; i++)
        dark[i] = code->data[i] & 1; /* its other bits say what a square is for */
    *ret_code = (QrCode){code->width, dark};
    return true;
}

bool qr_next_run(const QrCode *code, int y, int *x, int *ret_end)
{
    const unsigned char *row = code->dark + (size_t)y * (size_t)code->size;
    while (*x < code->size && !row[*x])
        ++*x;
    for (*ret_end = *x; *ret_end < code->size && row[*ret_end];)
        ++*ret_end;
    return *x < code->size;
}
