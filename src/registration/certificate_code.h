/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Codes of certificates: ten random characters of 31 (no 0, O, 1, I, L), and two that check them, in groups:
 * ABCD-EFGH-JKLM. One wrong character, or two that are swapped, never give another code. With 31^10 of them,
 * guessing finds none. */
#pragma once

#include "base/cx.h"

enum { CODE_RANDOM = 10, CODE_LENGTH = 12 };

/* A new one, without hyphens. */
void certificate_code_make(const Env *env, char out[static CODE_LENGTH + 1]);

/* Reads what people type: small letters, blanks, hyphens or none. False, output untouched, for what is no
 * code.
 */
bool certificate_code_read(const char *typed, char out[static CODE_LENGTH + 1]);

/* In groups of four, in the arena. */
const char *certificate_code_shown(Arena *arena, const char *code);
