/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finds the row of the route tables for an address. Built once at start, read by all. */
#pragma once

#include "http/request.h"
#include "http/target.h"

typedef struct Router Router;

/* Checks every row and builds the tree in the arena. Fails INPUT, naming the row: no permission, no function,
 * a pattern that is malformed or stands twice for the same method, or flags that contradict each other. */
MUST_USE const Err *router_make(Cx *cx, Arena *arena, const RouteTable *const *tables, size_t n_tables,
                                Router **ret_router);

typedef struct Found {
    const Route *by_method[2]; /* GET, POST; NULL where the address has no such method. Both NULL: 404 */
    const char *rest;          /* for routes inside a programme: from the third segment on; "/" if none */
    size_t n_prefix;           /* bytes of target->path before `rest`; 0 for global routes */
    int64_t ids[4];
    const char *keys[2];
    bool is_keyed; /* the pattern has a :key, which may be a secret: log the pattern, not the path */
    bool is_apart; /* a method of this address runs ON_APART: nothing that dates or places it is logged */
} Found;

/* Global routes come first; then the first two segments are taken as programme and language, whatever they
 * say (the gate knows which exist). A literal segment wins over :id, :id over :key. Results point into
 * target.
 */
Found router_find(const Router *router, const Target *target);
