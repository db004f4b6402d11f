/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See year.h. */
#include "year.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "association.sql.h"
#include "i18n/fold.h"
#include "plan/budget.h"
#include "programme.sql.h"
#include "programme/audit.h"
#include "programme/person.h"
#include "programme/programme.h"
#include "programme/secret.h"
#include "seminar/seminar.h"

enum { DAY_S = 86400, NOON_S = DAY_S / 2, WAIT_S = 60 };

static Time standing_clock(const Env *env)
{
    return (Time){env->offset_s};
}

void year_move_to(Year *y, Date day)
{
    y->today = day;
    y->env.offset_s = (int64_t)day.days * DAY_S + NOON_S;
}

const Err *year_association(Cx *cx, const char *name, AssociationId *ret_id)
{
    return q_association_add(cx, cx->programme, name, "", text_fold_name(cx->arena, name), "", "", "", "", "",
                             "", "", "", "", NULL, NULL, true, cx_now(cx), ret_id);
}

const Err *year_person(Cx *cx, int number, PersonId *ret_id)
{
    return person_create(cx,
                         &(NewPerson){.name = arena_printf(cx->arena, "Person %d", number),
                                      .email = arena_printf(cx->arena, "person%d@example.org", number)},
                         ret_id);
}

static const Err *fill(Cx *cx, void *arg)
{
    Year *y = arg;
    static int n; /* PostgreSQL keeps what earlier cases have made */
    Programme programme = {.slug = arena_printf(cx->arena, "probe-%d", ++n),
                           .name = "Probe",
                           .city = "Musterstadt",
                           .office = "Amt für Proben",
                           .contact_email = "amt@example.org",
                           .contact_phone = "+49 211 0",
                           .postal = "",
                           .time_zone = "Europe/Berlin",
                           .main_lang = LANG_DE,
                           .languages = 7};
    TRY(programme_create(cx, &programme, &programme.id));
    programme_enter(cx, &programme, LANG_DE);
    TRY(programme_set_site(cx, "https://example.org"));
    TopicListRows topics;
    TRY(q_topic_list(cx, programme.id, &topics));
    y->topic = topics.at[0].id;
    TRY(budget_year_add(cx, 2026, (Cents){400000}, &y->budget));
    for (int i = 0; i < YEAR_ASSOCIATIONS; i++)
        TRY(year_association(cx, arena_printf(cx->arena, "Verein %d", i + 1), &y->associations[i]));
    return NULL;
}

int year_open(void **state)
{
    Year *y = calloc(1, sizeof *y);
    *state = y;
    y->arena = arena_make((size_t)1 << 30);
    y->env = env_real();
    y->env.now = standing_clock;
    year_move_to(y, date_make(2026, 3, 2));
    y->cx = (Cx){.arena = &y->arena, .env = &y->env};
    assert_true(secret_start());
    strcpy(y->folder, "/tmp/vereint-test-XXXXXX");
    assert_non_null(mkdtemp(y->folder));
    StoreConfig config = {.data_dir = y->folder,
                          .postgres = getenv("VEREINT_TEST_POSTGRES"),
                          .create = true,
                          .durable = true,
                          .env = &y->env};
    assert_ok(store_open(&y->cx, &config, &y->store));
    if (store_engine(y->store) == DB_SQLITE) /* as command.c does */
        store_set_before_commit(y->store, audit_seal);
    assert_ok(db_open_conn(&y->cx, y->store, DB_WRITE, &y->conn));
    y->cx.db = y->conn;
    assert_ok(tx_run(&y->cx, fill, y));
    return 0;
}

int year_close(void **state)
{
    Year *y = *state;
    char command[128];
    db_close_conn(&y->conn);
    store_close(&y->store);
    snprintf(command, sizeof command, "rm -rf '%s'", y->folder);
    int status = system(command);
    arena_free(&y->arena);
    free(y);
    return status;
}

SeminarId year_seminar(Year *y, const char *title, Date day, int capacity, int each)
{
    SeminarDraft draft = {.year = y->budget,
                          .topic = y->topic,
                          .title = title,
                          .summary = "",
                          .about = "",
                          .interpretation = "",
                          .material = "",
                          .lang = LANG_DE};
    SeminarId id;
    SessionId session;
    assert_ok(seminar_create(&y->cx, &draft, &(SeminarSeats){capacity, 0, each}, &id));
    assert_ok(session_add(&y->cx, id, &(SessionDraft){day, 1080, 1260, "Raum 1", "Willi-Becker-Allee 7"},
                          &session));
    return id;
}

SeminarId year_published(Year *y, const char *title, Date day, int capacity, int each)
{
    SeminarId id = year_seminar(y, title, day, capacity, each);
    assert_ok(seminar_publish(&y->cx, id));
    return id;
}

/* xorshift64*: repeats for the same seed on every machine. */
int64_t year_random(uint64_t *seed, int64_t below)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (int64_t)((*seed * UINT64_C(2685821657736338717)) >> 33) % below;
}

/* ---- clients ---- */

typedef struct Errand {
    Job job;
    const Err *(*body)(Cx *cx, void *arg);
    void *arg;
    pthread_mutex_t mutex;
    pthread_cond_t ended;
    bool is_done;
    const Err *err;
} Errand;

static const Err *errand_run(Job *job, DbConn *conn, bool *ret_keep)
{
    (void)conn;
    Errand *errand = (Errand *)job;
    const Err *err = errand->body(job->cx, errand->arg);
    *ret_keep = !err;
    return err;
}

static void errand_done(Job *job, const Err *err)
{
    Errand *errand = (Errand *)job;
    pthread_mutex_lock(&errand->mutex);
    errand->err = err;
    errand->is_done = true;
    pthread_cond_signal(&errand->ended);
    pthread_mutex_unlock(&errand->mutex);
}

static const Err *write_once(Client *client, const Err *(*body)(Cx *cx, void *arg), void *arg)
{
    Errand errand = {
        .job = {.run = errand_run, .done = errand_done, .cx = &client->cx},
        .body = body,
        .arg = arg,
    };
    pthread_mutex_init(&errand.mutex, NULL);
    pthread_cond_init(&errand.ended, NULL);
    if (!store_submit(client->year->store, LANE_WRITE, &errand.job))
        return FAIL(&client->cx, ERR_BUSY, "the lane is full");
    pthread_mutex_lock(&errand.mutex);
    while (!errand.is_done)
        pthread_cond_wait(&errand.ended, &errand.mutex);
    pthread_mutex_unlock(&errand.mutex);
    pthread_cond_destroy(&errand.ended);
    pthread_mutex_destroy(&errand.mutex);
    return errand.err;
}

const Err *client_write(Client *client, const Err *(*body)(Cx *cx, void *arg), void *arg)
{
    const Err *err = write_once(client, body, arg);
    for (int again = 0; err && (err->kind == ERR_BUSY || err->kind == ERR_RETRY) && again < 50; again++)
        err = write_once(client, body, arg);
    return err;
}

typedef struct ClientThread {
    Client client;
    pthread_t thread;
    void (*run)(Client *client);
} ClientThread;

static void *client_main(void *arg)
{
    ClientThread *t = arg;
    Client *c = &t->client;
    c->arena = arena_make((size_t)1 << 30);
    c->cx = c->year->cx;
    c->cx.arena = &c->arena;
    assert_ok(db_open_conn(&c->cx, c->year->store, DB_READ, &c->reading));
    c->cx.db = c->reading;
    t->run(c);
    db_close_conn(&c->reading);
    arena_free(&c->arena);
    return NULL;
}

void clients_run(Year *y, int n, void (*run)(Client *client), void *arg)
{
    ClientThread *threads = calloc((size_t)n, sizeof *threads);
    for (int i = 0; i < n; i++) {
        threads[i] = (ClientThread){
            .client = {.year = y, .number = i, .seed = 0x9e3779b97f4a7c15u * (unsigned)(i + 1), .arg = arg},
            .run = run,
        };
        assert_int_equal(pthread_create(&threads[i].thread, NULL, client_main, &threads[i]), 0);
    }
    for (int i = 0; i < n; i++)
        pthread_join(threads[i].thread, NULL);
    free(threads);
}
