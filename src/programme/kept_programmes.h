/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Programmes as they were found last, so that not every page has to look for its own. They belong to one
 * thread with a reading connection: the loop's. */
#pragma once

#include "programme/programme.h"

typedef struct KeptProgramme {
    Arena arena;
    Programme programme; /* slug NULL: this place is free */
    uint64_t generation; /* good while the counter of `tables` is this */
} KeptProgramme;

typedef struct KeptProgrammes {
    KeptProgramme at[16]; /* more programmes than this take turns */
    size_t next;
    uint64_t tables[2]; /* that programmes are read from */
} KeptProgrammes;

/* As programme_find. `since` is the counter of all tables before cx's transaction began: what was read is
 * kept only if nothing has been committed since. */
MUST_USE const Err *kept_programme_find(Cx *cx, KeptProgrammes *kept, const Store *store, uint64_t since,
                                        const char *slug, Programme *ret_programme);
void kept_programmes_free(KeptProgrammes *kept);
