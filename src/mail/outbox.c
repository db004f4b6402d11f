/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See mail.h: writing mail into the outbox, and what officers see and decide. */
#include "mail/mail.h"
#include "mail/mail_compose.h"
#include "db/db.h"

static const Err *check_header(Cx *cx, const char *text)
{
    if (!text || mail_header_text_ok(text))
        return NULL;
    return FAIL(cx, ERR_INPUT, "The subject and the sender of a mail may not hold line breaks.");
}

static const Err *check_address(Cx *cx, const char *typed, const char **ret_address)
{
    const char *address = mail_address(cx->arena, typed);
    if (!address)
        return FAIL(cx, ERR_INPUT,
                    "Mail can't be sent to the address {address}. Please check how it is written.", "address",
                    typed ? typed : "");
    *ret_address = address;
    return NULL;
}

const Err *mail_enqueue(Cx *cx, const Mail *mail, bool *ret_new)
{
    assert(mail->kind && mail->occasion && cx->programme.v);
    const char *recipient = NULL, *reply_to = "";
    TRY(check_address(cx, mail->recipient, &recipient));
    if (mail->reply_to && *mail->reply_to)
        TRY(check_address(cx, mail->reply_to, &reply_to));
    TRY(check_header(cx, mail->subject));
    TRY(check_header(cx, mail->from_name));

    char token[ENV_TOKEN_ROOM(16)];
    env_token(cx->env, 16, token);
    Time now = cx_now(cx);
    int64_t count;
    TRY(q_outbox_add(cx, cx->programme, mail->person.v ? &mail->person : NULL, recipient, mail->kind,
                     mail->occasion, mail->lang, mail->from_name ? mail->from_name : "", reply_to,
                     mail->subject, mail->body, token, now,
                     mail->not_before.seconds > now.seconds ? mail->not_before : now, &count));
    if (ret_new)
        *ret_new = count > 0;
    return NULL;
}

const Err *mail_list(Cx *cx, const MailState *state, OutboxListRows *ret_rows)
{
    return q_outbox_list(cx, cx->programme, state, ret_rows);
}

const Err *mail_send_again(Cx *cx, MessageId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    OutboxState was;
    TRY(q_outbox_state(cx, cx->programme, id, &was));
    int64_t count;
    TRY(q_outbox_again(cx, cx->programme, id, cx_now(cx), &count));
    if (count == 0)
        return FAIL(cx, ERR_CONFLICT, "This mail was sent already, or is about to be.");
    return tx_commit(cx, &tx);
}
