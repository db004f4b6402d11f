/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The head of an answer: security headers, caching, language. The same for pages made now and pages kept. */
#pragma once

#include "http/cache.h"
#include "http/request.h"

typedef struct Answer {
    int status;
    const void *bytes;
    size_t n;
    Header headers[32];
    size_t n_headers;
} Answer;

/* The answer in rq, its values in the arena of rq->cx. A public page gets an ETag, and 304 with no bytes if
 * if_none_match names it. coding: of the bytes, which replace rq->body when they are compressed. */
Answer answer_for_request(const Request *rq, const char *if_none_match, Coding coding, const void *bytes,
                          size_t n);

/* Is the answer for everybody, so that a copy may be kept and asked for by ETag? */
bool answer_is_public(const Request *rq);

/* A kept page. Values live as long as the page, or are written to `tag` (which must outlive the Answer). */
Answer answer_for_page(const Page *page, Coding coding, bool is_not_modified, char tag[static 64]);

/* "\"3f2a-br\"": the entity tag of one coding of a page. */
void answer_tag(const char *etag, Coding coding, char tag[static 64]);

/* Does an If-None-Match header name this tag? (Weak comparison, RFC 9110 13.1.2.) */
bool answer_matches(const char *if_none_match, const char *tag);
