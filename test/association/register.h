/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the tests of the register share: an installation with two programmes, on the engine that
 * VEREINT_TEST_POSTGRES (an address) chooses, SQLite without it. */
#pragma once

#include "../unit.h"
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

#define assert_ok(call) assert_ok_at((call), __FILE__, __LINE__)
void assert_ok_at(const Err *err, const char *file, int line);
#define assert_err(call, err_kind)                                                                           \
    do {                                                                                                     \
        const Err *assert_err_ = (call);                                                                     \
        assert_non_null(assert_err_);                                                                        \
        assert_int_equal(assert_err_->kind, (err_kind));                                                     \
    } while (0)
