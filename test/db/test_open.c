/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening a store that can't be opened: each reason has its sentence. */
#include "kinds.sql.h"
#include "test_db.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- SQLite: the file is made unfit ---- */

static void close_store(Fixture *f)
{
    db_close_conn(&f->conn);
    store_close(&f->store);
}

static const char *file_of(Fixture *f)
{
    return arena_printf(&f->arena, "%s/vereint.db", f->folder);
}

static void patch(Fixture *f, long at, const void *bytes, size_t n)
{
    FILE *file = fopen(file_of(f), "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* The open fails with a sentence that holds the words, and the file stays as it is. */
static void must_refuse(Fixture *f, ErrKind kind, const char *words)
{
    struct stat before = {0}, after = {0};
    Store *store = NULL;
    stat(file_of(f), &before);
    const Err *err = store_open(&f->cx, &f->config, &store);
    assert_non_null(err);
    assert_null(store);
    if (err->kind != kind || !strstr(err->message, words))
        fail_msg("kind %d, %s (%s)", (int)err->kind, err->message, err->detail ? err->detail : "");
    stat(file_of(f), &after);
    assert_int_equal(before.st_size, after.st_size);
}

static void a_file_that_is_no_database(void **state)
{
    Fixture *f = *state;
    close_store(f);
    char text[8192];
    memset(text, 'x', sizeof text);
    patch(f, 0, text, sizeof text);
    must_refuse(f, ERR_STORE, "is no database");
}

static void a_database_of_another_program(void **state)
{
    Fixture *f = *state;
    close_store(f);
    patch(f, 68, "\1\2\3\4", 4); /* application_id; sqlite.org/fileformat.html 1.3 */
    must_refuse(f, ERR_CONFLICT, "of another program");
    patch(f, 68, "\0\0\0\0", 4); /* none at all, but tables */
    must_refuse(f, ERR_CONFLICT, "of another program");
}

static void a_database_of_a_newer_program(void **state)
{
    Fixture *f = *state;
    close_store(f);
    patch(f, 60, "\0\0\0\143", 4); /* user_version */
    must_refuse(f, ERR_CONFLICT, "newer version");
}

static void fill(Fixture *f)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    assert_ok(tx_begin(&f->cx, &tx));
    for (int64_t i = 0; i < 2000; i++) {
        TopicId id;
        assert_ok(q_kind_add(&f->cx, i, 0, "a name of some length", (Blob){0}, NULL, NULL, NULL, NULL, &id));
    }
    assert_ok(tx_commit(&f->cx, &tx));
}

static void a_damaged_database(void **state)
{
    Fixture *f = *state;
    fill(f);
    close_store(f);
    char garbage[4096];
    memset(garbage, 0x5a, sizeof garbage);
    patch(f, 10 * 4096, garbage, sizeof garbage);
    must_refuse(f, ERR_STORE, "damaged");
}

static void a_database_cut_short(void **state)
{
    Fixture *f = *state;
    fill(f);
    close_store(f);
    assert_int_equal(truncate(file_of(f), 5L * 4096), 0);
    must_refuse(f, ERR_STORE, "damaged");
}

static void a_folder_without_a_database(void **state)
{
    Fixture *f = *state;
    close_store(f);
    assert_int_equal(unlink(file_of(f)), 0);
    f->config.create = false;
    must_refuse(f, ERR_NOT_FOUND, "no database");
    assert_int_equal(access(file_of(f), F_OK), -1);
}

static void a_folder_that_cannot_be_made(void **state)
{
    Fixture *f = *state;
    close_store(f);
    f->config.data_dir = "/proc/nowhere/data";
    must_refuse(f, ERR_SYSTEM, "can't be created");
}

/* Root may write anywhere, so somebody else tries; its exit status tells what it met. */
static int kind_met_by_nobody(Fixture *f)
{
    pid_t child = fork();
    if (!child) {
        Store *store = NULL;
        if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
            _exit(99);
        const Err *err = store_open(&f->cx, &f->config, &store);
        _exit(err ? (int)err->kind : 0);
    }
    int status;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_read_only_file_or_folder(void **state)
{
    Fixture *f = *state;
    close_store(f);
    chmod(f->folder, 0777);
    chmod(file_of(f), 0444);
    assert_int_equal(kind_met_by_nobody(f), ERR_SYSTEM);
    chmod(file_of(f), 0666);
    chmod(f->folder, 0555);
    assert_int_equal(kind_met_by_nobody(f), ERR_SYSTEM);
    assert_int_equal(unlink(file_of(f)), 0);
    assert_int_equal(kind_met_by_nobody(f), ERR_SYSTEM);
    chmod(f->folder, 0777);
    assert_int_equal(kind_met_by_nobody(f), 0); /* it was the rights, nothing else */
    chmod(f->folder, 0755);
}

/* ---- PostgreSQL ---- */

static void sql(const char *statement)
{
    char command[512];
    snprintf(command, sizeof command, "psql -q '%s' -c '%s'", getenv("VEREINT_TEST_POSTGRES"), statement);
    assert_int_equal(system(command), 0);
}

static void a_server_that_is_not_there(void **state)
{
    Fixture *f = *state;
    f->config.postgres = "postgres://vereint@/vereint?host=/nonexistent";
    must_refuse(f, ERR_STORE, "can't be reached");
    f->config.postgres = "postgres://%%%";
    must_refuse(f, ERR_STORE, "can't be reached");
}

static void a_server_database_of_another_program(void **state)
{
    Fixture *f = *state;
    close_store(f);
    sql("DROP TABLE vereint_schema");
    must_refuse(f, ERR_CONFLICT, "another program");
}

static void a_server_database_of_a_newer_program(void **state)
{
    Fixture *f = *state;
    close_store(f);
    sql("UPDATE vereint_schema SET version = 99");
    must_refuse(f, ERR_CONFLICT, "newer version");
}

static void an_empty_server_database(void **state)
{
    Fixture *f = *state;
    close_store(f);
    sql("SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    f->config.create = false;
    must_refuse(f, ERR_NOT_FOUND, "empty");
}

/* ---- both ---- */

static const Err *insert_again(Cx *cx)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    TRY(q_counter_raise(cx, "start", NULL));
    return tx_commit(cx, &tx);
}

/* An older program made the database; this one brings the second step, which must come once only. */
static void migrations_come_one_by_one_and_once(void **state)
{
    Fixture *f = *state;
    DbSchema first_step = test_schema;
    close_store(f);
    assert_int_equal(fixture_empty(f), 0);
    first_step.n_migrations = 1;
    f->config.schema = &first_step;
    fixture_reopen(f);
    f->config.schema = &test_schema;
    fixture_reopen(f);
    fixture_reopen(f);
    assert_ok(insert_again(&f->cx));
    CounterSum sum;
    assert_ok(q_counter_sum(&f->cx, &sum));
    assert_int_equal(sum.n, 1);
    assert_int_equal(sum.total, 2);
}

static void a_failing_migration_leaves_nothing(void **state)
{
    Fixture *f = *state;
    const DbMigration steps[] = {
        test_schema.migrations[0],
        {2, "002_wrong.sql",
         "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; INSERT INTO nowhere VALUES (1);"}};
    DbSchema wrong = test_schema;
    close_store(f);
    assert_int_equal(fixture_empty(f), 0);
    wrong.migrations = steps;
    f->config.schema = &wrong;
    Store *store;
    assert_err(store_open(&f->cx, &f->config, &store), ERR_STORE);
    f->config.schema = &test_schema;
    fixture_reopen(f); /* as if nothing had been */
}

int main(void)
{
#define IN_A_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
    enum { SQLITE_ONLY = 8, POSTGRES_ONLY = 4 };
    const struct CMUnitTest tests[] = {
        IN_A_STORE(a_file_that_is_no_database),
        IN_A_STORE(a_database_of_another_program),
        IN_A_STORE(a_database_of_a_newer_program),
        IN_A_STORE(a_damaged_database),
        IN_A_STORE(a_database_cut_short),
        IN_A_STORE(a_folder_without_a_database),
        IN_A_STORE(a_folder_that_cannot_be_made),
        IN_A_STORE(a_read_only_file_or_folder),
        IN_A_STORE(migrations_come_one_by_one_and_once),
        IN_A_STORE(a_failing_migration_leaves_nothing),
        IN_A_STORE(a_server_that_is_not_there),
        IN_A_STORE(a_server_database_of_another_program),
        IN_A_STORE(a_server_database_of_a_newer_program),
        IN_A_STORE(an_empty_server_database),
    };
    bool pg = fixture_on_postgres();
    return _cmocka_run_group_tests("open", tests + (pg ? SQLITE_ONLY : 0),
                                   ARRAY_LENGTH(tests) - (pg ? SQLITE_ONLY : POSTGRES_ONLY), NULL, NULL);
}
