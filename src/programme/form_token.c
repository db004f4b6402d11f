/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See form_token.h. */
#include "programme/form_token.h"

#include "programme/secret.h"

enum {
    SECOND = 4,
    NONCE = 10 /* with the second */,
    STAMP = 4,
    MAC = 16,
    HEAD = NONCE + STAMP,
    WHOLE = HEAD + MAC,
    HOUR_S = 3600
};

static void sign(Cx *cx, const FormKey *key, const Session *session, const unsigned char head[static HEAD],
                 unsigned char out[static SECRET_HASH])
{
    unsigned char text[HEAD + sizeof(int64_t) + SECRET_HASH] = {0};
    memcpy(text, head, HEAD);
    memcpy(text + HEAD, &cx->programme.v, sizeof(int64_t));
    if (session)
        memcpy(text + HEAD + sizeof(int64_t), session->key_hash, SECRET_HASH);
    secret_hash(text, sizeof text, key->bytes, out);
}

const char *form_token_make(Cx *cx, const FormKey *key, const Session *session)
{
    unsigned char token[WHOLE], mac[SECRET_HASH];
    uint32_t second = (uint32_t)cx_now(cx).seconds, hour = (uint32_t)(cx_now(cx).seconds / HOUR_S);
    for (int i = 0; i < SECOND; i++)
        token[i] = (unsigned char)(second >> (24 - 8 * i));
    cx->env->random(cx->env, token + SECOND, NONCE - SECOND);
    memcpy(token + NONCE, &hour, STAMP);
    sign(cx, key, session, token, mac);
    memcpy(token + HEAD, mac, MAC);
    return secret_hex(cx->arena, token, WHOLE);
}

bool form_token_holds(Cx *cx, const FormKey *key, const Session *session, const char *token)
{
    unsigned char bytes[WHOLE], mac[SECRET_HASH];
    if (!secret_from_hex(token, bytes, WHOLE))
        return false;
    sign(cx, key, session, bytes, mac);
    if (!secret_equal(mac, bytes + HEAD, MAC))
        return false;
    uint32_t hour;
    memcpy(&hour, bytes + NONCE, STAMP);
    int64_t age = cx_now(cx).seconds / HOUR_S - hour;
    return age >= -1 && age <= FORM_TOKEN_HOURS;
}

Blob form_token_mark(Cx *cx, const char *token, const unsigned char form_hash[static SECRET_HASH])
{
    enum { OF_HASH = 16 };
    unsigned char whole[WHOLE], *mark = arena_alloc(cx->arena, SECOND + OF_HASH);
    if (secret_from_hex(token, whole, WHOLE))
        memcpy(mark, whole, SECOND);
    memcpy(mark + SECOND, form_hash, OF_HASH);
    return (Blob){mark, SECOND + OF_HASH};
}
