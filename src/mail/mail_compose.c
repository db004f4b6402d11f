/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See mail_compose.h. */
#include "mail/mail_compose.h"

#include <string.h>
#include <time.h>

bool mail_header_text_ok(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            return false;
    return true;
}

static bool all_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

static void add_base64(Buf *out, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16 | (i + 1 < n ? (uint32_t)bytes[i + 1] << 8 : 0) |
                         (i + 2 < n ? bytes[i + 2] : 0);
        buf_char(out, digits[three >> 18]);
        buf_char(out, digits[three >> 12 & 63]);
        buf_char(out, i + 1 < n ? digits[three >> 6 & 63] : '=');
        buf_char(out, i + 2 < n ? digits[three & 63] : '=');
    }
}

/* Each word holds whole characters: 39 bytes give 52 digits, with the frame 64, and "Subject: " before them.
 */
static void add_encoded_words(Buf *out, const char *text)
{
    enum { BYTES_PER_WORD = 39 };
    const char *p = text, *end = text + strlen(text);
    while (p < end) {
        size_t n = (size_t)(end - p) < BYTES_PER_WORD ? (size_t)(end - p) : BYTES_PER_WORD;
        while (n > 1 && ((unsigned char)p[n] & 0xc0) == 0x80)
            n--;
        buf_str(out, p == text ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        add_base64(out, (const unsigned char *)p, n);
        buf_str(out, "?=");
        p += n;
    }
}

static void add_subject(Buf *out, const char *subject)
{
    buf_str(out, "Subject: ");
    /* "=?" would be read as an encoded word, and a blank at the ends would be lost */
    bool plain = all_ascii(subject) && strlen(subject) <= 68 && !strstr(subject, "=?") && subject[0] != ' ' &&
                 subject[0] && subject[strlen(subject) - 1] != ' ';
    if (plain)
        buf_str(out, subject);
    else
        add_encoded_words(out, subject);
    buf_str(out, "\r\n");
}

static void add_mailbox(Buf *out, const char *header, const char *name, const char *address)
{
    buf_printf(out, "%s: ", header);
    if (name && *name) {
        if (all_ascii(name) && strlen(name) <= 60 && !strpbrk(name, "\"\\") && !strstr(name, "=?"))
            buf_printf(out, "\"%s\"", name);
        else
            add_encoded_words(out, name);
        buf_str(out, "\r\n ");
    }
    buf_printf(out, "<%s>\r\n", address);
}

static void add_date(Buf *out, Time when)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm tm;
    time_t seconds = (time_t)when.seconds;
    gmtime_r(&seconds, &tm);
    buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday,
               months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* Length of the UTF-8 character at p, at most n; 1 for a stray byte. */
static size_t character_length(const unsigned char *p)
{
    size_t n = *p < 0xc0 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return i;
    return n;
}

/* RFC 2045, 6.7. Lines end softly at 75 signs; a character's bytes stay together, for those who read raw
 * mail. */
static void add_quoted_printable(Buf *out, const char *text)
{
    size_t column = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p;) {
        if (*p == '\n' || (*p == '\r' && p[1] == '\n')) {
            p += *p == '\r' ? 2 : 1;
            buf_str(out, "\r\n");
            column = 0;
            continue;
        }
        size_t n = character_length(p);
        bool line_ends = p[1] == '\0' || p[1] == '\n' || p[1] == '\r';
        bool literal =
            n == 1 && ((*p > 0x20 && *p < 0x7f && *p != '=') || ((*p == ' ' || *p == '\t') && !line_ends));
        size_t width = literal ? 1 : 3 * n;
        if (column + width > 75) {
            buf_str(out, "=\r\n");
            column = 0;
        }
        for (size_t i = 0; i < n; i++) {
            if (literal)
                buf_char(out, (char)p[i]);
            else
                buf_printf(out, "=%02X", p[i]);
        }
        column += width;
        p += n;
    }
    if (column > 0)
        buf_str(out, "\r\n");
}

const char *mail_compose(Cx *cx, const MailMessage *message)
{
    assert(mail_header_text_ok(message->subject) && mail_header_text_ok(message->to));
    assert(!message->from_name || mail_header_text_ok(message->from_name));
    Buf out = buf_make(cx->arena);
    add_date(&out, message->date);
    add_mailbox(&out, "From", message->from_name, message->from_address);
    if (message->reply_to && *message->reply_to)
        add_mailbox(&out, "Reply-To", NULL, message->reply_to);
    add_mailbox(&out, "To", NULL, message->to);
    add_subject(&out, message->subject);
    buf_printf(&out, "Message-ID: <%s>\r\n", message->message_id);
    buf_printf(&out,
               "Auto-Submitted: auto-generated\r\n"
               "Content-Language: %s\r\n"
               "MIME-Version: 1.0\r\n"
               "Content-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
               lang_tag(message->lang));
    add_quoted_printable(&out, message->body);
    return buf_text(&out);
}
