/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands around every page: head, header, navigation, languages, breadcrumb, footer. Plain values that
 * frame.html shows; page.c fills them from the request. */
#pragma once

#include "html/ui.h"

typedef struct FrameLink {
    const char *label, *url;
    bool current;
} FrameLink;

ROWS(FrameLinks, FrameLink);

typedef struct FrameLang {
    Lang lang;
    const char *url; /* this page in that language */
    bool current;
} FrameLang;

ROWS(FrameLangs, FrameLang);

typedef struct Frame {
    const char *title;       /* of the window, complete */
    const char *description; /* one sentence for search engines; NULL: none */
    const char *canonical;   /* address of this page without its query; NULL: none */
    const char *name;        /* of the programme */
    const char *office;      /* that runs it; NULL outside any programme */
    const char *home;
    FrameLinks nav;
    UiCrumbs crumbs; /* the last one is this page, without an address */
    FrameLangs langs;
    FrameLinks footer;

    /* At the end of the top line: the way in, or who is in and the way out. NULL leaves a part out. */
    const char *sign_in_url, *person_name, *account_url, *sign_out_url;
    const char *token; /* for the sign-out form */

    const char *flash; /* what has just happened, in the reader's language; NULL: nothing */
    UiKind flash_kind;
    bool is_demo; /* says so on top of every page */
    bool wide;    /* for tables with many columns */
    bool noindex;
    Lang content_lang; /* of what stands inside: English where the reader's catalogue lacks the page */
} Frame;

/* Puts the frame around `body`, which then holds the whole page. */
void frame_wrap(Cx *cx, const Frame *frame, Buf *body);
