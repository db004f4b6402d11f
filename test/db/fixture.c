/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See test_db.h. */
#include "test_db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool fixture_on_postgres(void)
{
    return getenv("VEREINT_TEST_POSTGRES") != NULL;
}

void fixture_reopen(Fixture *f)
{
    db_close_conn(&f->conn);
    store_close(&f->store);
    assert_ok(store_open(&f->cx, &f->config, &f->store));
    assert_ok(db_open_conn(&f->cx, f->store, DB_WRITE, &f->conn));
    f->cx.db = f->conn;
}

static int shell(const char *before, const char *arg, const char *after)
{
    char command[512];
    snprintf(command, sizeof command, "%s'%s'%s", before, arg, after);
    return system(command);
}

/* The cluster is shared by the tests of a program, one after the other. */
int fixture_empty(Fixture *f)
{
    if (!fixture_on_postgres())
        return shell("rm -f ", f->folder, "/*");
    return shell(
        "psql -q ", f->config.postgres,
        " -c 'SET client_min_messages = error' -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public'");
}

int fixture_open(void **state)
{
    return fixture_open_with(state, &test_schema);
}

int fixture_open_with(void **state, const DbSchema *schema)
{
    Fixture *f = calloc(1, sizeof *f);
    f->arena = arena_make(0);
    f->env = env_real();
    f->cx = (Cx){.arena = &f->arena, .env = &f->env};
    strcpy(f->folder, "/tmp/vereint-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->config = (StoreConfig){.data_dir = f->folder,
                              .postgres = getenv("VEREINT_TEST_POSTGRES"),
                              .create = true,
                              .durable = true,
                              .schema = schema,
                              .env = &f->env};
    *state = f;
    if (fixture_empty(f) != 0)
        return 1;
    fixture_reopen(f);
    return 0;
}

int fixture_close(void **state)
{
    Fixture *f = *state;
    db_close_conn(&f->conn);
    store_close(&f->store);
    int status = shell("rm -rf ", f->folder, "");
    arena_free(&f->arena);
    free(f);
    return status;
}
