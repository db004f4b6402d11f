/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See money.h. */
#include "base/money.h"

#include <string.h>

/* Copies digits and the one decimal mark (as '.') of `text`; false when it is no amount. */
static bool plain_amount(const char *text, char *out, size_t room)
{
    size_t n = 0;
    const char *decimal = strchr(text, ',');
    if (!decimal) {
        const char *dot = strrchr(text, '.');
        if (dot && strspn(dot + 1, "0123456789") != 3)
            decimal = dot; /* 1234.56; a dot before three digits groups */
    }
    for (const char *p = text; *p; p++) {
        if (n + 1 >= room)
            return false;
        if (*p >= '0' && *p <= '9')
            out[n++] = *p;
        else if (p == decimal)
            out[n++] = '.';
        else if (*p == '.' && (!decimal || p < decimal) && n > 0 && strspn(p + 1, "0123456789") == 3)
            continue;
        else if (*p != ' ')
            return false;
    }
    out[n] = '\0';
    return n > 0 && out[0] != '.';
}

bool cents_parse(const char *text, Cents *ret_cents)
{
    static const char *const units[] = {"€", "EUR", "Euro"};
    char trimmed[64], digits[64];
    while (*text == ' ')
        text++;
    size_t length = strlen(text);
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        while (length > 0 && text[length - 1] == ' ')
            length--;
        size_t unit = strlen(units[i]);
        if (length >= unit && memcmp(text + length - unit, units[i], unit) == 0)
            length -= unit;
    }
    if (length == 0 || length >= sizeof trimmed)
        return false;
    memcpy(trimmed, text, length);
    trimmed[length] = '\0';
    if (!plain_amount(trimmed, digits, sizeof digits))
        return false;

    int64_t cents = 0;
    int decimals = -1;
    for (const char *p = digits; *p; p++) {
        if (*p == '.') {
            decimals = 0;
            continue;
        }
        if (decimals >= 0 && ++decimals > 2)
            return false;
        cents = cents * 10 + (*p - '0');
        if (cents > CENTS_MAX)
            return false;
    }
    if (decimals == 0)
        return false;
    for (int i = decimals < 0 ? 0 : decimals; i < 2; i++)
        cents *= 10;
    if (cents > CENTS_MAX)
        return false;
    *ret_cents = (Cents){cents};
    return true;
}
