/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bodies with uploads (multipart/form-data, RFC 7578). */
#pragma once

#include "html/form_input.h"

/* The boundary of a Content-Type header, in the arena; NULL if it is not multipart/form-data with one of 1 to
 * 70 permitted characters as its first parameter. */
const char *multipart_boundary(Cx *cx, const char *content_type);

/* Adds the parts to `input`. Uploads (parts with a file name) keep pointing into `bytes`; an upload control
 * left empty (no name, no bytes) gives bytes == NULL. A file name loses its directories. False for anything
 * that does not follow the grammar: refuse the request. */
bool multipart_parse(Cx *cx, const char *bytes, size_t n, const char *boundary, FormInput *input);
