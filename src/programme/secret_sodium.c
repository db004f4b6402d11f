/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The adapter to libsodium; see secret.h. */
#include "programme/secret.h"

#include <sodium.h>
#include <string.h>

bool secret_start(void)
{
    return sodium_init() >= 0;
}

const Err *secret_password_hash(Cx *cx, const char *password, const char **ret_hash)
{
    char hash[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return FAIL(cx, ERR_BUSY,
                    "There is not enough memory to check passwords just now. Please try again.");
    *ret_hash = arena_text(cx->arena, hash);
    return NULL;
}

bool secret_password_verify(const char *hash, const char *password)
{
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

void secret_password_waste(const char *password)
{
    char hash[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return;
}

void secret_hash(const void *bytes, size_t n, const unsigned char *key, unsigned char out[static SECRET_HASH])
{
    int failed = crypto_generichash(out, SECRET_HASH, bytes, n, key, key ? SECRET_KEY : 0);
    assert(!failed);
    (void)failed;
}

Blob secret_token_hash(Arena *arena, const char *token)
{
    unsigned char *hash = arena_alloc(arena, SECRET_HASH);
    secret_hash(token, strlen(token), NULL, hash);
    return (Blob){hash, SECRET_HASH};
}

bool secret_equal(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}

const char *secret_hex(Arena *arena, const void *bytes, size_t n)
{
    char *hex = arena_alloc(arena, n * 2 + 1);
    return sodium_bin2hex(hex, n * 2 + 1, bytes, n);
}

bool secret_from_hex(const char *hex, unsigned char *out, size_t n)
{
    size_t length;
    const char *end;
    return strlen(hex) == n * 2 && sodium_hex2bin(out, n, hex, n * 2, NULL, &length, &end) == 0 &&
           length == n && *end == '\0';
}
