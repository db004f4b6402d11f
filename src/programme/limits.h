/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How often one network may do what costs others something: register, have links mailed, try passwords.
 *
 * Counters stand in memory, one window of a quarter of an hour for each; they are forgotten at a restart. A
 * network is an IPv4 address or the /64 of an IPv6 address: a whole association may sit behind one, so limits
 * are generous. Wrong passwords count by network and account together, so that nobody can lock out somebody
 * else. Pages ask through gate.h. Any thread. */
#pragma once

#include "base/cx.h"

typedef enum LimitKind {
    LIMIT_REGISTRATIONS,    /* public registrations of a network */
    LIMIT_LINKS,            /* links to sign in that a network asks for… */
    LIMIT_LINKS_TO_ADDRESS, /* …and that go to one address, whoever asks */
    LIMIT_PASSWORDS,        /* wrong passwords of a network… */
    LIMIT_PASSWORDS_OF_ONE, /* …and for one account from there */
    LIMIT_COUNT
} LimitKind;

enum { LIMIT_WINDOW_S = 15 * 60 };

typedef struct LimitConfig {
    int most[LIMIT_COUNT]; /* in a window; 0: no limit */
} LimitConfig;

/* What --limit says: NULL the usual limits, "off" none, "registrations=200,links=50,passwords=100" others in
 * a window from one network. INPUT for anything else. */
MUST_USE const Err *limits_parse(Cx *cx, const char *text, LimitConfig *ret_config);

typedef struct Limits Limits;

MUST_USE const Err *limits_make(Cx *cx, const LimitConfig *config, Limits **ret_limits);
void limits_free(Limits **limits); /* accepts NULL in it */

/* What is counted: client is an address as text, account an e-mail address or "". */
typedef struct LimitSubject {
    LimitKind kind;
    ProgrammeId programme;
    const char *client, *account;
} LimitSubject;

/* Seconds until one more is let through; 0: at once. */
int limits_wait_s(Limits *limits, const LimitSubject *subject, Time now);
void limits_count(Limits *limits, const LimitSubject *subject, Time now);
