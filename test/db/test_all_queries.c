/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every query of the program, prepared on the engine under test; and the check's own ability to refuse. */
#include "kinds.sql.h"

#include <stdio.h>
#include <string.h>

static int fixture_open_program(void **state)
{
    return fixture_open_with(state, &db_schema);
}

static void every_query_fits_what_it_declares(void **state)
{
    Fixture *f = *state;
    int wrong = 0;
    for (int i = 0; i < db_schema.n_queries; i++) {
        assert_int_equal(db_schema.queries[i]->index, i);
        const Err *err = db_check_query(&f->cx, db_schema.queries[i]);
        if (err)
            print_error("%s\n", err->detail);
        wrong += err != NULL;
    }
    assert_true(db_schema.n_queries > 0);
    assert_int_equal(wrong, 0);
}

static void a_query_that_does_not_fit_is_refused(void **state)
{
    Fixture *f = *state;
    static const DbColumn number[] = {{.name = "n", .type = DB_I64}},
                          text[] = {{.name = "n", .type = DB_TEXT}};
    DbQuery query = {.name = "planted",
                     .sqlite = "SELECT 1 AS n, 2 AS m",
                     .postgres = "SELECT sum(1::bigint) AS n",
                     .n_columns = 1,
                     .columns = number};
    assert_err(db_check_query(&f->cx, &query), ERR_STORE);
    query = (DbQuery){.name = "planted",
                      .index = 1,
                      .sqlite = "SELECT nonsense",
                      .postgres = "SELECT 1::bigint AS n",
                      .n_columns = 1,
                      .columns = text};
    assert_err(db_check_query(&f->cx, &query), ERR_STORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_query_fits_what_it_declares, fixture_open_program,
                                        fixture_close),
        cmocka_unit_test_setup_teardown(a_query_that_does_not_fit_is_refused, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests_name("all queries", tests, NULL, NULL);
}
