/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Money is whole cents; nothing here rounds. */
#pragma once

#include "base/macros.h"

typedef struct Cents {
    int64_t v;
} Cents;

#define CENTS_MAX INT64_C(100000000000000) /* a billion euro: no sum of real amounts comes near overflow */

/* Reads what people type: "4000", "4.000", "4.000,00", "4000,5", "1234.56", "12 €", "12 EUR", spaces. A dot
 * followed by exactly three digits groups thousands; more than two decimals, a minus sign, or more than
 * CENTS_MAX is refused (false, output untouched). */
bool cents_parse(const char *text, Cents *ret_cents);
