/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What must happen by itself: forgetting what is no longer needed. Jobs register in a table (main.c); each
 * runs once an hour and at start, in a transaction of its own, however often the process starts. */
#pragma once

#include "db/db.h"

typedef struct HousekeepingJob {
    const char *name;
    const Err *(*run)(Cx *cx); /* for all programmes; inside a transaction */
    int every_s;               /* 0: once an hour */
    bool only_on_postgres;
} HousekeepingJob;

typedef struct Housekeeping Housekeeping;

MUST_USE const Err *housekeeping_start(Cx *cx, Store *store, const HousekeepingJob *jobs, size_t n_jobs,
                                       Housekeeping **ret_housekeeping);
void housekeeping_stop(Housekeeping **housekeeping); /* accepts NULL in it */

/* Runs all jobs now, on the connection of cx (for tests and the command `housekeeping`). */
MUST_USE const Err *housekeeping_run(Cx *cx, const HousekeepingJob *jobs, size_t n_jobs);

/* The job of this folder: expired sessions, links, spent form tokens, import drafts after a week. */
MUST_USE const Err *programme_forget(Cx *cx);
