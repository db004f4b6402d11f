/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* UTF-8 as RFC 3629 has it. */
#pragma once

#include "base/macros.h"

/* No overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_valid(const char *bytes, size_t n);

/* How many characters (code points) valid text has. */
size_t utf8_length(const char *text);
/* How many bytes its first `most` characters take. */
size_t utf8_cut(const char *text, size_t most);
