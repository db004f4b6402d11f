/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Content codings: which one a client takes, and making it. */
#pragma once

#include "base/macros.h"

typedef enum Coding { CODING_IDENTITY, CODING_GZIP, CODING_BROTLI, N_CODINGS } Coding;

/* "gzip", "br"; NULL for identity. */
const char *coding_name(Coding coding);

/* The best coding that an Accept-Encoding header (NULL: none sent) allows. */
Coding coding_accepted(const char *accept_encoding);

/* Is the type text of some sort? Pictures and archives are compressed already. */
bool is_compressible(const char *content_type);

typedef enum Effort { EFFORT_ONCE, EFFORT_OFTEN } Effort; /* made for one answer, or sent again and again */

/* malloc'ed; NULL if it would not be smaller. */
unsigned char *compress_bytes(Coding coding, Effort effort, const void *bytes, size_t n, size_t *ret_n)
    __attribute__((malloc));
