/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a request or a command carries with it. Passed first to everything that allocates, asks the database,
 * or speaks to a reader; it belongs to one thread at a time. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/env.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/lang.h"
#include "base/money.h"

struct DbConn;

typedef struct Cx {
    Arena *arena;
    const Env *env;
    struct DbConn *db;       /* NULL where no database is open */
    Lang lang;               /* the reader's */
    ProgrammeId programme;   /* 0 outside any programme */
    PersonId person;         /* 0: nobody is signed in */
    const char *time_zone;   /* of the programme, an IANA name */
    const char *path_prefix; /* "/duesseldorf/de": what path() puts before an address of the programme */
    /* Which messages have been said, a bit each (NULL before the first), and whether one was English because
     * the reader's catalogue lacks it: a page says in which language it really is (message_lang). */
    unsigned char *said;
    bool said_english;
    uint64_t tables_read[2]; /* bits of every table a query has read so far: what a cached page depends on */
    uint64_t tables_written[2];
    bool only_reads; /* a query that writes is refused: a page is shown again after its form has failed */
} Cx;

static inline Time cx_now(const Cx *cx)
{
    return cx->env->now(cx->env);
}
