/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The outbox: mail is written into the database together with what it tells of, and sent afterwards.
 *
 * A capability enqueues inside its own transaction, so that a mail exists exactly if its cause does. At most
 * one message per person, occasion and kind is ever enqueued, however often a job runs: the table's unique
 * keys hold that. mail_sender.h sends what is due; what happens to a message is MailState. */
#pragma once

#include "base/cx.h"
#include "mail/mail_state.h"
#include "outbox.sql.h"

/* Texts need only live until mail_enqueue returns. */
typedef struct Mail {
    const char *kind;      /* what for: "registration_confirmed" */
    const char *occasion;  /* what of: "registration:17" */
    PersonId person;       /* 0: nobody in the database */
    const char *recipient; /* address */
    const char *from_name; /* shown as the sender; NULL: the address alone */
    const char *reply_to;  /* address; NULL: none */
    Lang lang;
    const char *subject; /* one line */
    const char *body;    /* plain text */
    Time not_before;     /* 0: at once */
} Mail;

/* Adds a mail of cx->programme to the transaction that runs. ret_new (may be NULL) tells whether it is new;
 * false means that this person has got, or will get, this mail of this occasion already.
 * Fails: INPUT for an address that can't be used, or a subject or name with a line break in it; STORE. */
MUST_USE const Err *mail_enqueue(Cx *cx, const Mail *mail, bool *ret_new);

/* The newest 200 mails of cx->programme, in one state or (NULL) in all: what officers see. */
MUST_USE const Err *mail_list(Cx *cx, const MailState *state, OutboxListRows *ret_rows);

/* An officer's decision to send a MAIL_GIVEN_UP or MAIL_UNKNOWN mail of cx->programme again. Fails:
 * NOT_FOUND; CONFLICT if it is in another state; STORE. */
MUST_USE const Err *mail_send_again(Cx *cx, MessageId id);

/* ---- addresses ---- */

/* The address as it goes over the wire: an internationalised domain in its ASCII form (RFC 3492). NULL if
 * mail can't be sent to it: not one local part and one domain, white space, control characters, quotes, or a
 * local part beyond ASCII. */
const char *mail_address(Arena *arena, const char *typed);
