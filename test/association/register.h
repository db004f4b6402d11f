/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the tests of the register share: an installation with two programmes, on the engine that
 * VEREINT_TEST_POSTGRES (an address) chooses, SQLite without it. */
#pragma once

#include "../unit_err.h"
#include "association/association_find.h"

typedef struct Register {
    Arena arena;
    Env env;
    Cx cx; /* with a writing connection, inside the first programme, in German */
    char folder[64];
    Store *store;
    ProgrammeId first, second;
} Register;

/* cmocka setup and teardown. */
int register_open(void **state);
int register_close(void **state);

/* An association with a name and a number, tidied. */
Association register_draft(Register *r, const char *name, const char *number);
AssociationId register_add(Register *r, const char *name, const char *number);
size_t register_count(Register *r);
