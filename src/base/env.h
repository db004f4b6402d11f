/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The seam to the outside world: time and randomness come only through here, so that a test can hold and
 * replay them. */
#pragma once

#include "base/date.h"

typedef struct Env Env;
struct Env {
    Time (*now)(const Env *env);
    void (*random)(const Env *env, void *out, size_t n);
    int64_t offset_s; /* added to the clock; tests move it */
    uint64_t seed;    /* env_fixed: state of the replayable generator */
};

/* The real clock and the kernel's random bytes. */
Env env_real(void);

/* A clock that stands at `now` and random bytes that repeat for the same seed. For tests and the
 * demonstration programme only: the bytes are predictable. */
Env env_fixed(Time now, uint64_t seed);

/* n random bytes as lower-case base32 without look-alikes (no 0, 1, l, o); 8 bytes give 13 characters.
 * `out` has room for env_token_length(n) + 1. */
void env_token(const Env *env, size_t n_bytes, char *out);
#define ENV_TOKEN_ROOM(n_bytes) (((n_bytes)*8 + 4) / 5 + 1)
