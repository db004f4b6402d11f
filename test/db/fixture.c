/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See test_db.h. */
#include "test_db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void assert_ok_at(const Err *err, const char *file, int line)
{
    if (!err)
        return;
    print_error("%s (%s), made at %s:%d\n", err->message, err->detail ? err->detail : "", err->file,
                err->line);
    _fail(file, line);
}

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

int fixture_open(void **state)
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
                              .schema = &test_schema,
                              .env = &f->env};
    *state = f;
    fixture_reopen(f);
    return 0;
}

int fixture_close(void **state)
{
    Fixture *f = *state;
    char command[128];
    db_close_conn(&f->conn);
    store_close(&f->store);
    snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
    int status = system(command);
    arena_free(&f->arena);
    free(f);
    return status;
}
