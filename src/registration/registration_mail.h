/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The mails that a registration causes, in the person's own language. Each kind goes out at most once per
 * person and occasion (rule 7): the outbox holds that. */
#pragma once

#include "registration/registration.h"

typedef enum RegistrationMail {
    REG_MAIL_CONFIRMED,
    REG_MAIL_WAITING,
    REG_MAIL_PROMOTED,
    REG_MAIL_CANCELLED,
    REG_MAIL_AGAIN, /* asked again while registered; at most one a day */
    REG_MAIL_SEMINAR_CANCELLED,
    REG_MAIL_COUNT
} RegistrationMail;

/* Writes the mail into the outbox, with a link of its own to the person's page. Does nothing for somebody
 * without e-mail. reason: of a cancelled seminar, else "". Inside the transaction of its cause. */
MUST_USE const Err *registration_mail(Cx *cx, RegistrationId id, RegistrationMail kind, const char *reason);
