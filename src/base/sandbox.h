/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the server gives up before it answers anybody: should a request ever take it over, it finds a process
 * that can write nowhere but in the data folder, read little else, and start no other program. */
#pragma once

#include "base/cx.h"

typedef struct SandboxHeld {
    bool files;    /* Landlock: the kernel knows it, from 5.13 on */
    bool programs; /* seccomp: no execve, no ptrace, no mount … */
} SandboxHeld;

/* For the calling thread and all that it starts from now on, until the process ends; threads that run already
 * are bound to the second part only. `writable`: folders, ending in NULL; what is not there is left out.
 * System files (fonts, time zones, names of hosts) stay readable. A kernel that lacks a part is no failure:
 * *ret_held tells. SYSTEM: the kernel has it and refuses. */
MUST_USE const Err *sandbox_enter(Cx *cx, const char *const *writable, const char *const *readable,
                                  SandboxHeld *ret_held);
