/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a page function ends: what it says about its page, and the frame put around what it has written. */
#pragma once

#include "http/request.h"
#include "programme/frame.h"

typedef struct Page {
    const char *title;       /* in the reader's language; the programme's name is added */
    const char *description; /* for search engines; NULL: none */
    const UiCrumb *crumbs;   /* between the start page and this page; the page itself is added */
    size_t n_crumbs;
    const char *flash; /* what has just happened; NULL: nothing */
    UiKind flash_kind;
    bool wide;    /* for tables with many columns */
    bool noindex; /* not for search engines; set by itself for everything but status 200 */
} Page;

/* Puts the frame around rq->body. When the form of the page was sent with errors, the title says so first. */
const Err *page_send(Request *rq, const Page *page);

/* A page that only leads on: to the one link there is (a redirect), or to a choice of several. */
const Err *page_choose(Request *rq, const char *title, FrameLinks links);

/* Shows an error as a page: its sentence in the reader's language and a way back. Never fails. */
void page_send_error(Request *rq, const Err *err);
