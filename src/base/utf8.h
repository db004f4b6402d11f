/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is it UTF-8? (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.) */
#pragma once

#include "base/macros.h"

bool utf8_valid(const char *bytes, size_t n);
