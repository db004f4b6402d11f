/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See certificate_code.h. */
#include "registration/certificate_code.h"

#include <ctype.h>

static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
enum { BASE = 31, CHECK_PRIME = 953 }; /* the largest prime below 31^2: what two characters can say */

/* The number that the characters are, modulo the prime. A wrong character changes it by less than 31 times a
 * power of 31, a swap by a difference of two such; neither is a multiple of the prime. */
static unsigned check_of(const char *code)
{
    unsigned sum = 0;
    for (int i = 0; i < CODE_RANDOM; i++)
        sum = (sum * BASE + (unsigned)(strchr(letters, code[i]) - letters)) % CHECK_PRIME;
    return sum;
}

void certificate_code_make(const Env *env, char out[static CODE_LENGTH + 1])
{
    for (int i = 0; i < CODE_RANDOM;) {
        unsigned char byte;
        env->random(env, &byte, 1);
        if ((byte & 31) < BASE)
            out[i++] = letters[byte & 31];
    }
    unsigned check = check_of(out);
    out[CODE_RANDOM] = letters[check / BASE];
    out[CODE_RANDOM + 1] = letters[check % BASE];
    out[CODE_LENGTH] = '\0';
}

bool certificate_code_read(const char *typed, char out[static CODE_LENGTH + 1])
{
    char code[CODE_LENGTH + 1] = "";
    int n = 0;
    for (; *typed; typed++) {
        char c = (char)toupper((unsigned char)*typed);
        if (c == ' ' || c == '-')
            continue;
        if (n == CODE_LENGTH || !strchr(letters, c))
            return false;
        code[n++] = c;
    }
    unsigned check = n == CODE_LENGTH ? check_of(code) : 0;
    if (n < CODE_LENGTH || code[CODE_RANDOM] != letters[check / BASE] ||
        code[CODE_RANDOM + 1] != letters[check % BASE])
        return false;
    memcpy(out, code, sizeof code);
    return true;
}

const char *certificate_code_shown(Arena *arena, const char *code)
{
    return arena_printf(arena, "%.4s-%.4s-%.4s", code, code + 4, code + 8);
}
