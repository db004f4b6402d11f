/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The folder of real data that nobody here wrote: VEREINT_SHARED, or ../shared beside the sources. A test
 * that needs it is a program of its own, which says so and is skipped where the folder is absent: if
 * (!shared_is_here()) return 0; */
#pragma once

#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static inline const char *shared_folder(void)
{
    const char *folder = getenv("VEREINT_SHARED");
    return folder ? folder : SOURCE_ROOT "/../shared";
}

/* False after printing TAP's line for a skipped program. */
static inline bool shared_is_here(void)
{
    if (access(shared_folder(), R_OK) == 0)
        return true;
    printf("1..0 # SKIP the folder of real data is not here: %s\n", shared_folder());
    return false;
}

/* Opens a file of it; the test fails if it can't. */
static inline FILE *shared_file(const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", shared_folder(), name);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("can't read %s", path);
    return file;
}
