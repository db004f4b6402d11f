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
    REG_MAIL_PENDING,      /* waits for the association's approval */
    REG_MAIL_DECLINED,     /* with a reason */
    REG_MAIL_OFFERED,      /* a seat is kept until the offer's time */
    REG_MAIL_OFFER_LAPSED, /* not taken up in time */
    REG_MAIL_GIVEN_UP,     /* since an equal date, liked better, has a seat */
    REG_MAIL_REMINDER,     /* once for each first day */
    REG_MAIL_NEWS,         /* days, times or places have changed; the reason says how */
    REG_MAIL_CERTIFICATE,  /* is ready */
    REG_MAIL_COUNT
} RegistrationMail;

/* Writes the mail into the outbox, with a link of its own to the person's page. Somebody
 * without e-mail gets a letter (letter.h). reason: what the mail is about in the reader's words (a reason,
 * what has changed), else "". Inside the transaction of its cause. */
MUST_USE const Err *registration_mail(Cx *cx, RegistrationId id, RegistrationMail kind, const char *reason);
/* The same with an occasion of its own (after the registration's), for kinds that may come more than once. */
MUST_USE const Err *registration_mail_of(Cx *cx, RegistrationId id, RegistrationMail kind, const char *reason,
                                         const char *occasion);
