/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The guard against formulas, which the writer puts on and the reader takes off; see csv.h. */
#pragma once

#include "base/macros.h"

/* Would the text, but for apostrophes before it, begin a formula? */
bool csv_needs_guard(const char *text);

/* Behind the guard, if there is one; else the text itself. */
const char *csv_without_guard(const char *text);
