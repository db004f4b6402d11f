/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The outbox as the office sees it: what was sent, what waits, what went wrong, and sending it again. */
#include "programme/programme_routes.h"

#include "mail.sql.h"
#include "mail_list.html.h"
#include "programme/audit.h"
#include "programme/page.h"
#include "programme/programme_pages.h"

static const struct {
    const char *name; /* msgid */
    UiKind kind;
} states[MAIL_STATE_COUNT] = {
    [MAIL_WAITING] = {N_("waits"), UI_INFO},
    [MAIL_SENDING] = {N_("is being sent"), UI_INFO},
    [MAIL_SENT] = {N_("sent"), UI_SUCCESS},
    [MAIL_GIVEN_UP] = {N_("could not be sent"), UI_DANGER},
    [MAIL_UNKNOWN] = {N_("perhaps sent"), UI_WARNING},
};

const char *mail_state_text(MailState state)
{
    return states[state].name;
}

UiKind mail_state_kind(MailState state)
{
    return states[state].kind;
}

bool mail_may_repeat(MailState state)
{
    return state == MAIL_GIVEN_UP || state == MAIL_UNKNOWN;
}

const Err *mail_show(Request *rq)
{
    MailView v = {.input = rq->input};
    TRY(mail_list(rq->cx, NULL, &v.mails));
    view_mail_list(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "Mail"), .wide = true});
}

const Err *mail_again(Request *rq)
{
    Cx *cx = rq->cx;
    MessageId id = REQUEST_ID(rq, MessageId, 0);
    TRY(mail_send_again(cx, id));
    TRY(audit_add(cx, "mail.again", "message", id.v, ""));
    return respond_redirect(rq, path(cx, "/mail?done=mail-again"));
}

const Err *message_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    MessageScope row = {0};
    bool found;
    TRY(q_message_scope(cx, id, &row, &found));
    *ret_scope = (ObjectScope){.exists = found, .programme = row.programme};
    return NULL;
}
