/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What can become of a mail. */
#pragma once

typedef enum MailState {
    MAIL_WAITING,  /* for its time, or for another attempt */
    MAIL_SENDING,  /* being handed to the mail server */
    MAIL_SENT,     /* the mail server took it */
    MAIL_GIVEN_UP, /* refused, or too many attempts; an officer is shown why */
    MAIL_UNKNOWN,  /* cut off while being handed over: it may have arrived, so it is not sent again by itself
                    */
    MAIL_STATE_COUNT
} MailState;
