/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See net.h. */
#include "net.h"

#include <arpa/inet.h>
#include <err.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_ROOM = 32 << 10, EVENTS = 256 };

static void watch(Net *net, int fd, void *what)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = what};
    if (epoll_ctl(net->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        err(1, "epoll_ctl");
}

static void conn_open(Net *net, Conn *conn)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)net->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    conn->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (conn->fd < 0 || connect(conn->fd, (struct sockaddr *)&address, sizeof address) != 0)
        err(1, "connect");
    setsockopt(conn->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    watch(net, conn->fd, conn);
}

static void conn_open_again(Net *net, Conn *conn)
{
    close(conn->fd);
    conn_open(net, conn);
}

void net_open(Net *net, int port, size_t n)
{
    net->port = port;
    net->epoll = epoll_create1(EPOLL_CLOEXEC);
    net->conns = calloc(n, sizeof *net->conns);
    net->idle = calloc(n, sizeof *net->idle);
    if (net->epoll < 0 || !net->conns || !net->idle)
        err(1, "net_open");
    for (; net->n < n; net->n++) {
        Conn *conn = &net->conns[net->n];
        conn->answer = malloc(conn->room = FIRST_ROOM);
        if (!conn->answer)
            err(1, "net_open");
        conn_open(net, conn);
        net->idle[net->n_idle++] = conn;
    }
}

void net_watch_input(Net *net)
{
    watch(net, STDIN_FILENO, NULL);
}

static void send_all(const Conn *conn, const char *bytes, size_t n)
{
    for (ssize_t sent; n > 0; bytes += sent, n -= (size_t)sent)
        if ((sent = send(conn->fd, bytes, n, MSG_NOSIGNAL)) <= 0)
            err(1, "send");
}

static Conn *take_idle(Net *net)
{
    if (net->n_idle == 0)
        errx(1, "no connection is idle");
    return net->idle[--net->n_idle];
}

void net_send(Net *net, const char *bytes, size_t n, void *owner)
{
    Conn *conn = take_idle(net);
    conn->owner = owner;
    conn->n = conn->n_whole = 0;
    send_all(conn, bytes, n);
}

void net_send_and_leave(Net *net, const char *bytes, size_t n)
{
    Conn *conn = take_idle(net);
    send_all(conn, bytes, n);
    conn_open_again(net, conn);
    net->idle[net->n_idle++] = conn;
}

/* ---- answers ---- */

static void find_length(Conn *conn)
{
    const char *end = strstr(conn->answer, "\r\n\r\n");
    if (!end)
        return;
    const char *length = strcasestr(conn->answer, "\r\nContent-Length:");
    if (!length || length > end)
        errx(1, "an answer without a length: %.300s", conn->answer);
    conn->n_head = (size_t)(end + 4 - conn->answer);
    conn->n_whole = conn->n_head + strtoul(length + 17, NULL, 10);
    if (conn->n_whole >= conn->room &&
        !(conn->answer = realloc(conn->answer, conn->room = conn->n_whole + 1)))
        err(1, "an answer of %zu bytes", conn->n_whole);
}

/* True when the answer is there, whole. */
static bool conn_read(Conn *conn)
{
    ssize_t got = recv(conn->fd, conn->answer + conn->n, conn->room - 1 - conn->n, 0);
    if (got < 0 || (got == 0 && conn->n > 0))
        err(1, "an answer broke off");
    if (got == 0)
        errx(1, "the server hung up on a request");
    conn->n += (size_t)got;
    conn->answer[conn->n] = '\0';
    if (!conn->n_whole)
        find_length(conn);
    return conn->n_whole && conn->n >= conn->n_whole;
}

static void hand_out(Net *net, Conn *conn)
{
    char *head_end = conn->answer + conn->n_head - 1;
    *head_end = '\0';
    const char *location = strcasestr(conn->answer, "\r\nLocation: ");
    bool closes = strcasestr(conn->answer, "\r\nConnection: close");
    Answer answer = {.status = atoi(conn->answer + strlen("HTTP/1.1 ")),
                     .location = location ? location + strlen("\r\nLocation: ") : "",
                     .body = conn->answer + conn->n_head};
    void *owner = conn->owner;
    conn->owner = NULL;
    if (closes)
        conn_open_again(net, conn);
    net->on_answer(net->app, owner, &answer); /* may send: this connection is not idle yet */
    net->idle[net->n_idle++] = conn;
}

bool net_wait(Net *net, int milliseconds)
{
    struct epoll_event events[EVENTS];
    int n = epoll_wait(net->epoll, events, EVENTS, milliseconds);
    for (int i = 0; i < n; i++) {
        Conn *conn = events[i].data.ptr;
        if (!conn)
            net->on_input(net->app);
        else if (!conn->owner)
            conn_open_again(net, conn); /* the server has closed one that was idle */
        else if (conn_read(conn))
            hand_out(net, conn);
    }
    return n > 0;
}
