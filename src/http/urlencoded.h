/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bodies and queries of the form a=1&b=2 (application/x-www-form-urlencoded). */
#pragma once

#include "html/form_input.h"

enum { FORM_MAX_ENTRIES = 1000 };

/* Adds the pairs to `input`, decoded, in the order sent. A "%" that begins no escape stays as it is, as
 * browsers' own parsers have it. False for a NUL (sent or escaped) or more than FORM_MAX_ENTRIES: refuse the
 * request. */
bool urlencoded_parse(Cx *cx, const char *bytes, size_t n, FormInput *input);

/* The same for one pair of another source; input->entries has room for FORM_MAX_ENTRIES at most and grows. */
bool form_add_entry(Cx *cx, FormInput *input, FormEntry entry);
