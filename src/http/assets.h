/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of the front end, compiled into the program: style sheet, fonts, pictures, robots.txt.
 * assets/build.mjs writes the table; nothing is read from disk while serving. */
#pragma once

#include "base/macros.h"

typedef struct Asset {
    const char *path; /* where it is served: "/assets/vereint.HnHQlhxzN2.css", "/robots.txt" */
    const char *name; /* what views call it: "vereint.css" */
    const char *content_type;
    const unsigned char *bytes;
    size_t n;
    const unsigned char *br; /* brotli; NULL where it would not save a tenth */
    size_t n_br;
    const unsigned char *gz; /* the same for gzip */
    size_t n_gz;
    const char *etag; /* with its quotes; of the plain bytes */
    bool forever;     /* the path names the content: may be cached for a year, immutable */
} Asset;

extern const Asset asset_table[]; /* sorted by path */
extern const size_t asset_count;

/* The asset served at a path, or NULL. */
const Asset *asset_find(const char *path);

/* The address of an asset by its name, for views: asset_url("vereint.css"). A name that doesn't exist is our
 * bug (assert). Static. */
const char *asset_url(const char *name);
