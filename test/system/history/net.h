/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Many connections to one HTTP server on loopback, kept alive; epoll. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct Conn {
    int fd;
    void *owner; /* whose answer is awaited; NULL: idle */
    size_t n;    /* of the answer so far */
    size_t n_whole, n_head;
    char *answer;
    size_t room;
} Conn;

typedef struct Answer {
    int status;
    const char *location; /* ends at white space; "" without one */
    const char *body;
} Answer;

typedef struct Net {
    int port, epoll;
    size_t n, n_idle;
    Conn *conns, **idle;
    void *app;
    void (*on_answer)(void *app, void *owner, const Answer *answer);
    void (*on_input)(void *app); /* something to read on standard input; NULL: not watched */
} Net;

/* Opens n connections; ends the program when it can't, as all of these do. */
void net_open(Net *net, int port, size_t n);
void net_watch_input(Net *net);
/* Sends on an idle connection (there must be one); on_answer comes with `owner`. */
void net_send(Net *net, const char *bytes, size_t n, void *owner);
/* Sends, and hangs up at once; nobody hears of an answer. */
void net_send_and_leave(Net *net, const char *bytes, size_t n);
/* Waits for answers, and hands them out. False: nothing came. */
bool net_wait(Net *net, int milliseconds);
