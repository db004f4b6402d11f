/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The access log: a JSON line per request, without query strings, cookies, or anybody's whole address.
 *
 * What runs ON_APART (anonymous answers) gets no line of its own, since its neighbours would date it: such
 * requests are counted, and one line a day tells the sum. Belongs to the loop's thread. */
#pragma once

#include "base/cx.h"

typedef struct Log {
    int fd; /* -1: none */
    size_t n;
    Date apart_day;
    int64_t apart_count, apart_failed;
    int64_t stamped_s; /* the second that `stamp` says */
    char stamp[32];
    char lines[64 << 10];
} Log;

typedef struct LogEntry {
    const char *method, *path;
    int status;
    size_t bytes;
    int64_t ms;
    const char *client; /* from log_client */
    bool is_apart;
    const Err *failed; /* its place and detail are told for status 500 and above */
} LogEntry;

void log_add(Log *log, Time now, const LogEntry *entry);
/* Writes what has gathered. */
void log_flush(Log *log);
/* Tells the sum of the day's separate requests; before the end. */
void log_finish(Log *log);

enum { LOG_CLIENT_ROOM = 46 };
/* "192.0.2.77" -> "192.0.2.0", "2001:db8:1:2::3" -> "2001:db8:1::"; "" for what is no address. */
void log_client(const char *address, char out[static LOG_CLIENT_ROOM]);
