/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The guard before everything else: refuses requests that a proxy and we could read differently.
 *
 * libmicrohttpd 0.9.75 lets through differing Content-Length headers, Transfer-Encoding beside them, several
 * Host headers, NUL in values, folded lines and white space before the colon; each of these has smuggled a
 * hidden request past some proxy. Pure functions over what was received, so that they can be fuzzed. */
#pragma once

#include "base/macros.h"

typedef struct RawHeader {
    const char *name, *value; /* NUL-terminated, and may hold NULs before that */
    size_t n_name, n_value;
} RawHeader;

enum { GUARD_MAX_HEADERS = 64, GUARD_MAX_TARGET = 4096 };

typedef enum Verb { VERB_GET, VERB_HEAD, VERB_POST } Verb;

/* What the server needs of a request's head; pointers into the headers, NULL when not sent. */
typedef struct Head {
    Verb verb;
    int64_t content_length; /* -1: not sent */
    const char *host, *content_type, *cookie, *if_none_match;
    const char *accept_encoding, *accept_language, *forwarded_for, *forwarded_proto, *fetch_site;
} Head;

/* 0: fine, *ret_head is filled. 400, 405 or 505: answer so, close the connection, trust nothing of it. */
int guard_check(const char *method, const char *version, const RawHeader *headers, size_t n, Head *ret_head);

/* Is the head laid out as it was understood? The library cuts it apart where it lies, so the pointers it
 * hands out tell: method, target, version and every header must follow each other with one CRLF between, and
 * fill the head (`size` bytes from `method` on) to its last byte. What does not: a NUL that hides the rest of
 * a value or of the target, a bare line feed, and a folded line (of which 0.9.75 makes part of the header's
 * *name*). */
bool guard_layout(const char *method, size_t size, const char *target, size_t n_target, const char *version,
                  const RawHeader *headers, size_t n);

/* The request target as sent: begins with one "/", only visible ASCII without "\" and "#", no %00 in
 * the path (in the query it is a reader's mistake, and gets a page), at most GUARD_MAX_TARGET bytes. 0, 400
 * or 414. */
int guard_target(const char *target, size_t n);
