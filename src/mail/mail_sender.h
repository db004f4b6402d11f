/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sends what is due in the outbox (mail.h), on a thread of its own.
 *
 * A mail is marked as being handed over, durably, before the mail server hears of it. Cut off after that, it
 * may have arrived or not: it becomes MAIL_UNKNOWN and waits for an officer, for nobody must get it twice. */
#pragma once

#include "db/db.h"
#include "mail/smtp.h"

/* Reads the mail server from the environment:
 *     VEREINT_SMTP           smtp://host:port or smtps://host:port; without it nothing is sent
 *     VEREINT_SMTP_FROM      address that mail comes from; needed
 *     VEREINT_SMTP_USER, VEREINT_SMTP_PASSWORD
 *     VEREINT_SMTP_TLS       required (the default), if-offered, none
 *     VEREINT_SMTP_CA        file with the certificate that vouches for the server
 * ret_configured tells whether there is one. Fails: INPUT. */
MUST_USE const Err *smtp_config_from_environment(Cx *cx, SmtpConfig *ret_config, bool *ret_configured);

/* One pass over what is due, on a connection that may write (cx->db); ends early when the mail server is
 * down. ret_settled is how many mails were handed over or refused. Fails: STORE; what is then not settled
 * becomes MAIL_UNKNOWN in time. */
MUST_USE const Err *mail_send_due(Cx *cx, const SmtpConfig *config, Smtp *smtp, size_t *ret_settled);

/* Marks mails as MAIL_UNKNOWN whose handing over began longer ago than any can last. */
MUST_USE const Err *mail_mark_orphans(Cx *cx);

typedef struct MailSender MailSender;

typedef struct MailSenderConfig {
    SmtpConfig smtp;
    const Env *env;
    int pause_ms;                     /* between passes; 0: 2000 */
    void (*complain)(const Err *err); /* a pass failed; NULL: silently tried again */
} MailSenderConfig;

/* Starts the thread; the strings of `config` must live until it stops. */
MUST_USE const Err *mail_sender_start(Cx *cx, Store *store, const MailSenderConfig *config,
                                      MailSender **ret_sender);
/* Finishes the mail at hand and joins. Before store_close. Accepts NULL in it. */
void mail_sender_stop(MailSender **sender);
