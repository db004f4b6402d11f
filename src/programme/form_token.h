/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The hidden token of each form: proves that the form came from our page for this session, and names this one
 * showing of it, so that sending it twice has the effect of once.
 *
 *     token = nonce (10 bytes) ‖ hour of making (4) ‖ first 16 bytes of H(key, nonce ‖ hour ‖ programme ‖
 * session) in hexadecimal. Nothing is stored before it is used. */
#pragma once

#include "programme/session.h"

typedef struct FormKey {
    unsigned char bytes[32];
} FormKey;

enum { FORM_TOKEN_HOURS = 7 * 24 };

const char *form_token_make(Cx *cx, const FormKey *key, const Session *session);
/* True when it was made with our key for this programme and session, and is not too old. */
bool form_token_holds(Cx *cx, const FormKey *key, const Session *session, const char *token);
