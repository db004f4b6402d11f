/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See guard.h. */
#include "http/guard.h"

#include <string.h>
#include <strings.h>

/* RFC 9110 token characters, for header names. */
static bool is_token(const char *text, size_t n)
{
    static const char allowed[] =
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static_assert(sizeof allowed == 78, "15 signs, 10 digits, 52 letters and the end");
    if (n == 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        bool letter_or_dash = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
        if (!letter_or_dash && (c == '\0' || !strchr(allowed, c)))
            return false;
    }
    return true;
}

static bool is_value(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool is_host(const char *text, size_t n)
{
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_:[]";
    return n > 0 && n <= 255 && strspn(text, allowed) == n;
}

static bool read_length(const char *text, size_t n, int64_t *ret_length)
{
    if (n == 0 || n > 15 || strspn(text, "0123456789") != n)
        return false;
    int64_t length = 0;
    for (size_t i = 0; i < n; i++)
        length = length * 10 + (text[i] - '0');
    *ret_length = length;
    return true;
}

/* The methods that exist and that we don't serve: 405; anything else that claims to be a method: 400. */
static int check_method(const char *method, Verb *ret_verb)
{
    static const char *const served[] = {[VERB_GET] = "GET", [VERB_HEAD] = "HEAD", [VERB_POST] = "POST"};
    static const char *const known[] = {"PUT",   "DELETE",   "PATCH",     "OPTIONS", "TRACE", "CONNECT",
                                        "MKCOL", "PROPFIND", "PROPPATCH", "COPY",    "MOVE",  "LOCK"};
    for (size_t i = 0; i < ARRAY_LENGTH(served); i++)
        if (strcmp(method, served[i]) == 0) {
            *ret_verb = (Verb)i;
            return 0;
        }
    for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
        if (strcmp(method, known[i]) == 0)
            return 405;
    return 400;
}

/* Headers that are noted, and whether a second one of that name is refused. Repeating the others is either
 * allowed (lists) or harmless (they are not read). */
static const struct {
    const char *name;
    size_t offset;
    bool once;
} noted[] = {
    {"host", offsetof(Head, host), true},
    {"content-type", offsetof(Head, content_type), true},
    {"cookie", offsetof(Head, cookie), true},
    {"if-none-match", offsetof(Head, if_none_match), false},
    {"accept-encoding", offsetof(Head, accept_encoding), false},
    {"accept-language", offsetof(Head, accept_language), false},
    {"sec-fetch-site", offsetof(Head, fetch_site), true},
    {"x-forwarded-for", offsetof(Head, forwarded_for), true},
    {"x-forwarded-proto", offsetof(Head, forwarded_proto), true},
};

static bool note(const RawHeader *header, Head *head)
{
    for (size_t i = 0; i < ARRAY_LENGTH(noted); i++) {
        if (strcasecmp(header->name, noted[i].name) != 0)
            continue;
        const char **place = (const char **)((char *)head + noted[i].offset);
        if (*place)
            return !noted[i].once;
        *place = header->value;
        return true;
    }
    return true;
}

static size_t without_blanks_at_end(const char *text, size_t n)
{
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        n--;
    return n;
}

static bool check_header(const RawHeader *header, Head *head)
{
    if (!is_token(header->name, header->n_name) || !is_value(header->value, header->n_value))
        return false;
    size_t n = without_blanks_at_end(header->value, header->n_value);
    if (strcasecmp(header->name, "transfer-encoding") == 0)
        return false;
    if (strcasecmp(header->name, "content-length") == 0)
        return head->content_length < 0 && read_length(header->value, n, &head->content_length);
    if (strcasecmp(header->name, "host") == 0 && !is_host(header->value, n))
        return false;
    return note(header, head);
}

int guard_check(const char *method, const char *version, const RawHeader *headers, size_t n, Head *ret_head)
{
    Head head = {.content_length = -1};
    bool is_1_1 = strcmp(version, "HTTP/1.1") == 0;
    if (!is_1_1 && strcmp(version, "HTTP/1.0") != 0)
        return 505;
    int status = check_method(method, &head.verb);
    if (status != 0 && status != 405)
        return status;
    if (n > GUARD_MAX_HEADERS)
        return 400;
    for (size_t i = 0; i < n; i++)
        if (!check_header(&headers[i], &head))
            return 400;
    if (is_1_1 && !head.host)
        return 400;
    if (status != 0)
        return status;
    if (head.verb != VERB_POST && head.content_length > 0)
        return 400; /* a body that nobody expects is where the next request hides */
    *ret_head = head;
    return 0;
}

/* Between a header's name and its value: the colon (or the NUL in its place), then blanks. */
static bool is_separated(const RawHeader *header)
{
    const char *at = header->name + header->n_name;
    if (header->value <= at || (*at != '\0' && *at != ':'))
        return false;
    for (at++; at < header->value; at++)
        if (*at != ' ' && *at != '\t')
            return false;
    return true;
}

/* CR and LF, which the library has overwritten. */
enum { LINE_END = 2 };
static bool is_line_end(const char *at, const char *end)
{
    return at <= end - LINE_END && at[0] == '\0' && at[1] == '\0';
}

bool guard_layout(const char *method, size_t size, const char *target, size_t n_target, const char *version,
                  const RawHeader *headers, size_t n)
{
    const char *end = method + size, *at = version;
    if (target != method + strlen(method) + 1 || version != target + n_target + 1)
        return false;
    at += strlen(version);
    for (size_t i = 0; i < n; i++) {
        const RawHeader *header = &headers[i];
        if (!is_line_end(at, end) || header->name != at + LINE_END || header->value > end ||
            !is_separated(header))
            return false;
        at = header->value + header->n_value;
    }
    return is_line_end(at, end) && is_line_end(at + LINE_END, end) && at + 2 * LINE_END == end;
}

int guard_target(const char *target, size_t n)
{
    if (n > GUARD_MAX_TARGET)
        return 414;
    if (n == 0 || target[0] != '/' || (n > 1 && target[1] == '/'))
        return 400;
    const char *question = memchr(target, '?', n);
    size_t n_path = question ? (size_t)(question - target) : n;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)target[i];
        if (c <= 0x20 || c >= 0x7f || c == '\\' || c == '#')
            return 400;
        if (c == '%' && i + 2 < n_path && target[i + 1] == '0' && target[i + 2] == '0')
            return 400;
    }
    return 0;
}
