/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a page function answers, and what it may ask of the request; see request.h. */
#include "http/request.h"

#include <stdio.h>
#include <string.h>

void respond_header(Request *rq, const char *name, const char *value)
{
    assert(rq->n_headers < ARRAY_LENGTH(rq->headers));
    char *clean = arena_text(rq->cx->arena, value);
    for (char *p = clean; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' '; /* a line end would begin a header of the sender's choice */
    rq->headers[rq->n_headers++] = (Header){name, clean};
}

const Err *respond_redirect(Request *rq, const char *url)
{
    if (url[0] != '/' || url[1] == '/' || strchr(url, '\\'))
        return FAIL(rq->cx, ERR_INPUT, N_("The address to go on to is not one of this site."));
    respond_header(rq, "Location", url);
    rq->status = 303;
    return NULL;
}

/* RFC 6266: a plain name for old clients, and the real one percent-encoded. */
static const char *disposition(Request *rq, const char *file_name)
{
    Buf out = buf_make(rq->cx->arena);
    buf_str(&out, "attachment; filename=\"");
    for (const char *p = file_name; *p; p++)
        buf_char(&out, (unsigned char)*p < 0x20 || *p >= 0x7f || *p < 0 || strchr("\"\\/%", *p) ? '_' : *p);
    buf_str(&out, "\"; filename*=UTF-8''");
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    for (const char *p = file_name; *p; p++)
        if (strchr(plain, *p))
            buf_char(&out, *p);
        else
            buf_printf(&out, "%%%02X", (unsigned)(unsigned char)*p);
    return buf_text(&out);
}

const Err *respond_file(Request *rq, const char *content_type, const char *file_name, const void *bytes,
                        size_t n)
{
    rq->content_type = content_type;
    respond_header(rq, "Content-Disposition", disposition(rq, file_name));
    rq->body.n = 0;
    buf_add(&rq->body, bytes, n);
    return NULL;
}

const Err *respond_text(Request *rq, int status, const char *text)
{
    rq->content_type = "text/plain; charset=utf-8";
    rq->status = status;
    rq->body.n = 0;
    buf_str(&rq->body, text);
    return NULL;
}

/* With the prefix a browser takes the cookie over TLS only, and no sub-domain can plant it. */
static const char *cookie_name(const Request *rq, const char *name)
{
    return rq->secure ? arena_printf(rq->cx->arena, "__Host-%s", name) : name;
}

void respond_cookie(Request *rq, const char *name, const char *value, int64_t max_age_s)
{
    assert(!strpbrk(value, " \",;\\\r\n"));
    Buf out = buf_make(rq->cx->arena);
    buf_printf(&out, "%s=%s; Path=/; HttpOnly; SameSite=Lax", cookie_name(rq, name),
               max_age_s < 0 ? "" : value);
    if (rq->secure)
        buf_str(&out, "; Secure");
    if (max_age_s != 0)
        buf_printf(&out, "; Max-Age=%lld", max_age_s < 0 ? 0LL : (long long)max_age_s);
    respond_header(rq, "Set-Cookie", buf_text(&out));
}

const char *request_cookie(const Request *rq, const char *name)
{
    if (!rq->cookies)
        return NULL;
    const char *sought = cookie_name(rq, name);
    size_t n = strlen(sought);
    for (const char *at = rq->cookies; *at;) {
        at += strspn(at, "; ");
        size_t length = strcspn(at, ";");
        if (length > n && at[n] == '=' && memcmp(at, sought, n) == 0)
            return arena_text_n(rq->cx->arena, at + n + 1, length - n - 1);
        at += length;
    }
    return NULL;
}

bool form_failed(Request *rq)
{
    if (!rq->input || (rq->input->n_errors == 0 && !rq->input->stored))
        return false;
    rq->status = rq->input->stored ? 409 : 422;
    return true;
}
