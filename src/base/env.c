/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See env.h. The fixed generator is splitmix64 (Steele, Lea, Flood 2014). */
#include "base/env.h"

#include <string.h>
#include <sys/random.h>
#include <stdlib.h>
#include <time.h>

static Time real_now(const Env *env)
{
    return (Time){(int64_t)time(NULL) + env->offset_s};
}

static void ask_kernel(void *out, size_t n)
{
    for (unsigned char *p = out; n > 0;) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0)
            continue; /* EINTR; nothing else can happen with flags 0 and a valid buffer */
        p += got;
        n -= (size_t)got;
    }
}

/* A registration needs four salts and keys of a few bytes: the kernel is asked for many at once, and what is
 * given out is wiped here. (This program never forks, so nobody else has the same store.) */
static void real_random(const Env *env, void *out, size_t n)
{
    static _Thread_local unsigned char store[512];
    static _Thread_local size_t left;
    (void)env;
    if (n > sizeof store / 8) {
        ask_kernel(out, n);
        return;
    }
    if (left < n) {
        ask_kernel(store, sizeof store);
        left = sizeof store;
    }
    memcpy(out, store + sizeof store - left, n);
    explicit_bzero(store + sizeof store - left, n);
    left -= n;
}

Env env_real(void)
{
    return (Env){.now = real_now, .random = real_random};
}

static Time fixed_now(const Env *env)
{
    return (Time){env->offset_s};
}

static void fixed_random(const Env *env, void *out, size_t n)
{
    uint64_t *state = &((Env *)env)->seed; /* an env_fixed is never shared between threads */
    for (unsigned char *p = out; n > 0;) {
        uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        z ^= z >> 31;
        size_t take = n < sizeof z ? n : sizeof z;
        memcpy(p, &z, take);
        p += take;
        n -= take;
    }
}

Env env_fixed(Time now, uint64_t seed)
{
    return (Env){.now = fixed_now, .random = fixed_random, .offset_s = now.seconds, .seed = seed};
}

void env_token(const Env *env, size_t n_bytes, char *out)
{
    static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789"; /* 32 signs */
    unsigned char bytes[64];
    assert(n_bytes <= sizeof bytes);
    env->random(env, bytes, n_bytes);
    size_t n = 0;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < n_bytes; i++) {
        bits = (bits << 8 | bytes[i]) & 0xffffu;
        for (held += 8; held >= 5; held -= 5)
            out[n++] = alphabet[bits >> (held - 5) & 31];
    }
    if (held > 0)
        out[n++] = alphabet[bits << (5 - held) & 31];
    out[n] = '\0';
}
