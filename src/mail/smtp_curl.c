/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See smtp.h. The only file that knows libcurl. */
#include "mail/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct Smtp {
    CURL *curl;
    const SmtpConfig *config;
    const char *message; /* being sent */
    size_t n_message, n_given;
    bool all_given;  /* curl has taken the whole message: the server may have it */
    bool over;       /* curl has said QUIT */
    char command[5]; /* the last one sent; never more than the verb, for a sign-in holds the password */
    char reply[SMTP_REASON_ROOM]; /* the last line that the server said */
};

static size_t give_message(char *out, size_t size, size_t n, void *arg)
{
    Smtp *smtp = arg;
    size_t left = smtp->n_message - smtp->n_given, room = size * n, take = left < room ? left : room;
    memcpy(out, smtp->message + smtp->n_given, take);
    smtp->n_given += take;
    smtp->all_given = smtp->n_given == smtp->n_message;
    return take;
}

/* One printable line, whatever came. */
static void keep_line(char *out, size_t room, const char *data, size_t n)
{
    size_t used = 0;
    for (size_t i = 0; i < n && used + 1 < room && data[i] != '\r' && data[i] != '\n'; i++)
        out[used++] = data[i] >= 0x20 && data[i] < 0x7f ? data[i] : '?';
    out[used] = '\0';
}

/* curl tells of each line of the talk: in which step a refusal came decides whether it concerns this mail.
 * After a refusal curl says QUIT, which is no step of the mail's. */
static int overhear(CURL *curl, curl_infotype type, char *data, size_t n, void *arg)
{
    (void)curl;
    Smtp *smtp = arg;
    if (type == CURLINFO_HEADER_OUT && n >= 4)
        smtp->over |= strncmp(data, "QUIT", 4) == 0;
    if (smtp->over)
        return 0;
    if (type == CURLINFO_HEADER_OUT)
        keep_line(smtp->command, sizeof smtp->command, data, n);
    else if (type == CURLINFO_HEADER_IN)
        keep_line(smtp->reply, sizeof smtp->reply, data, n);
    return 0;
}

static size_t ignore_body(char *data, size_t size, size_t n, void *arg)
{
    (void)data, (void)arg;
    return size * n;
}

const Err *smtp_open(Cx *cx, const SmtpConfig *config, Smtp **ret_smtp)
{
    static const long use_ssl[] = {[SMTP_TLS_REQUIRED] = CURLUSESSL_ALL,
                                   [SMTP_TLS_IF_OFFERED] = CURLUSESSL_TRY,
                                   [SMTP_TLS_NONE] = CURLUSESSL_NONE};
    CURL *curl = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init() : NULL;
    Smtp *smtp = curl ? calloc(1, sizeof *smtp) : NULL;
    if (!smtp) {
        curl_easy_cleanup(curl);
        return FAIL(cx, ERR_SYSTEM, "The mail library could not be started.");
    }
    *smtp = (Smtp){.curl = curl, .config = config};
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_URL, config->url);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(curl, CURLOPT_USE_SSL, use_ssl[config->tls]);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, config->from);
    if (config->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, config->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, config->password ? config->password : "");
    }
    if (config->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, config->ca_file);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    long timeout_s = config->timeout_s > 0 ? config->timeout_s : 60;
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 15L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, timeout_s);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout_s); /* holds for QUIT too */
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, 20L); /* seconds idle: mail servers hang up soon */
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore_body);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, overhear);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
    *ret_smtp = smtp;
    return NULL;
}

void smtp_close(Smtp **smtp)
{
    if (!*smtp)
        return;
    curl_easy_cleanup((*smtp)->curl);
    curl_global_cleanup();
    free(*smtp);
    *smtp = NULL;
}

/* A refusal before the recipient was named concerns us, not this mail: others would fare the same. */
static SmtpOutcome outcome_of(const Smtp *smtp, CURLcode code, long status)
{
    bool of_this_mail = strcmp(smtp->command, "RCPT") == 0 || strcmp(smtp->command, "DATA") == 0;
    if (code == CURLE_OK)
        return SMTP_ACCEPTED;
    if (of_this_mail && status >= 500 && status < 600)
        return SMTP_REFUSED;
    if (smtp->all_given && !(status >= 400 && status < 600))
        return SMTP_UNKNOWN;
    return of_this_mail && status >= 400 ? SMTP_LATER : SMTP_DOWN;
}

SmtpOutcome smtp_send(Smtp *smtp, const char *to, const char *message, char reason[static SMTP_REASON_ROOM])
{
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    smtp->message = message;
    smtp->n_message = strlen(message);
    smtp->n_given = 0;
    smtp->all_given = smtp->over = false;
    smtp->command[0] = smtp->reply[0] = reason[0] = '\0';
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)smtp->n_message);

    CURLcode code = recipients ? curl_easy_perform(smtp->curl) : CURLE_OUT_OF_MEMORY;
    long status = strtol(smtp->reply, NULL, 10);
    SmtpOutcome outcome = outcome_of(smtp, code, status);
    if (outcome != SMTP_ACCEPTED)
        snprintf(reason, SMTP_REASON_ROOM, "%s", status >= 400 ? smtp->reply : curl_easy_strerror(code));
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, (struct curl_slist *)NULL);
    curl_slist_free_all(recipients);
    return outcome;
}
