/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See answer.h. */
#include "http/answer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define CSP                                                                                                  \
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "      \
    "frame-ancestors 'none'; base-uri 'none'; script-src 'self'; connect-src 'self'; manifest-src 'self'"

/* On everything. What is downloaded may have come from a stranger: it gets no rights at all. */
static const Header on_pages[] = {
    {"Content-Security-Policy", CSP},
};
static const Header on_downloads[] = {
    {"Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"},
};
static const Header on_all[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
};
static const Header with_tls[] = {
    {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
};

static void add(Answer *answer, const char *name, const char *value)
{
    assert(answer->n_headers < ARRAY_LENGTH(answer->headers));
    answer->headers[answer->n_headers++] = (Header){name, value};
}

static void add_table(Answer *answer, const Header *table, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add(answer, table[i].name, table[i].value);
}
#define ADD_TABLE(answer, table) add_table((answer), (table), ARRAY_LENGTH(table))

static void add_security(Answer *answer, bool is_secure, bool is_download)
{
    if (is_download)
        ADD_TABLE(answer, on_downloads);
    else
        ADD_TABLE(answer, on_pages);
    ADD_TABLE(answer, on_all);
    if (is_secure)
        ADD_TABLE(answer, with_tls);
}

void answer_tag(const char *etag, Coding coding, char tag[static 64])
{
    const char *name = coding_name(coding);
    const char *parts[] = {"\"", etag, name ? "-" : "", name ? name : "", "\""};
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        size_t more = strlen(parts[i]);
        assert(n + more < 64);
        memcpy(tag + n, parts[i], more);
        n += more;
    }
    tag[n] = '\0';
}

bool answer_matches(const char *if_none_match, const char *tag)
{
    if (!if_none_match)
        return false;
    size_t n = strlen(tag);
    for (const char *at = if_none_match; *at;) {
        at += strspn(at, " \t,");
        if (*at == '*')
            return true;
        if (strncmp(at, "W/", 2) == 0)
            at += 2;
        if (strncmp(at, tag, n) == 0 && strchr(" \t,", at[n]))
            return true; /* strchr finds the end of the string, too */
        at += strcspn(at, ",");
    }
    return false;
}

static const char *given_header(const Request *rq, const char *name)
{
    for (size_t i = 0; i < rq->n_headers; i++)
        if (strcasecmp(rq->headers[i].name, name) == 0)
            return rq->headers[i].value;
    return NULL;
}

bool answer_is_public(const Request *rq)
{
    return rq->method == GET && rq->status == 200 && !rq->no_store && rq->cx->person.v == 0 &&
           !given_header(rq, "Set-Cookie");
}

Answer answer_for_request(const Request *rq, const char *if_none_match, Coding coding, const void *bytes,
                          size_t n)
{
    Answer answer = {.status = rq->status, .bytes = bytes, .n = n};
    Arena *arena = rq->cx->arena;
    bool is_public = answer_is_public(rq);
    if (is_public) {
        char tag[64], hash[17];
        hash_text(rq->body.data, rq->body.n, hash);
        answer_tag(hash, coding, tag);
        add(&answer, "ETag", arena_text(arena, tag));
        if (answer_matches(if_none_match, tag))
            answer.status = 304;
    }
    if (answer.status == 304)
        answer.n = 0;
    else if (n > 0)
        add(&answer, "Content-Type", rq->content_type);
    if (!given_header(rq, "Cache-Control"))
        add(&answer, "Cache-Control", is_public ? "no-cache" : "no-store");
    if (rq->content_type && strncmp(rq->content_type, "text/html", 9) == 0)
        add(&answer, "Content-Language", lang_tag(rq->cx->lang));
    if (coding != CODING_IDENTITY && answer.status != 304)
        add(&answer, "Content-Encoding", coding_name(coding));
    if (is_public)
        add(&answer, "Vary", "Accept-Encoding, Accept-Language, Cookie");
    add_security(&answer, rq->secure, given_header(rq, "Content-Disposition"));
    add_table(&answer, rq->headers, rq->n_headers);
    return answer;
}

Answer answer_for_page(const Page *page, Coding coding, bool is_not_modified, char tag[static 64])
{
    Answer answer = {.status = is_not_modified ? 304 : 200};
    if (!is_not_modified) {
        answer.bytes = page->coding[coding].bytes;
        answer.n = page->coding[coding].n;
        add(&answer, "Content-Type", page->content_type);
        if (coding != CODING_IDENTITY)
            add(&answer, "Content-Encoding", coding_name(coding));
    }
    answer_tag(page->etag, coding, tag);
    add(&answer, "ETag", tag);
    add(&answer, "Cache-Control", page->cache_control);
    add(&answer, "Vary", page->is_for_ever ? "Accept-Encoding" : "Accept-Encoding, Accept-Language, Cookie");
    if (page->language)
        add(&answer, "Content-Language", page->language);
    add_security(&answer, page->is_secure, false);
    return answer;
}
