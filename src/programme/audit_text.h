/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit log as the office reads it. What is stored stays as it is (English codes, cents, ISO dates): it
 * is chained. One table says what each action and field is called and of what kind its values are; a test
 * holds the table to the sources. */
#pragma once

#include "base/cx.h"

/* "association.change" → "Association changed". An unknown code comes back as it is. */
const char *audit_action_text(Cx *cx, const char *action);
/* "seminar" → "Seminar". */
const char *audit_object_text(Cx *cx, const char *object_kind);
/* "amount_cents: 0 → 50000\n" → "Amount: 500,00 €\n". Lines of no known shape stay as they are. */
const char *audit_detail_text(Cx *cx, const char *action, const char *detail);

/* For the test: does the table have it? */
bool audit_action_known(const char *action);
bool audit_field_known(const char *field);
bool audit_object_known(const char *object_kind);
