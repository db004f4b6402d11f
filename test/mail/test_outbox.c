/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One message per person, occasion and kind, whatever happens: many jobs, refusals, a dead server, a crash.
 */
#include "../unit.h"
#include "../smtp/smtp_server.h"
#include "../db/test_db.h"
#include "db/db_query.h"
#include "mail/mail.h"
#include "mail/mail_sender.h"
#include "programme.sql.h"
#include "person.sql.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Office {
    Fixture *f;
    SmtpServer server;
    SmtpConfig smtp;
} Office;

static void open_store(Office *o)
{
    assert_ok(store_open(&o->f->cx, &o->f->config, &o->f->store));
    assert_ok(db_open_conn(&o->f->cx, o->f->store, DB_WRITE, &o->f->conn));
    o->f->cx.db = o->f->conn;
}

static void close_store(Office *o)
{
    db_close_conn(&o->f->conn);
    store_close(&o->f->store);
}

static const Err *add_programme(Cx *cx, void *ret_id)
{
    return q_programme_add(cx, "probe", "Probe", "Stadt", "Amt", "amt@example.org", "", "", "Europe/Berlin",
                           LANG_DE, 1, true, ret_id);
}

static Office *open_office(const DbSchema *schema)
{
    Office *o = calloc(1, sizeof *o);
    void *fixture;
    assert_int_equal(fixture_open_with(&fixture, schema), 0);
    o->f = fixture;
    o->f->env = env_fixed((Time){1773478800}, 1);
    assert_ok(tx_run(&o->f->cx, add_programme, &o->f->cx.programme));
    o->server = smtp_server_start(NULL);
    o->smtp = (SmtpConfig){.url = arena_printf(&o->f->arena, "smtp://127.0.0.1:%d", o->server.port),
                           .from = "programm@example.org",
                           .tls = SMTP_TLS_NONE,
                           .timeout_s = 2};
    return o;
}

static int set_up(void **state)
{
    *state = open_office(&db_schema);
    return 0;
}

static int tear_down(void **state)
{
    Office *o = *state;
    void *fixture = o->f;
    smtp_server_stop(&o->server);
    free(o);
    return fixture_close(&fixture);
}

typedef struct Order {
    const Mail *mail;
    bool is_new;
} Order;

static const Err *enqueue_body(Cx *cx, void *arg)
{
    Order *order = arg;
    return mail_enqueue(cx, order->mail, &order->is_new);
}

/* Enqueues in a transaction of its own. */
static const Err *enqueue_mail(Office *o, const Mail *mail, bool *ret_new)
{
    Order order = {.mail = mail};
    TRY(tx_run(&o->f->cx, enqueue_body, &order));
    *ret_new = order.is_new;
    return NULL;
}

static void enqueue(Office *o, const char *recipient, const char *occasion)
{
    Mail mail = {.kind = "registration_confirmed",
                 .occasion = occasion,
                 .recipient = recipient,
                 .from_name = "Amt für Integration",
                 .reply_to = "amt@example.org",
                 .lang = LANG_AR,
                 .subject = "تأكيد التسجيل",
                 .body = "السلام عليكم\n"};
    bool is_new;
    assert_ok(enqueue_mail(o, &mail, &is_new));
}

static size_t send_due(Office *o)
{
    Smtp *smtp = NULL;
    size_t settled;
    assert_ok(smtp_open(&o->f->cx, &o->smtp, &smtp));
    assert_ok(mail_send_due(&o->f->cx, &o->smtp, smtp, &settled));
    smtp_close(&smtp);
    return settled;
}

/* The only mail of the programme. */
static OutboxList the_mail(Office *o)
{
    OutboxListRows rows;
    assert_ok(mail_list(&o->f->cx, NULL, &rows));
    assert_int_equal(rows.n, 1);
    return rows.at[0];
}

/* ---- once ---- */

static void fifty_jobs_make_one_mail(void **state)
{
    Office *o = *state;
    for (int i = 0; i < 50; i++) {
        enqueue(o, "leser@example.org", "registration:17");
        if (i % 10 == 0)
            send_due(o);
    }
    send_due(o);
    assert_int_equal(smtp_server_count(&o->server), 1);
    assert_string_equal(
        smtp_server_ask(&o->f->arena, &o->server, (const char *const[]){"0", "subject", NULL}),
        "تأكيد التسجيل");
    assert_string_equal(smtp_server_ask(&o->f->arena, &o->server, (const char *const[]){"0", "text", NULL}),
                        "السلام عليكم\n");
    enqueue(o, "leser@example.org", "registration:18");
    enqueue(o, "andere@example.org", "registration:17");
    assert_int_equal(send_due(o), 2);
    assert_int_equal(smtp_server_count(&o->server), 3);
}

/* The same fifty jobs on a schema without its unique keys: what the test above would see if they were lost.
 */
static void without_the_keys_fifty_jobs_make_fifty_mails(void **state)
{
    (void)state;
    DbSchema defect = db_schema;
    DbMigration migrations[32];
    assert_true((size_t)db_schema.n_migrations <= ARRAY_LENGTH(migrations));
    memcpy(migrations, db_schema.migrations, (size_t)db_schema.n_migrations * sizeof *migrations);
    int removed = 0;
    char *sql = NULL;
    for (int i = 0; i < db_schema.n_migrations; i++) {
        if (!strstr(migrations[i].sql, "CREATE TABLE outbox"))
            continue;
        migrations[i].sql = sql = strdup(migrations[i].sql);
        for (char *key; (key = strstr(sql, ",\n    UNIQUE (programme_id, ")); removed++)
            memset(key, ' ', strcspn(key, ")") + 1);
    }
    assert_int_equal(removed, 2);
    defect.migrations = migrations;
    Office *o = open_office(&defect);
    for (int i = 0; i < 50; i++)
        enqueue(o, "leser@example.org", "registration:17");
    assert_int_equal(send_due(o), 50);
    assert_int_equal(smtp_server_count(&o->server), 50);
    void *office = o;
    tear_down(&office);
    free(sql);
}

static const Err *add_person(Cx *cx, void *ret_id)
{
    return q_person_add(cx, cx->programme, "Amal", "amal", "amal@example.org", "", LANG_AR, NULL, cx_now(cx),
                        ret_id);
}

static void a_person_with_a_new_address_gets_no_second_mail(void **state)
{
    Office *o = *state;
    PersonId person;
    assert_ok(tx_run(&o->f->cx, add_person, &person));
    Mail mail = {
        .kind = "reminder", .occasion = "seminar:3", .person = person, .subject = "x", .body = "x\n"};
    bool is_new;
    mail.recipient = "amal@example.org";
    assert_ok(enqueue_mail(o, &mail, &is_new));
    assert_true(is_new);
    mail.recipient = "amal.neu@example.org";
    assert_ok(enqueue_mail(o, &mail, &is_new));
    assert_false(is_new);
    assert_string_equal(the_mail(o).recipient, "amal@example.org");
}

static void a_cause_that_is_rolled_back_sends_nothing(void **state)
{
    Office *o = *state;
    Tx tx;
    assert_ok(tx_begin(&o->f->cx, &tx));
    assert_ok(mail_enqueue(
        &o->f->cx,
        &(Mail){.kind = "k", .occasion = "o", .recipient = "a@example.org", .subject = "x", .body = "x"},
        NULL));
    tx_rollback(&tx);
    assert_int_equal(send_due(o), 0);
    assert_int_equal(smtp_server_count(&o->server), 0);
}

static void nothing_can_be_put_into_headers(void **state)
{
    Office *o = *state;
    const Mail good = {
        .kind = "k", .occasion = "o", .recipient = "a@example.org", .subject = "x", .body = "x"};
    Mail bad[] = {good, good, good, good, good};
    bool is_new;
    bad[0].recipient = "a@example.org\r\nBcc: b@example.org";
    bad[1].subject = "x\r\nBcc: b@example.org";
    bad[2].subject = "x\nBcc: b@example.org";
    bad[3].from_name = "x\r\n\r\nbody";
    bad[4].reply_to = "a@example.org>\nX: y";
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        const Err *err = enqueue_mail(o, &bad[i], &is_new);
        assert_non_null(err);
        assert_int_equal(err->kind, ERR_INPUT);
    }
    OutboxListRows rows;
    assert_ok(mail_list(&o->f->cx, NULL, &rows));
    assert_int_equal(rows.n, 0);
}

/* ---- refusals and a server that is down ---- */

static void a_busy_server_is_tried_again_later(void **state)
{
    Office *o = *state;
    enqueue(o, "busy-2@example.org", "x");
    send_due(o);
    OutboxList mail = the_mail(o);
    assert_int_equal(mail.state, MAIL_WAITING);
    assert_string_equal(mail.last_error, "451 4.3.0 Try again later");
    assert_int_equal(mail.next_attempt_at.seconds, o->f->env.offset_s + 60);
    o->f->env.offset_s += 59;
    assert_int_equal(send_due(o), 0);
    o->f->env.offset_s += 1;
    send_due(o);
    assert_int_equal(the_mail(o).next_attempt_at.seconds, o->f->env.offset_s + 300);
    o->f->env.offset_s += 300;
    send_due(o);
    assert_int_equal(the_mail(o).state, MAIL_SENT);
    assert_int_equal(the_mail(o).attempts, 3);
    assert_true(the_mail(o).has_sent_at);
    assert_int_equal(smtp_server_count(&o->server), 1);
}

static void a_busy_server_is_given_up_in_the_end(void **state)
{
    Office *o = *state;
    enqueue(o, "busy-99@example.org", "x");
    for (int i = 0; i < 20; i++, o->f->env.offset_s += 48 * 3600)
        send_due(o);
    assert_int_equal(the_mail(o).state, MAIL_GIVEN_UP);
    assert_int_equal(the_mail(o).attempts, 10);
    assert_int_equal(smtp_server_count(&o->server), 0);
}

static void a_refusal_is_given_up_until_an_officer_decides(void **state)
{
    Office *o = *state;
    enqueue(o, "gone@example.org", "x");
    send_due(o);
    OutboxList mail = the_mail(o);
    assert_int_equal(mail.state, MAIL_GIVEN_UP);
    assert_string_equal(mail.last_error, "550 5.1.1 No such mailbox");
    o->f->env.offset_s += 10 * 24 * 3600;
    assert_int_equal(send_due(o), 0);
    assert_ok(mail_send_again(&o->f->cx, mail.id));
    assert_int_equal(the_mail(o).state, MAIL_WAITING);
    const Err *err = mail_send_again(&o->f->cx, mail.id);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_CONFLICT);
    err = mail_send_again(&o->f->cx, (MessageId){mail.id.v + 1});
    assert_int_equal(err->kind, ERR_NOT_FOUND);
    o->f->cx.programme.v++; /* another programme's officer */
    err = mail_send_again(&o->f->cx, mail.id);
    o->f->cx.programme.v--;
    assert_int_equal(err->kind, ERR_NOT_FOUND);
}

static void a_server_that_is_down_is_asked_once_a_pass_and_nothing_is_lost(void **state)
{
    Office *o = *state;
    const char *url = o->smtp.url;
    o->smtp.url = "smtp://127.0.0.1:1";
    for (int i = 0; i < 30; i++)
        enqueue(o, arena_printf(&o->f->arena, "leser-%d@example.org", i), "x");
    assert_int_equal(send_due(o), 0);
    OutboxListRows rows;
    assert_ok(mail_list(&o->f->cx, &(MailState){MAIL_WAITING}, &rows));
    assert_int_equal(rows.n, 30);
    int tried = 0;
    for (size_t i = 0; i < rows.n; i++)
        tried += rows.at[i].attempts;
    assert_int_equal(tried, 1);
    o->smtp.url = url;
    o->f->env.offset_s += 3600;
    assert_int_equal(send_due(o), 30);
    assert_int_equal(smtp_server_count(&o->server), 30);
}

/* Whether a word stands anywhere in the database's file. */
static bool file_holds(Office *o, const char *word)
{
    char command[200];
    close_store(o); /* all of it is in the one file now */
    snprintf(command, sizeof command, "grep -q %s '%s/vereint.db'", word, o->f->folder);
    int status = system(command);
    open_store(o);
    return status == 0;
}

static void a_mail_waits_for_its_time_and_loses_its_body_when_sent(void **state)
{
    Office *o = *state;
    Time later = {o->f->env.offset_s + 1000};
    Mail mail = {.kind = "sign_in",
                 .occasion = "o",
                 .recipient = "a@example.org",
                 .subject = "x",
                 .body = "secret-link",
                 .not_before = later};
    bool is_new;
    assert_ok(enqueue_mail(o, &mail, &is_new));
    assert_int_equal(send_due(o), 0);
    if (!fixture_on_postgres()) /* whose files are not ours to read */
        assert_true(file_holds(o, "secret-link"));
    o->f->env.offset_s += 1000;
    assert_int_equal(send_due(o), 1);
    if (!fixture_on_postgres())
        assert_false(file_holds(o, "secret-link"));
}

/* ---- cut off ---- */

/* A child sends the mail and is killed as soon as the server has it, before it can hear the answer. */
static void kill_while_handing_over(Office *o)
{
    enqueue(o, "silent@example.org", "x");
    close_store(o);
    int before = smtp_server_count(&o->server);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        o->smtp.timeout_s = 60;
        open_store(o);
        send_due(o);
        _exit(0);
    }
    for (int i = 0; i < 1000 && smtp_server_count(&o->server) == before; i++)
        usleep(10000);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    open_store(o);
    assert_int_equal(smtp_server_count(&o->server), 1);
}

static void a_mail_cut_off_is_not_sent_again_by_itself(void **state)
{
    Office *o = *state;
    kill_while_handing_over(o);
    assert_int_equal(the_mail(o).state, MAIL_SENDING);
    for (int i = 0; i < 5; i++, o->f->env.offset_s += 600) {
        assert_ok(mail_mark_orphans(&o->f->cx));
        enqueue(o, "silent@example.org", "x");
        assert_int_equal(send_due(o), 0);
    }
    assert_int_equal(the_mail(o).state, MAIL_UNKNOWN);
    assert_int_equal(smtp_server_count(&o->server), 1);
}

static void no_answer_makes_it_unknown_at_once(void **state)
{
    Office *o = *state;
    enqueue(o, "cut@example.org", "x");
    send_due(o);
    assert_int_equal(the_mail(o).state, MAIL_UNKNOWN);
    assert_true(strlen(the_mail(o).last_error) > 0);
    o->f->env.offset_s += 10 * 24 * 3600;
    assert_int_equal(send_due(o), 0);
    assert_int_equal(smtp_server_count(&o->server), 1);
}

/* ---- the thread ---- */

static void the_thread_sends_what_is_due(void **state)
{
    Office *o = *state;
    MailSenderConfig config = {.smtp = o->smtp, .env = &o->f->env, .pause_ms = 20};
    MailSender *sender = NULL;
    assert_ok(mail_sender_start(&o->f->cx, o->f->store, &config, &sender));
    for (int i = 0; i < 10; i++)
        enqueue(o, arena_printf(&o->f->arena, "leser-%d@example.org", i), "x");
    for (int i = 0; i < 1000 && smtp_server_count(&o->server) < 10; i++)
        usleep(10000);
    mail_sender_stop(&sender);
    mail_sender_stop(&sender);
    assert_int_equal(smtp_server_count(&o->server), 10);
    enqueue(o, "spaet@example.org", "x");
    usleep(100000);
    assert_int_equal(smtp_server_count(&o->server), 10);
}

static void settings_come_from_the_environment(void **state)
{
    Office *o = *state;
    SmtpConfig config;
    bool configured = true;
    assert_ok(smtp_config_from_environment(&o->f->cx, &config, &configured));
    assert_false(configured);
    setenv("VEREINT_SMTP", "smtp://mail.example.org:587", 1);
    assert_int_equal(smtp_config_from_environment(&o->f->cx, &config, &configured)->kind, ERR_INPUT);
    setenv("VEREINT_SMTP_FROM", "programm@example.org", 1);
    assert_ok(smtp_config_from_environment(&o->f->cx, &config, &configured));
    assert_true(configured);
    assert_int_equal(config.tls, SMTP_TLS_REQUIRED);
    assert_null(config.user);
    setenv("VEREINT_SMTP_TLS", "if-offered", 1);
    assert_ok(smtp_config_from_environment(&o->f->cx, &config, &configured));
    assert_int_equal(config.tls, SMTP_TLS_IF_OFFERED);
    setenv("VEREINT_SMTP_TLS", "maybe", 1);
    assert_int_equal(smtp_config_from_environment(&o->f->cx, &config, &configured)->kind, ERR_INPUT);
    unsetenv("VEREINT_SMTP_TLS");
    setenv("VEREINT_SMTP", "file:///etc/passwd", 1);
    assert_int_equal(smtp_config_from_environment(&o->f->cx, &config, &configured)->kind, ERR_INPUT);
}

#define case_of(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        case_of(fifty_jobs_make_one_mail),
        cmocka_unit_test(without_the_keys_fifty_jobs_make_fifty_mails),
        case_of(a_person_with_a_new_address_gets_no_second_mail),
        case_of(a_cause_that_is_rolled_back_sends_nothing),
        case_of(nothing_can_be_put_into_headers),
        case_of(a_busy_server_is_tried_again_later),
        case_of(a_busy_server_is_given_up_in_the_end),
        case_of(a_refusal_is_given_up_until_an_officer_decides),
        case_of(a_server_that_is_down_is_asked_once_a_pass_and_nothing_is_lost),
        case_of(a_mail_waits_for_its_time_and_loses_its_body_when_sent),
        case_of(a_mail_cut_off_is_not_sent_again_by_itself),
        case_of(no_answer_makes_it_unknown_at_once),
        case_of(the_thread_sends_what_is_due),
        case_of(settings_come_from_the_environment),
    };
    return cmocka_run_group_tests_name("outbox", tests, NULL, NULL);
}
