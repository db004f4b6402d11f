/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See number.h. */
#include "base/number.h"

#include <string.h>

enum { DIGITS_MAX = 18 }; /* what an int64_t surely holds */

bool i64_parse(const char *text, int64_t *ret_value)
{
    bool is_negative = *text == '-';
    const char *digits = text + is_negative;
    size_t n = strlen(digits);
    if (n == 0 || n > DIGITS_MAX || strspn(digits, "0123456789") != n)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (digits[i] - '0');
    *ret_value = is_negative ? -value : value;
    return true;
}

bool int_parse(const char *text, int min, int max, int *ret_value)
{
    int64_t value;
    if (!i64_parse(text, &value) || value < min || value > max)
        return false;
    *ret_value = (int)value;
    return true;
}

bool id_parse(const char *text, int64_t *ret_value)
{
    int64_t value;
    if (*text < '1' || !i64_parse(text, &value))
        return false;
    *ret_value = value;
    return true;
}
