/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the tests of src/db share: a store in a folder of its own. */
#pragma once

#include "../unit_err.h"
#include "db/db.h"

typedef enum Colour { COLOUR_RED, COLOUR_GREEN, COLOUR_BLUE } Colour;

extern const DbSchema test_schema;

typedef struct Fixture {
    Arena arena;
    Env env;
    Cx cx;
    char folder[64];
    StoreConfig config;
    Store *store;
    DbConn *conn; /* DB_WRITE; also cx.db */
} Fixture;

/* cmocka setup and teardown: an empty store on the engine that the environment variable VEREINT_TEST_POSTGRES
 * (an address) chooses: SQLite without it. */
int fixture_open(void **state);
int fixture_close(void **state);
/* The same with another schema, the program's for example. */
int fixture_open_with(void **state, const DbSchema *schema);
/* Removes the database under a closed store. */
int fixture_empty(Fixture *f);
/* Closes and opens the store again. */
void fixture_reopen(Fixture *f);
bool fixture_on_postgres(void);
