/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes a mail as RFC 5322 and MIME have it. */
#pragma once

#include "base/cx.h"

typedef struct MailMessage {
    const char *from_name;    /* NULL or "": none */
    const char *from_address; /* addresses have been through mail_address() */
    const char *reply_to;     /* NULL or "": none */
    const char *to;
    const char *message_id; /* without < > */
    Time date;
    Lang lang;
    const char *subject, *body; /* UTF-8; the subject has no control characters (asserted) */
} MailMessage;

/* The message with CRLF line ends, all of it ASCII, no line over 78 bytes. Names and subjects beyond ASCII
 * become encoded words (RFC 2047), the body quoted-printable (RFC 2045). */
const char *mail_compose(Cx *cx, const MailMessage *message);

/* Whether a text may stand in a header: no control character, so no way to begin another header. */
bool mail_header_text_ok(const char *text);
