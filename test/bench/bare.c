/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The least that can serve a page with the library we serve with: the bytes of a file for every request, no
 * guard, no cache, no log. What it reaches is the most that the program could. bare PORT FILE [NAME: VALUE]…
 * the headers of each answer */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

static enum MHD_Result answer(void *page, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *body, size_t *n_body,
                              void **seen)
{
    (void)url, (void)method, (void)version, (void)body, (void)n_body;
    if (*seen)
        return MHD_queue_response(connection, MHD_HTTP_OK, page);
    *seen = page; /* queued in the first call, the answer would close the connection */
    return MHD_YES;
}

static struct MHD_Response *read_page(const char *name)
{
    enum { PAGE_MAX = 1 << 20 };
    char *bytes = malloc(PAGE_MAX);
    FILE *file = fopen(name, "r");
    size_t n = bytes && file ? fread(bytes, 1, PAGE_MAX, file) : 0;
    if (file)
        fclose(file);
    return MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE);
}

int main(int argc, char **argv)
{
    struct MHD_Response *page = argc > 2 ? read_page(argv[2]) : NULL;
    if (!page)
        return 2;
    for (int i = 3; i < argc; i++) {
        char *value = strstr(argv[i], ": ");
        if (!value)
            return 2;
        *value = '\0';
        MHD_add_response_header(page, argv[i], value + 2);
    }
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME, (uint16_t)atoi(argv[1]),
                         NULL, NULL, answer, page, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)8192,
                         MHD_OPTION_CONNECTION_LIMIT, 2000u, MHD_OPTION_END);
    int loop = epoll_create1(EPOLL_CLOEXEC);
    if (!daemon || loop < 0)
        return 1;
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(loop, EPOLL_CTL_ADD, MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, &event);
    while (epoll_wait(loop, &event, 1, -1) >= 0)
        MHD_run(daemon);
    return 1;
}
