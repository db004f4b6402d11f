/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of a request target: "/duesseldorf/de/seminars/3?x=1" into decoded segments and the query. */
#pragma once

#include "base/arena.h"

enum { TARGET_SEGMENTS = 16 };

typedef struct Target {
    const char *path;                      /* decoded, with its leading "/" */
    const char *query;                     /* as sent, without "?"; "" */
    const char *raw_path;                  /* as sent */
    const char *segments[TARGET_SEGMENTS]; /* decoded; none of them empty */
    const char *starts[TARGET_SEGMENTS];   /* where each begins in `path`, with its "/" */
    size_t n_segments;
    bool ends_with_slash; /* and is not just "/" */
} Target;

/* Takes a target that guard_target has let pass. 0; 400 for a bad escape, a control character or what is not
 * UTF-8; 404 for an empty segment inside or more than TARGET_SEGMENTS. Allocates in the arena. */
int target_parse(Arena *arena, const char *raw, size_t n, Target *ret_target);

/* The value of a hexadecimal digit pair, -1 if it is none. */
int percent_value(char high, char low);
