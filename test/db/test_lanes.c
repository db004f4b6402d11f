/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lanes: group commit, what a failing job leaves alone, anonymous answers apart, durability. */
#include "kinds.sql.h"

#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct TestJob {
    Job job;
    Arena arena;
    Cx cx;
    const char *name; /* of the counter it raises */
    sem_t *gate;      /* waits here first */
    ErrKind fails;    /* 0: it doesn't */
    bool discards;    /* sets ret_keep false */
    bool swallows;    /* provokes a failed statement and goes on as if nothing had been */
    atomic_int *readers;
    DbConn *looker; /* in done: reads the counter */
    sem_t finished;
    _Atomic int runs;
    const Err *err;
    int64_t seen;
} TestJob;

static const Err *work(Cx *cx, TestJob *t)
{
    TRY(q_counter_put(cx, t->name, 1, NULL));
    if (t->fails)
        return FAIL(cx, t->fails, "as ordered");
    if (t->swallows && q_counter_put(cx, "minus", -1, NULL))
        return NULL;
    return NULL;
}

static const Err *run(Job *job, DbConn *conn, bool *ret_keep)
{
    TestJob *t = (TestJob *)job;
    assert_ptr_equal(conn, job->cx->db);
    atomic_fetch_add(&t->runs, 1);
    if (t->gate)
        sem_wait(t->gate);
    *ret_keep = !t->discards;
    return work(job->cx, t);
}

static const Err *run_in_own_transaction(Job *job, DbConn *conn, bool *ret_keep)
{
    (void)conn, (void)ret_keep;
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(job->cx, &tx));
    TRY(q_counter_raise(job->cx, ((TestJob *)job)->name, NULL));
    return tx_commit(job->cx, &tx);
}

static void done(Job *job, const Err *err)
{
    TestJob *t = (TestJob *)job;
    t->err = err;
    if (t->looker) {
        CounterValue value;
        t->cx.db = t->looker;
        t->seen = q_counter_value(&t->cx, t->name, &value) ? -1 : value.value;
    }
    sem_post(&t->finished);
}

static TestJob *job_make(Fixture *f, const char *name)
{
    TestJob *t = calloc(1, sizeof *t);
    t->arena = arena_make(0);
    t->cx = (Cx){.arena = &t->arena, .env = &f->env};
    t->job = (Job){.run = run, .done = done, .cx = &t->cx};
    t->name = name;
    sem_init(&t->finished, 0, 0);
    return t;
}

static void job_wait(TestJob *t)
{
    while (sem_wait(&t->finished) != 0)
        ;
}

static void job_free(TestJob *t)
{
    sem_destroy(&t->finished);
    arena_free(&t->arena);
    free(t);
}

static bool exists(Fixture *f, const char *name)
{
    CounterValue value;
    return !q_counter_value(&f->cx, name, &value);
}

/* The lane's thread waits in the first job until the others have queued up behind it. */
static void submit_behind_a_gate(Fixture *f, TestJob **jobs, int n, sem_t *gate)
{
    sem_init(gate, 0, 0);
    jobs[0]->gate = gate;
    for (int i = 0; i < n; i++) {
        assert_true(store_submit(f->store, jobs[i]->job.lane, &jobs[i]->job));
        while (i == 0 && !atomic_load(&jobs[0]->runs))
            usleep(1000);
    }
    sem_post(gate);
}

static void one_failing_job_leaves_the_others_alone(void **state)
{
    Fixture *f = *state;
    static const char *const names[] = {"gate", "a", "fails", "b", "discards", "c", "swallows", "d"};
    enum { N = ARRAY_LENGTH(names) };
    TestJob *jobs[N];
    sem_t gate;
    for (int i = 0; i < N; i++)
        jobs[i] = job_make(f, names[i]);
    jobs[2]->fails = ERR_NOT_FOUND;
    jobs[4]->discards = true;
    jobs[6]->swallows = true;
    submit_behind_a_gate(f, jobs, N, &gate);
    for (int i = 0; i < N; i++) {
        job_wait(jobs[i]);
        const ErrKind kind = i == 2 ? ERR_NOT_FOUND : i == 6 ? ERR_CONFLICT : 0;
        assert_int_equal(jobs[i]->err ? jobs[i]->err->kind : 0, kind);
        assert_int_equal(exists(f, names[i]), !kind && i != 4);
        job_free(jobs[i]);
    }
}

static void done_comes_after_the_commit(void **state)
{
    Fixture *f = *state;
    DbConn *looker;
    assert_ok(db_open_conn(&f->cx, f->store, DB_READ, &looker));
    TestJob *first = job_make(f, "first"), *second = job_make(f, "second");
    first->looker = looker;
    assert_true(store_submit(f->store, LANE_WRITE, &first->job));
    job_wait(first);
    second->looker = looker;
    assert_true(store_submit(f->store, LANE_WRITE_APART, &second->job));
    job_wait(second);
    assert_int_equal(first->seen, 1);
    assert_int_equal(second->seen, 1);
    db_close_conn(&looker);
    job_free(first);
    job_free(second);
}

/* The order in which jobs ran ('w', 'a') and transactions ended ('|'). The hook has no argument to keep it
 * in. */
static char history[256];
static atomic_int history_n;

static void note(char c)
{
    int i = atomic_fetch_add(&history_n, 1);
    if (i < (int)sizeof history - 1)
        history[i] = c;
}

static const Err *note_commit(Cx *cx)
{
    assert_non_null(cx->db);
    note('|');
    return NULL;
}

static const Err *run_noting(Job *job, DbConn *conn, bool *ret_keep)
{
    const Err *err = run(job, conn, ret_keep);
    note(((TestJob *)job)->name[0]);
    return err;
}

static void anonymous_answers_share_no_transaction_with_others(void **state)
{
    Fixture *f = *state;
    enum { N = 60 };
    TestJob *jobs[N];
    sem_t gate;
    memset(history, 0, sizeof history);
    atomic_store(&history_n, 0);
    store_set_before_commit(f->store, note_commit);
    for (int i = 0; i < N; i++) {
        jobs[i] = job_make(f, i % 3 ? "w" : "a");
        jobs[i]->job.run = run_noting;
        jobs[i]->job.lane = i % 3 ? LANE_WRITE : LANE_WRITE_APART;
    }
    submit_behind_a_gate(f, jobs, N, &gate);
    for (int i = 0; i < N; i++) {
        job_wait(jobs[i]);
        assert_null(jobs[i]->err);
        job_free(jobs[i]);
    }
    assert_null(strstr(history, "aw"));
    assert_null(strstr(history, "wa"));
    int commits = 0;
    for (char *c = history; *c; c++)
        commits += *c == '|';
    assert_true(commits >= 3 && commits < N / 4); /* they were gathered */
}

static const Err *refuse_commit(Cx *cx)
{
    return FAIL(cx, ERR_SYSTEM, "no");
}

static void a_refused_commit_reaches_every_job(void **state)
{
    Fixture *f = *state;
    TestJob *a = job_make(f, "a"), *b = job_make(f, "b");
    store_set_before_commit(f->store, refuse_commit);
    assert_true(store_submit(f->store, LANE_WRITE, &a->job) && store_submit(f->store, LANE_WRITE, &b->job));
    job_wait(a);
    job_wait(b);
    assert_true(a->err && a->err->kind == ERR_SYSTEM && b->err && b->err->kind == ERR_SYSTEM);
    assert_false(exists(f, "a") || exists(f, "b"));
    store_set_before_commit(f->store, NULL);
    job_free(a);
    job_free(b);
}

static void workers_and_the_writer_take_turns(void **state)
{
    Fixture *f = *state;
    enum { N = 120 };
    TestJob *jobs[N];
    for (int i = 0; i < N; i++) {
        jobs[i] = job_make(f, "start");
        jobs[i]->job.run = run_in_own_transaction;
        assert_true(store_submit(f->store, i % 2 ? LANE_WORK : LANE_WRITE, &jobs[i]->job));
    }
    for (int i = 0; i < N; i++) {
        job_wait(jobs[i]);
        assert_null(jobs[i]->err);
        job_free(jobs[i]);
    }
    CounterValue value;
    assert_ok(q_counter_value(&f->cx, "start", &value));
    assert_int_equal(value.value, 1 + N);
}

/* Two jobs read the same row, wait for each other, and write what they read plus one. */
static const Err *read_then_write(Job *job, DbConn *conn, bool *ret_keep)
{
    (void)conn, (void)ret_keep;
    TestJob *t = (TestJob *)job;
    CounterValue value;
    atomic_fetch_add(&t->runs, 1);
    TRY(q_counter_value(job->cx, "start", &value));
    atomic_fetch_add(t->readers, 1);
    for (int i = 0; i < 200 && atomic_load(t->readers) < 2; i++)
        usleep(1000);
    return q_counter_put(job->cx, "start", value.value + 1, NULL);
}

static void the_loser_of_a_race_runs_again(void **state)
{
    Fixture *f = *state;
    atomic_int readers = 0;
    TestJob *jobs[2];
    for (int i = 0; i < 2; i++) {
        jobs[i] = job_make(f, "start");
        jobs[i]->job.run = read_then_write;
        jobs[i]->readers = &readers;
        assert_true(store_submit(f->store, LANE_WRITE, &jobs[i]->job));
    }
    int runs = 0;
    for (int i = 0; i < 2; i++) {
        job_wait(jobs[i]);
        assert_null(jobs[i]->err);
        runs += jobs[i]->runs;
        job_free(jobs[i]);
    }
    CounterValue value;
    assert_ok(q_counter_value(&f->cx, "start", &value));
    assert_int_equal(value.value, 3); /* both counted */
    assert_true(runs > 2);
}

static const Err *add_kind(Cx *cx, int64_t number)
{
    TopicId id;
    return q_kind_add(cx, number, 0, "kind", (Blob){"", 0}, NULL, NULL, NULL, NULL, &id);
}

static const Err *add_the_first(Cx *cx, void *arg)
{
    (void)arg;
    return add_kind(cx, 1);
}

/* Runs into a key that is there, so often as `readers` says; then it finds one that is not. */
static const Err *add_what_exists(Job *job, DbConn *conn, bool *ret_keep)
{
    (void)conn, (void)ret_keep;
    TestJob *t = (TestJob *)job;
    bool clashes = atomic_fetch_add(&t->runs, 1) < atomic_load(t->readers);
    return add_kind(job->cx, clashes ? 1 : 2);
}

/* PostgreSQL tells some races so. A few in a row are taken for one; what is never over is told. */
static void a_key_that_exists_may_be_a_race(void **state)
{
    Fixture *f = *state;
    static const struct {
        int clashes, runs;
        ErrKind kind;
    } cases[] = {{2, 3, 0}, {1000, 5, ERR_CONFLICT}};
    assert_ok(tx_run(&f->cx, add_the_first, NULL));
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        atomic_int so_often = cases[i].clashes;
        TestJob *t = job_make(f, "kind");
        t->job.run = add_what_exists;
        t->readers = &so_often;
        assert_true(store_submit(f->store, LANE_WRITE, &t->job));
        job_wait(t);
        assert_int_equal(t->err ? t->err->kind : 0, cases[i].kind);
        assert_int_equal(t->runs, cases[i].runs);
        job_free(t);
    }
}

static void a_full_lane_refuses(void **state)
{
    Fixture *f = *state;
    enum { N = 9000 };
    TestJob **jobs = calloc(N, sizeof *jobs);
    sem_t gate;
    jobs[0] = job_make(f, "gate");
    sem_init(&gate, 0, 0);
    jobs[0]->gate = &gate;
    assert_true(store_submit(f->store, LANE_WRITE, &jobs[0]->job));
    int accepted = 1;
    for (; accepted < N; accepted++) {
        jobs[accepted] = job_make(f, "start");
        if (!store_submit(f->store, LANE_WRITE, &jobs[accepted]->job))
            break;
    }
    sem_post(&gate);
    assert_in_range(accepted, 1000, N - 1);
    job_free(jobs[accepted]);
    for (int i = 0; i < accepted; i++) {
        job_wait(jobs[i]);
        assert_null(jobs[i]->err);
        job_free(jobs[i]);
    }
    free(jobs);
}

static void closing_finishes_what_was_accepted(void **state)
{
    Fixture *f = *state;
    enum { N = 50 };
    TestJob *jobs[N];
    char names[N][8];
    for (int i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "n%d", i);
        jobs[i] = job_make(f, names[i]);
        assert_true(store_submit(f->store, LANE_WRITE, &jobs[i]->job));
    }
    fixture_reopen(f);
    for (int i = 0; i < N; i++) {
        assert_int_equal(sem_trywait(&jobs[i]->finished), 0);
        assert_null(jobs[i]->err);
        assert_true(exists(f, names[i]));
        job_free(jobs[i]);
    }
}

static void another_process_raises_the_counters(void **state)
{
    Fixture *f = *state;
    const uint64_t all[2] = {UINT64_MAX, 0};
    store_serve(f->store);
    usleep(1200000);
    uint64_t before = store_generation(f->store, all);
    Store *other;
    DbConn *conn;
    Cx cx = f->cx;
    assert_ok(store_open(&cx, &f->config, &other));
    assert_ok(db_open_conn(&cx, other, DB_WRITE, &conn));
    cx.db = conn;
    AUTO(tx_rollback)
    Tx tx = {0};
    assert_ok(tx_begin(&cx, &tx));
    assert_ok(q_counter_raise(&cx, "start", NULL));
    assert_ok(tx_commit(&cx, &tx));
    db_close_conn(&conn);
    store_close(&other);
    for (int i = 0; i < 300 && store_generation(f->store, all) == before; i++)
        usleep(10000);
    assert_int_not_equal(store_generation(f->store, all), before);
}

/* ---- kill -9 ---- */

static _Noreturn void write_until_killed(const StoreConfig *config, const Env *env, int ack)
{
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena, .env = env};
    Fixture f = {.env = *env};
    Store *store = NULL;
    if (store_open(&cx, config, &store))
        _exit(1);
    for (int64_t i = 0;; i++) {
        char name[16];
        snprintf(name, sizeof name, "k%d", (int)i);
        TestJob *t = job_make(&f, name);
        if (!store_submit(store, LANE_WRITE, &t->job))
            _exit(1);
        job_wait(t);
        if (t->err || write(ack, &i, sizeof i) != sizeof i)
            _exit(1);
        job_free(t);
    }
}

static void what_was_answered_survives_kill_9(void **state)
{
    Fixture *f = *state;
    db_close_conn(&f->conn);
    store_close(&f->store);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (!child)
        write_until_killed(&f->config, &f->env, ends[1]);
    int64_t acked = -1;
    while (acked < 200)
        assert_int_equal(read(ends[0], &acked, sizeof acked), sizeof acked);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[1]);
    while (read(ends[0], &acked, sizeof acked) == sizeof acked)
        ;
    close(ends[0]);
    fixture_reopen(f);
    for (int64_t i = 0; i <= acked; i++) {
        char name[16];
        snprintf(name, sizeof name, "k%d", (int)i);
        assert_true(exists(f, name));
    }
}

int main(void)
{
#define IN_A_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
    enum { SQLITE_ONLY = 2, POSTGRES_ONLY = 2 };
    const struct CMUnitTest tests[] = {
        /* One thread does it all: what it gathers, and what holds it up, can be seen. */
        IN_A_STORE(anonymous_answers_share_no_transaction_with_others),
        IN_A_STORE(a_full_lane_refuses),
        /* Both engines: */
        IN_A_STORE(one_failing_job_leaves_the_others_alone),
        IN_A_STORE(done_comes_after_the_commit),
        IN_A_STORE(a_refused_commit_reaches_every_job),
        IN_A_STORE(workers_and_the_writer_take_turns),
        IN_A_STORE(closing_finishes_what_was_accepted),
        IN_A_STORE(another_process_raises_the_counters),
        IN_A_STORE(what_was_answered_survives_kill_9),
        /* Several threads: they race. */
        IN_A_STORE(a_key_that_exists_may_be_a_race),
        IN_A_STORE(the_loser_of_a_race_runs_again),
    };
    bool pg = fixture_on_postgres();
    return _cmocka_run_group_tests("lanes", tests + (pg ? SQLITE_ONLY : 0),
                                   ARRAY_LENGTH(tests) - (pg ? SQLITE_ONLY : POSTGRES_ONLY), NULL, NULL);
}
