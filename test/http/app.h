/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small application behind the real web server, with real lanes (threads), and a client that sends bytes as
 * they are. For the tests of src/http. */
#pragma once

#include "http/http.h"
#include "unit.h"

#include <stdatomic.h>

/* What happened in the application. */
typedef struct AppState {
    atomic_int counted;  /* POST /t/de/count that ran and were kept */
    atomic_int rendered; /* GET / that really made the page */
    atomic_int settled;
    atomic_int runs; /* of POST /t/de/again, which wants to be run three times */
    atomic_int fail_commit;
    atomic_int hold_ms; /* how long POST /t/de/slow takes */
    atomic_long clock_s;
    atomic_ulong generation;
} AppState;

extern AppState app_state;

/* Starts the server on a free port, in a thread of its own. Fields left 0 in config get what the tests need.
 */
void app_start(HttpConfig config);
int app_port(void);
/* What the server has logged so far; static. */
const char *app_log(void);
/* Stops and waits for the server's end; asserts that it ended in `seconds`. */
void app_stop(int seconds);
void app_ask_to_stop(void); /* only http_stop, as a signal handler does */

/* ---- the client ---- */

typedef struct Reply {
    int status; /* 0: the connection was closed, or 5 s went by, before an answer was whole */
    char head[8192];
    char body[200000];
    size_t n;
} Reply;

int client_connect(void);
void client_send(int fd, const void *bytes, size_t n);
void client_say(int fd, const char *text);
/* The next answer of the connection; static, until the next one. has_body: false after HEAD. */
const Reply *client_read(int fd, bool has_body);
/* Closes the other side within ms? What still comes is read and dropped. */
bool client_is_closed(int fd, int ms);
/* connect, say, read, close */
const Reply *ask(const char *text);
/* "GET path" with the extra header lines ("X: y\r\n") */
const Reply *get(const char *path, const char *headers);
const Reply *post(const char *path, const char *headers, const char *body);
/* The value of a header of the reply, or NULL; static. */
const char *header_of(const Reply *reply, const char *name);
int64_t now_ms(void);
