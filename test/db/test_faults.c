/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A disk that fails: what was answered with success is there afterwards, and nothing is answered wrongly. */
#include "fault_vfs.h"
#include "kinds.sql.h"
#include "test_db.h"

#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

typedef struct AddJob {
    Job job;
    Arena arena;
    Cx cx;
    int64_t number;
    size_t size;
    sem_t finished;
    ErrKind failed; /* 0: kept */
} AddJob;

static const Err *add(Job *job, DbConn *conn, bool *ret_keep)
{
    (void)conn, (void)ret_keep;
    AddJob *a = (AddJob *)job;
    TopicId id;
    Blob bytes = {arena_alloc(job->cx->arena, a->size), a->size};
    return q_kind_add(job->cx, a->number, 0, "", bytes, NULL, NULL, NULL, NULL, &id);
}

static void done(Job *job, const Err *err)
{
    AddJob *a = (AddJob *)job;
    a->failed = err ? err->kind : 0;
    sem_post(&a->finished);
}

static void job_init(AddJob *a, Fixture *f, int64_t number, size_t size)
{
    *a = (AddJob){.job = {.run = add, .done = done, .cx = &a->cx},
                  .arena = arena_make(0),
                  .cx = {.arena = &a->arena, .env = &f->env},
                  .number = number,
                  .size = size};
    sem_init(&a->finished, 0, 0);
}

/* False: the lane took none of it. */
static bool add_and_wait(Fixture *f, int64_t number, size_t size, ErrKind *ret_failed)
{
    AddJob a;
    job_init(&a, f, number, size);
    bool accepted = store_submit(f->store, LANE_WRITE, &a.job);
    if (accepted)
        sem_wait(&a.finished);
    *ret_failed = a.failed;
    arena_free(&a.arena);
    sem_destroy(&a.finished);
    return accepted;
}

static bool holds(Fixture *f, int64_t number)
{
    KindFindRows rows;
    assert_ok(q_kind_list(&f->cx, NULL, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.at[i].number == number)
            return true;
    return false;
}

/* ---- a full disk: a file system of 2 MB ---- */

static bool mounted;

static int open_on_small_disk(void **state)
{
    Fixture *f;
    int failed = fixture_open(state);
    f = *state;
    db_close_conn(&f->conn);
    store_close(&f->store);
    mounted = !failed && mount("tmpfs", f->folder, "tmpfs", 0, "size=2m") == 0;
    fixture_reopen(f);
    return failed;
}

static int close_small_disk(void **state)
{
    Fixture *f = *state;
    db_close_conn(&f->conn);
    store_close(&f->store);
    if (mounted)
        umount(f->folder);
    return fixture_close(state);
}

static void a_full_disk_loses_nothing_and_invents_nothing(void **state)
{
    Fixture *f = *state;
    enum { N = 200 };
    ErrKind failed[N];
    int kept = 0, refused = 0;
    assert_true(mounted);
    for (int i = 0; i < N; i++) {
        assert_true(add_and_wait(f, i, 20000, &failed[i]));
        assert_true(!failed[i] || failed[i] == ERR_FULL);
        kept += !failed[i];
        refused += failed[i] == ERR_FULL;
    }
    assert_true(kept > 10 && refused > 10);
    fixture_reopen(f);
    for (int i = 0; i < N; i++)
        assert_int_equal(holds(f, i), !failed[i]);
}

static void with_room_again_work_goes_on(void **state)
{
    Fixture *f = *state;
    ErrKind failed = 0;
    assert_true(mounted);
    const char *ballast = arena_printf(&f->arena, "%s/ballast", f->folder);
    FILE *file = fopen(ballast, "w");
    char zeros[65536] = {0};
    assert_non_null(file);
    while (fwrite(zeros, 1, sizeof zeros, file) == sizeof zeros && fflush(file) == 0)
        ;
    fclose(file);
    for (int i = 0; i < 20 && !failed; i++)
        assert_true(add_and_wait(f, i, 20000, &failed));
    assert_int_equal(failed, ERR_FULL);
    assert_int_equal(unlink(ballast), 0);
    assert_true(add_and_wait(f, 100, 20000, &failed));
    assert_int_equal(failed, 0);
    assert_true(holds(f, 100));
}

static void a_store_cannot_be_made_on_a_full_disk(void **state)
{
    Fixture *f = *state;
    assert_true(mounted);
    db_close_conn(&f->conn);
    store_close(&f->store);
    assert_int_equal(fixture_empty(f), 0);
    FILE *file = fopen(arena_printf(&f->arena, "%s/ballast", f->folder), "w");
    char zeros[4096] = {0};
    assert_non_null(file);
    setvbuf(file, NULL, _IONBF, 0);
    while (fwrite(zeros, 1, sizeof zeros, file) == sizeof zeros)
        ;
    fclose(file);
    assert_err(store_open(&f->cx, &f->config, &f->store), ERR_FULL);
    f->store = NULL;
}

/* ---- fsync fails ---- */

static atomic_bool fail_sync;

static int open_with_fault_vfs(void **state)
{
    fault_vfs_register(&fail_sync);
    int failed = fixture_open(state);
    Fixture *f = *state;
    f->config.vfs = "fault";
    fixture_reopen(f);
    return failed;
}

static const Err *put_one(Cx *cx, void *arg)
{
    (void)arg;
    return q_counter_put(cx, "one", 1, NULL);
}

static void a_failed_sync_stops_the_writer(void **state)
{
    Fixture *f = *state;
    ErrKind failed;
    assert_true(add_and_wait(f, 1, 10, &failed));
    assert_int_equal(failed, 0);
    atomic_store(&fail_sync, true);
    assert_true(add_and_wait(f, 2, 10, &failed));
    assert_int_equal(failed, ERR_STORE);
    atomic_store(&fail_sync, false);
    assert_false(
        add_and_wait(f, 3, 10, &failed)); /* although the disk works again: nobody knows what it holds */
    assert_err(tx_run(&f->cx, put_one, NULL), ERR_STORE);
    assert_true(holds(f, 1));
    assert_false(holds(f, 3));
    fixture_reopen(f); /* the next start looks at what is really there */
    assert_true(add_and_wait(f, 4, 10, &failed));
    assert_int_equal(failed, 0);
    assert_true(holds(f, 1) && holds(f, 4));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_failed_sync_stops_the_writer, open_with_fault_vfs, fixture_close),
    };
    const struct CMUnitTest on_small_disk[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_loses_nothing_and_invents_nothing, open_on_small_disk,
                                        close_small_disk),
        cmocka_unit_test_setup_teardown(with_room_again_work_goes_on, open_on_small_disk, close_small_disk),
        cmocka_unit_test_setup_teardown(a_store_cannot_be_made_on_a_full_disk, open_on_small_disk,
                                        close_small_disk),
    };
    if (argc < 2 || strcmp(argv[1], "full") != 0)
        return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
    char folder[] = "/tmp/vereint-mount-XXXXXX";
    bool may_mount = mkdtemp(folder) && mount("tmpfs", folder, "tmpfs", 0, "size=2m") == 0;
    if (may_mount)
        umount(folder);
    rmdir(folder);
    if (may_mount)
        return cmocka_run_group_tests_name("full disk", on_small_disk, NULL, NULL);
    printf("1..0 # SKIP a small file system can't be mounted here (it needs root)\n");
    return 0;
}
