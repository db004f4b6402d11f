/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See compress.h. The adapter of libbrotlienc and zlib. */
#include "http/compress.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

static const char *const names[N_CODINGS] = {[CODING_GZIP] = "gzip", [CODING_BROTLI] = "br"};

const char *coding_name(Coding coding)
{
    return names[coding];
}

/* "q=0", "q=0.000": the client does not take it. */
static bool is_refused(const char *parameters, size_t n)
{
    const char *q = memmem(parameters, n, "q=0", 3);
    if (!q)
        return false;
    size_t rest = n - (size_t)(q + 3 - parameters);
    for (const char *p = q + 3; rest > 0 && *p != ';' && *p != ' '; p++, rest--)
        if (*p != '.' && *p != '0')
            return false;
    return true;
}

Coding coding_accepted(const char *accept_encoding)
{
    Coding best = CODING_IDENTITY;
    for (const char *at = accept_encoding; at && *at;) {
        at += strspn(at, " \t,");
        size_t n = strcspn(at, ","), n_name = strcspn(at, " \t,;");
        for (Coding coding = best + 1; coding < N_CODINGS; coding++)
            if (strlen(names[coding]) == n_name && strncasecmp(at, names[coding], n_name) == 0 &&
                !is_refused(at + n_name, n - n_name))
                best = coding;
        at += n;
    }
    return best;
}

bool is_compressible(const char *content_type)
{
    static const char *const kinds[] = {"text/",
                                        "application/json",
                                        "application/xml",
                                        "application/atom+xml",
                                        "application/ld+json",
                                        "application/geo+json",
                                        "image/svg+xml"};
    for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
        if (strncasecmp(content_type, kinds[i], strlen(kinds[i])) == 0)
            return true;
    return false;
}

static size_t brotli(Effort effort, const void *bytes, size_t n, unsigned char *out, size_t room)
{
    int quality = effort == EFFORT_OFTEN ? 5 : 1;
    return BrotliEncoderCompress(quality, 18, BROTLI_MODE_TEXT, n, bytes, &room, out) ? room : 0;
}

static size_t gzip(Effort effort, const void *bytes, size_t n, unsigned char *out, size_t room)
{
    z_stream z = {0};
    int level = effort == EFFORT_OFTEN ? 6 : 1, window_with_gzip_header = 15 + 16;
    if (n > UINT32_MAX ||
        deflateInit2(&z, level, Z_DEFLATED, window_with_gzip_header, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    z.next_in = (unsigned char *)bytes;
    z.avail_in = (unsigned)n;
    z.next_out = out;
    z.avail_out = (unsigned)room;
    int result = deflate(&z, Z_FINISH);
    size_t made = room - z.avail_out;
    deflateEnd(&z);
    return result == Z_STREAM_END ? made : 0;
}

unsigned char *compress_bytes(Coding coding, Effort effort, const void *bytes, size_t n, size_t *ret_n)
{
    unsigned char *out = malloc(n + 1);
    if (!out)
        return NULL;
    size_t made = (coding == CODING_BROTLI ? brotli : gzip)(effort, bytes, n, out, n);
    if (made == 0) {
        free(out);
        return NULL;
    }
    *ret_n = made;
    unsigned char *fitting = realloc(out, made);
    if (fitting)
        out = fitting;
    return out;
}
