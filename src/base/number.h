/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whole numbers as text. The whole text is the number, or it is none: no blanks, no plus, nothing behind it.
 */
#pragma once

#include "base/macros.h"

/* "0", "-12": at most 18 digits. */
MUST_USE bool i64_parse(const char *text, int64_t *ret_value);
/* From min to max. */
MUST_USE bool int_parse(const char *text, int min, int max, int *ret_value);
/* The value of an id: positive, without leading zeros, so that every object has one name. */
MUST_USE bool id_parse(const char *text, int64_t *ret_value);
