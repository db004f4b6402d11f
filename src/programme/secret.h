/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Passwords, keyed and plain hashes (libsodium behind it). */
#pragma once

#include "db/db.h"

enum { SECRET_HASH = 32, SECRET_KEY = 32 };

/* Ready the library; once per process, before the others. False: no secure random numbers. */
bool secret_start(void);

/* Argon2id at the interactive limits (64 MiB, about 0.2 s): only on a worker. Fails: SYSTEM without memory.
 */
MUST_USE const Err *secret_password_hash(Cx *cx, const char *password, const char **ret_hash);
bool secret_password_verify(const char *hash, const char *password);
/* Takes as long as a verification: for accounts that do not exist. */
void secret_password_waste(const char *password);

/* BLAKE2b-256 of the bytes, with a key or NULL. */
void secret_hash(const void *bytes, size_t n, const unsigned char *key,
                 unsigned char out[static SECRET_HASH]);
/* The same of a string, as a Blob in the arena: what is stored of a token. */
Blob secret_token_hash(Arena *arena, const char *token);
/* Constant-time comparison. */
bool secret_equal(const void *a, const void *b, size_t n);
/* Lower-case hexadecimal in the arena. */
const char *secret_hex(Arena *arena, const void *bytes, size_t n);
/* Reads exactly n bytes of lower-case hexadecimal; false for anything else. */
bool secret_from_hex(const char *hex, unsigned char *out, size_t n);
