/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See listen.h. */
#include "http/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096, PEM_MAX = 1 << 20 };

static const Err *resolve(Cx *cx, const char *address, struct addrinfo **ret_info)
{
    char *host = arena_text(cx->arena, address);
    char *colon = strrchr(host, ':');
    size_t n = strlen(host);
    bool is_good = colon && colon[1] && strspn(colon + 1, "0123456789") == strlen(colon + 1) && n < 256;
    if (is_good) {
        *colon = '\0';
        if (host[0] == '[' && colon[-1] == ']') {
            colon[-1] = '\0';
            host++;
        }
        struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
        is_good = *host && strlen(colon + 1) <= 5 && atoi(colon + 1) <= UINT16_MAX &&
                  getaddrinfo(host, colon + 1, &hints, ret_info) == 0;
    }
    if (!is_good)
        return FAIL(cx, ERR_INPUT,
                    N_("{address} is no address to listen on. Please give host and port, for example "
                       "127.0.0.1:8080 or [::1]:8080."),
                    "address", address);
    return NULL;
}

static const Err *explain(Cx *cx, const char *address, int error)
{
    const char *detail = arena_text(cx->arena, strerror(error));
    if (error == EADDRINUSE)
        return FAIL_DETAIL(
            cx, ERR_SYSTEM, detail,
            N_("{address} is in use by another program. Please stop it, or choose another port."), "address",
            address);
    if (error == EACCES)
        return FAIL_DETAIL(
            cx, ERR_SYSTEM, detail,
            N_("{address} needs rights this program does not have. Please choose a port from 1024 up."),
            "address", address);
    return FAIL_DETAIL(cx, ERR_SYSTEM, detail, N_("{address} can't be listened on ({reason})."), "address",
                       address, "reason", detail);
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } name = {0};
    socklen_t n = sizeof name;
    if (getsockname(fd, &name.any, &n) != 0)
        return 0;
    return ntohs(name.any.sa_family == AF_INET6 ? name.v6.sin6_port : name.v4.sin_port);
}

static void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static void free_info(struct addrinfo **info)
{
    if (*info)
        freeaddrinfo(*info);
}

const Err *listen_open(Cx *cx, const char *address, int *ret_fd, int *ret_port)
{
    AUTO(free_info)
    struct addrinfo *info = NULL;
    TRY(resolve(cx, address, &info));
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, info->ai_addr, info->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0) {
        const Err *err = explain(cx, address, errno);
        close_fd(&fd);
        return err;
    }
    *ret_port = port_of(fd);
    *ret_fd = fd;
    return NULL;
}

size_t listen_raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? (size_t)limit.rlim_cur : 1024;
}

const Err *listen_read_pem(Cx *cx, const char *path, const char **ret_text)
{
    AUTO(close_fd)
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = arena_alloc(cx->arena, PEM_MAX + 1);
    ssize_t n = fd < 0 ? -1 : read(fd, text, PEM_MAX);
    if (n <= 0)
        return FAIL_DETAIL(
            cx, ERR_SYSTEM, n < 0 ? arena_text(cx->arena, strerror(errno)) : "empty",
            N_("The file {path} can't be read. It must be a PEM file that this program may read."), "path",
            path);
    *ret_text = text;
    return NULL;
}
