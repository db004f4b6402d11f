/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What page_error.html shows. */
#pragma once

#include "programme/frame.h"

typedef struct ErrorView {
    const char *title, *sentence;
    FrameLink on;      /* the way on */
    const char *back;  /* the page that the form was sent from; NULL: it was none of ours */
    FormEntries typed; /* what was typed into it, with labels: to read and copy */
    FormEntries sent;  /* all that was sent, to be sent again after signing in; else empty */
    const char *again; /* where to */
} ErrorView;
