/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The power fails at any moment of writing, of a checkpoint, of a migration: what was acknowledged is there
 * afterwards, nothing is half there, and the file is sound. With "normal" as argument the store syncs too
 * little (synchronous=NORMAL), and the test must fail: else it could not see a missing sync. */
#include "kinds.sql.h"
#include "powerloss_vfs.h"
#include "test_db.h"

#include <semaphore.h>
#include <stdio.h>
#include <string.h>

enum { ROUNDS = 10000, DISK_ROUNDS = 20, JOBS = 12, JOBS_OF_DISK = DISK_ROUNDS * JOBS, CHANGES = 70 };

static bool durable = true;

typedef struct Proof {
    Fixture *f;
    uint64_t seed;
    int64_t n_submitted; /* on this disk; a job's number is its place */
    bool acknowledged[JOBS_OF_DISK];
    int64_t all_acknowledged, all_lost, cuts, sectors;
} Proof;

static int64_t chance(Proof *p, int64_t below)
{
    p->seed ^= p->seed >> 12; /* xorshift64* */
    p->seed ^= p->seed << 25;
    p->seed ^= p->seed >> 27;
    return (int64_t)((p->seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

/* ---- writing ---- */

typedef struct Write {
    Job job;
    Arena arena;
    Cx cx;
    int64_t number;
    size_t size;
    sem_t ended;
    bool is_kept;
} Write;

/* Two rows in two tables: both or none. */
static const Err *write_rows(Job *job, DbConn *conn, bool *ret_keep)
{
    (void)conn, (void)ret_keep;
    Write *w = (Write *)job;
    TopicId id;
    Blob bytes = {arena_alloc(job->cx->arena, w->size), w->size};
    memset((void *)bytes.bytes, (int)w->number & 0xff, w->size);
    TRY(q_kind_add(job->cx, w->number, 0, "", bytes, NULL, NULL, NULL, NULL, &id));
    return q_counter_put(job->cx, arena_printf(job->cx->arena, "%lld", (long long)w->number), w->number,
                         NULL);
}

static void ended(Job *job, const Err *err)
{
    Write *w = (Write *)job;
    w->is_kept = !err;
    sem_post(&w->ended);
}

/* Some jobs at once, so that some share a commit; small ones, and now and then one of many pages. */
static void write_some(Proof *p, int n)
{
    Write writes[JOBS];
    for (int i = 0; i < n; i++) {
        Write *w = &writes[i];
        *w = (Write){.job = {.run = write_rows, .done = ended, .cx = &w->cx},
                     .arena = arena_make(0),
                     .number = p->n_submitted++,
                     .size = (size_t)(chance(p, 20) ? chance(p, 300) : chance(p, 60000))};
        w->cx = (Cx){.arena = &w->arena, .env = &p->f->env};
        sem_init(&w->ended, 0, 0);
        if (!store_submit(p->f->store, LANE_WRITE, &w->job))
            sem_post(&w->ended);
    }
    for (int i = 0; i < n; i++) {
        sem_wait(&writes[i].ended);
        p->acknowledged[writes[i].number] = writes[i].is_kept;
        p->all_acknowledged += writes[i].is_kept;
        arena_free(&writes[i].arena);
        sem_destroy(&writes[i].ended);
    }
}

static const Err *open_store(Proof *p)
{
    TRY(store_open(&p->f->cx, &p->f->config, &p->f->store));
    TRY(db_open_conn(&p->f->cx, p->f->store, DB_WRITE, &p->f->conn));
    p->f->cx.db = p->f->conn;
    return NULL;
}

static void close_store(Proof *p)
{
    db_close_conn(&p->f->conn);
    store_close(&p->f->store);
    p->f->cx.db = NULL;
}

/* ---- what is found afterwards ---- */

static bool is_all(Blob bytes, unsigned char value)
{
    const unsigned char *at = bytes.bytes;
    return bytes.n == 0 || (at[0] == value && memcmp(at, at + 1, bytes.n - 1) == 0);
}

static void check_rows(Proof *p)
{
    KindFindRows kinds;
    CounterAllRows counters;
    int64_t times[JOBS_OF_DISK] = {0}, others[JOBS_OF_DISK] = {0};
    assert_ok(q_kind_list(&p->f->cx, NULL, &kinds));
    assert_ok(q_counter_all(&p->f->cx, &counters));
    for (size_t i = 0; i < kinds.n; i++) {
        const KindFind *k = &kinds.at[i];
        assert_in_range(k->number, 0, p->n_submitted - 1);
        times[k->number]++;
        assert_true(is_all(k->bytes, (unsigned char)(k->number & 0xff)));
    }
    for (size_t i = 0; i < counters.n; i++)
        if (strcmp(counters.at[i].name, "start") != 0)
            others[counters.at[i].value]++;
    for (int64_t i = 0; i < p->n_submitted; i++) {
        assert_int_equal(times[i], others[i]); /* nothing is half there */
        p->all_lost += p->acknowledged[i] && times[i] == 0;
        p->acknowledged[i] = times[i] > 0; /* what is there now must stay */
    }
}

static void check_disk(Proof *p)
{
    assert_ok(open_store(p));
    check_rows(p);
    close_store(p);
    assert_true(powerloss_is_sound(arena_printf(&p->f->arena, "%s/vereint.db", p->f->folder)));
}

/* One life of the program up to the cut, which may come before it has opened its files, or never. */
static void live_until_the_cut(Proof *p)
{
    powerloss_fail_after(chance(p, 8) ? chance(p, CHANGES) : -1);
    const Err *err = open_store(p);
    assert_true(!err || powerloss_is_off());
    for (int left = JOBS, n; !err && left > 0; left -= n) {
        n = (int)chance(p, left) + 1;
        write_some(p, n);
    }
    if (chance(p, 2)) /* half of the time it is cut before its files are closed in good order */
        powerloss_fail_after(0);
    close_store(p);
    p->cuts += powerloss_is_off();
}

static void acknowledged_commits_survive_a_power_cut(void **state)
{
    Proof *p = *state;
    for (int round = 0; round < ROUNDS && !p->all_lost; round++) {
        if (round % DISK_ROUNDS == 0) {
            powerloss_new_disk();
            p->n_submitted = 0;
        }
        arena_reset(&p->f->arena);
        live_until_the_cut(p);
        p->sectors += powerloss_restart(&p->seed);
        check_disk(p);
    }
    printf("# %d rounds, %lld cuts, %lld sectors lost, %lld commits acknowledged, %lld of them lost\n",
           ROUNDS, (long long)p->cuts, (long long)p->sectors, (long long)p->all_acknowledged,
           (long long)p->all_lost);
    assert_int_equal(p->all_lost, 0);
    assert_true(p->cuts > ROUNDS / 4 && p->sectors > ROUNDS && p->all_acknowledged > ROUNDS);
}

static int open_proof(void **state)
{
    Proof *p = calloc(1, sizeof *p);
    powerloss_register();
    void *fixture = NULL;
    if (fixture_open(&fixture) != 0)
        return 1;
    p->f = fixture;
    p->seed = 42;
    close_store(p);
    p->f->config.vfs = "powerloss";
    p->f->config.durable = durable;
    *state = p;
    return 0;
}

static int close_proof(void **state)
{
    Proof *p = *state;
    void *fixture = p->f;
    powerloss_new_disk();
    free(p);
    return fixture_close(&fixture);
}

int main(int argc, char **argv)
{
    durable = argc < 2 || strcmp(argv[1], "normal") != 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(acknowledged_commits_survive_a_power_cut, open_proof, close_proof),
    };
    return cmocka_run_group_tests_name("power loss", tests, NULL, NULL);
}
