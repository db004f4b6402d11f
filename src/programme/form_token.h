/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The hidden token of each form: proves that the form came from our page for this session, and names this one
 * showing of it, so that sending it twice has the effect of once.
 *
 *     token = second of making, the highest byte first (4 bytes) ‖ nonce (6) ‖ hour of making (4) ‖ first 16
 * bytes of H(key, what stands before it ‖ programme ‖ session) in hexadecimal. Nothing is stored before it is
 * used. */
#pragma once

#include "programme/secret.h"
#include "programme/session.h"

typedef struct FormKey {
    unsigned char bytes[32];
} FormKey;

enum { FORM_TOKEN_HOURS = 7 * 24 };

const char *form_token_make(Cx *cx, const FormKey *key, const Session *session);
/* True when it was made with our key for this programme and session, and is not too old. */
bool form_token_holds(Cx *cx, const FormKey *key, const Session *session, const char *token);

/* What a form that was sent is known by: the second of its token, then the beginning of the hash of all that
 * was sent, so that forms sent together lie together in the table and a commit of many writes few pages. */
Blob form_token_mark(Cx *cx, const char *token, const unsigned char form_hash[static SECRET_HASH]);
