/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See mail_sender.h. */
#include "mail/mail_sender.h"
#include "mail/mail.h"
#include "mail/mail_compose.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Seconds until the next attempt, after the first, second … one: four days in all. */
static const int pauses[] = {60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 48 * 3600};

enum {
    HANDING_OVER_MAX_S = 900, /* more than any timeout of ours allows */
    PASS_MAX = 100,           /* mails in a pass, so that a stop is heard */
};

/* ---- one pass ---- */

typedef struct Claim {
    bool found;
    OutboxDue mail;
} Claim;

static const Err *claim_next(Cx *cx, void *arg)
{
    Claim *claim = arg;
    TRY(q_outbox_due(cx, cx_now(cx), &claim->mail, &claim->found));
    if (!claim->found)
        return NULL;
    int64_t count;
    TRY(q_outbox_claim(cx, claim->mail.id, cx_now(cx), &count));
    claim->found = count > 0;
    return NULL;
}

typedef struct Settlement {
    const OutboxDue *mail;
    SmtpOutcome outcome;
    const char *reason;
} Settlement;

static const Err *settle(Cx *cx, void *arg)
{
    static const MailState states[] = {[SMTP_ACCEPTED] = MAIL_SENT,
                                       [SMTP_LATER] = MAIL_WAITING,
                                       [SMTP_DOWN] = MAIL_WAITING,
                                       [SMTP_REFUSED] = MAIL_GIVEN_UP,
                                       [SMTP_UNKNOWN] = MAIL_UNKNOWN};
    const Settlement *s = arg;
    size_t attempts = (size_t)s->mail->attempts + 1;
    MailState state = states[s->outcome];
    Time now = cx_now(cx), next = now;
    if (state == MAIL_WAITING && attempts > ARRAY_LENGTH(pauses))
        state = MAIL_GIVEN_UP;
    else if (state == MAIL_WAITING)
        next.seconds += pauses[attempts - 1];
    return q_outbox_settle(cx, s->mail->id, state, next, state == MAIL_SENT ? &now : NULL, s->reason, NULL);
}

static const char *message_of(Cx *cx, const SmtpConfig *config, const OutboxDue *mail)
{
    const char *domain = strchr(config->from, '@');
    return mail_compose(
        cx, &(MailMessage){.from_name = mail->from_name,
                           .from_address = config->from,
                           .reply_to = mail->reply_to,
                           .to = mail->recipient,
                           .message_id = arena_printf(cx->arena, "%s%s", mail->message_token, domain),
                           .date = cx_now(cx),
                           .lang = mail->lang,
                           .subject = mail->subject,
                           .body = mail->body});
}

const Err *mail_send_due(Cx *cx, const SmtpConfig *config, Smtp *smtp, size_t *ret_settled)
{
    size_t settled = 0;
    SmtpOutcome outcome = SMTP_ACCEPTED;
    while (settled < PASS_MAX && outcome != SMTP_DOWN) {
        Claim claim = {0};
        TRY(q_outbox_due(cx, cx_now(cx), &claim.mail, &claim.found)); /* looking takes no writer's place */
        if (claim.found)
            TRY(tx_run(cx, claim_next, &claim));
        if (!claim.found)
            break;
        char reason[SMTP_REASON_ROOM];
        outcome = smtp_send(smtp, claim.mail.recipient, message_of(cx, config, &claim.mail), reason);
        TRY(tx_run(cx, settle, &(Settlement){&claim.mail, outcome, reason}));
        settled += outcome != SMTP_DOWN;
    }
    *ret_settled = settled;
    return NULL;
}

static const Err *mark_orphans(Cx *cx, void *arg)
{
    (void)arg;
    OutboxOrphansRows orphans;
    TRY(q_outbox_orphans(cx, (Time){cx_now(cx).seconds - HANDING_OVER_MAX_S}, &orphans));
    for (size_t i = 0; i < orphans.n; i++)
        TRY(q_outbox_settle(cx, orphans.at[i].id, MAIL_UNKNOWN, cx_now(cx), NULL, "", NULL));
    return NULL;
}

const Err *mail_mark_orphans(Cx *cx)
{
    return tx_run(cx, mark_orphans, NULL);
}

/* ---- the thread ---- */

struct MailSender {
    MailSenderConfig config;
    Store *store;
    DbConn *conn;
    Smtp *smtp;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stopping;
    bool stop; /* under mutex */
};

/* True when it is time to stop. */
static bool pause_between_passes(MailSender *sender)
{
    int ms = sender->config.pause_ms > 0 ? sender->config.pause_ms : 2000;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ms % 1000 * 1000000L;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&sender->mutex);
    int waited = 0;
    while (!sender->stop && waited == 0)
        waited = pthread_cond_clockwait(&sender->stopping, &sender->mutex, CLOCK_MONOTONIC, &until);
    bool stop = sender->stop;
    pthread_mutex_unlock(&sender->mutex);
    return stop;
}

static void *send_until_stopped(void *arg)
{
    MailSender *sender = arg;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Time last_look = {0};
    do {
        Cx cx = {.arena = &arena, .env = sender->config.env, .db = sender->conn};
        const Err *err = NULL;
        if (cx_now(&cx).seconds - last_look.seconds >= 60) {
            err = mail_mark_orphans(&cx);
            last_look = cx_now(&cx);
        }
        size_t settled;
        if (!err)
            err = mail_send_due(&cx, &sender->config.smtp, sender->smtp, &settled);
        if (err && sender->config.complain)
            sender->config.complain(err);
        arena_reset(&arena);
    } while (!pause_between_passes(sender));
    return NULL;
}

const Err *mail_sender_start(Cx *cx, Store *store, const MailSenderConfig *config, MailSender **ret_sender)
{
    MailSender *sender = calloc(1, sizeof *sender);
    if (!sender)
        return FAIL(cx, ERR_SYSTEM, "There is not enough memory to send mail.");
    *sender = (MailSender){.config = *config, .store = store};
    pthread_mutex_init(&sender->mutex, NULL);
    pthread_cond_init(&sender->stopping, NULL);
    const Err *err = smtp_open(cx, &sender->config.smtp, &sender->smtp);
    if (!err)
        err = db_open_conn(cx, store, DB_WRITE, &sender->conn);
    if (!err && pthread_create(&sender->thread, NULL, send_until_stopped, sender) != 0)
        err = FAIL(cx, ERR_SYSTEM, "The thread that sends mail could not be started.");
    if (err) {
        db_close_conn(&sender->conn);
        smtp_close(&sender->smtp);
        free(sender);
        return err;
    }
    *ret_sender = sender;
    return NULL;
}

void mail_sender_stop(MailSender **at)
{
    MailSender *sender = *at;
    if (!sender)
        return;
    pthread_mutex_lock(&sender->mutex);
    sender->stop = true;
    pthread_cond_signal(&sender->stopping);
    pthread_mutex_unlock(&sender->mutex);
    pthread_join(sender->thread, NULL);
    pthread_cond_destroy(&sender->stopping);
    pthread_mutex_destroy(&sender->mutex);
    db_close_conn(&sender->conn);
    smtp_close(&sender->smtp);
    free(sender);
    *at = NULL;
}

/* ---- settings ---- */

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

const Err *smtp_config_from_environment(Cx *cx, SmtpConfig *ret_config, bool *ret_configured)
{
    static const char *const words[] = {
        [SMTP_TLS_REQUIRED] = "required", [SMTP_TLS_IF_OFFERED] = "if-offered", [SMTP_TLS_NONE] = "none"};
    const char *tls = setting("VEREINT_SMTP_TLS"), *from = setting("VEREINT_SMTP_FROM");
    SmtpConfig config = {.url = setting("VEREINT_SMTP"),
                         .user = setting("VEREINT_SMTP_USER"),
                         .password = setting("VEREINT_SMTP_PASSWORD"),
                         .from = mail_address(cx->arena, from),
                         .ca_file = setting("VEREINT_SMTP_CA")};
    if (!config.url) {
        *ret_configured = false;
        return NULL;
    }
    if (strncmp(config.url, "smtp://", 7) != 0 && strncmp(config.url, "smtps://", 8) != 0)
        return FAIL(cx, ERR_INPUT, "VEREINT_SMTP is to be an address such as smtp://mail.example.org:587.");
    if (!config.from)
        return FAIL(cx, ERR_INPUT, "VEREINT_SMTP_FROM is to be the address that mail comes from.");
    size_t word = 0;
    while (tls && word < ARRAY_LENGTH(words) && strcmp(tls, words[word]) != 0)
        word++;
    if (word == ARRAY_LENGTH(words))
        return FAIL(cx, ERR_INPUT, "VEREINT_SMTP_TLS is to be one of: required, if-offered, none.");
    config.tls = (SmtpTls)word;
    *ret_config = config;
    *ret_configured = true;
    return NULL;
}
