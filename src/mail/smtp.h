/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hands one message to a mail server, and says honestly what became of it. */
#pragma once

#include "base/cx.h"

typedef enum SmtpTls {
    SMTP_TLS_REQUIRED, /* nothing is sent in the clear */
    SMTP_TLS_IF_OFFERED,
    SMTP_TLS_NONE,
} SmtpTls;

typedef struct SmtpConfig {
    const char *url;             /* smtp://host:port (STARTTLS) or smtps://host:port */
    const char *user, *password; /* NULL: no sign-in */
    const char *from;            /* address that mail comes from */
    SmtpTls tls;
    const char *ca_file; /* NULL: the system's certificates */
    int timeout_s;       /* for one message, connecting included; 0: 60 */
} SmtpConfig;

typedef enum SmtpOutcome {
    SMTP_ACCEPTED, /* the server took responsibility */
    SMTP_LATER,    /* not this mail, for now: its mailbox is full, its server busy */
    SMTP_DOWN,     /* no mail at all, for now: unreachable, no encryption, sign-in refused */
    SMTP_REFUSED,  /* it never will: this recipient or this message */
    SMTP_UNKNOWN,  /* it had everything, and no answer came: it may have taken it */
} SmtpOutcome;

typedef struct Smtp Smtp; /* a connection that is opened when needed and kept for the next message */

/* `config` must outlive it. Fails: SYSTEM. */
MUST_USE const Err *smtp_open(Cx *cx, const SmtpConfig *config, Smtp **ret_smtp);
void smtp_close(Smtp **smtp); /* accepts NULL in it */

enum { SMTP_REASON_ROOM = 300 };
/* Sends `message` (from mail_compose) to one recipient. `reason` gets what the server or the library said,
 * one printable line, "" when accepted. */
SmtpOutcome smtp_send(Smtp *smtp, const char *to, const char *message, char reason[static SMTP_REASON_ROOM]);
