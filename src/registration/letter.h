/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Letters for people without e-mail: the words of the mails (registration_mail.h), kept until the office has
 * printed them. There is no postal address: they are handed over, or read on the phone. */
#pragma once

#include "letter.sql.h"
#include "output/pdf.h"
#include "programme/programme.h"
#include "registration/registration.h"

typedef struct Letter {
    RegistrationId registration;
    const char *kind, *occasion; /* one letter for each, as of mails */
    Lang lang;
    const char *subject, *body; /* paragraphs with an empty line between */
    const char *url;            /* of the own page: a paragraph that is this one becomes a QR code */
} Letter;

/* Inside the transaction of its cause. */
MUST_USE const Err *letter_add(Cx *cx, const Letter *letter);

/* The letters as one file, each with pages of its own. At least one. */
MUST_USE const Err *letters_write(Cx *cx, const Programme *programme, const LettersToPrintRows *letters,
                                  Buf *out);

/* Marks what is open, up to this one, as printed. */
MUST_USE const Err *letters_mark_printed(Cx *cx, LetterId until, int64_t *ret_count);

/* Deletes letters of all programmes that were printed 30 days ago or earlier. */
MUST_USE const Err *letters_forget(Cx *cx);

enum { LETTERS_KEPT_DAYS = 30 };
