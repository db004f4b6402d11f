/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What script/bench loads the server and the disk with.
 *
 *   load sync FILE SECONDS
 *       4 KiB appended and fdatasync, one after the other; prints how many
 *   load post PORT FORM ACTION BODY CLIENTS SECONDS FORMS
 *       fetches FORM as often as FORMS says, for its token each time; then CLIENTS connections, kept alive,
 *       send BODY to ACTION, one after the other, until the time is over: "%T" in it becomes a fresh token,
 *       "%N" a number that was not there before, and "%A-B%" in ACTION the numbers from A to B by turns.
 * Prints answers, seconds, forms left over, and the milliseconds that half and 99 of 100 answers took at
 * most. An answer other than 303 ends it with what came instead. load hold PORT CONNECTIONS SECONDS opens
 * connections from many addresses of loopback and keeps each of them with a byte of a request every few
 * seconds, until the time is over or standard input ends; prints how many there are once all stand, and at
 * the end how many still do. */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TOKEN = 60, ROOM = 64 << 10, REQUEST_ROOM = 4 << 10, EVENTS = 256 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- the disk ---- */

static int sync_rate(const char *file, double seconds)
{
    static const char block[4096] = {1};
    int fd = open(file, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (fd < 0)
        err(1, "%s", file);
    long n = 0;
    double start = now_s(), t;
    do {
        if (write(fd, block, sizeof block) != (ssize_t)sizeof block || fdatasync(fd) != 0)
            err(1, "%s", file);
        n++;
    } while ((t = now_s() - start) < seconds);
    close(fd);
    unlink(file);
    printf("%ld %.3f\n", n, t);
    return 0;
}

/* ---- connections ---- */

typedef struct Client {
    int fd;
    double sent;    /* when its request went out */
    size_t n;       /* of the answer so far */
    size_t n_whole; /* 0: its head is not complete */
    char *answer;
} Client;

typedef struct Load {
    int port, epoll;
    const char *form, *action, *body;
    char (*tokens)[TOKEN + 1];
    size_t n_wanted, n_tokens, n_used, n_open, n_answers;
    long first_number;
    long first_place, last_place; /* of "%A-B%" in action */
    float *waits;                 /* milliseconds, by answer */
    double end;
} Load;

static void send_all(int fd, const char *bytes, size_t n)
{
    for (ssize_t sent; n > 0; bytes += sent, n -= (size_t)sent)
        if ((sent = send(fd, bytes, n, MSG_NOSIGNAL)) <= 0)
            err(1, "send");
}

static void client_open(Load *load, Client *client)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)load->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    client->answer = malloc(ROOM);
    if (client->fd < 0 || !client->answer ||
        connect(client->fd, (struct sockaddr *)&address, sizeof address) != 0)
        err(1, "connect");
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, client->fd, &event) != 0)
        err(1, "epoll_ctl");
}

/* True when the answer is there, whole. */
static bool client_read(Client *client)
{
    ssize_t got = recv(client->fd, client->answer + client->n, ROOM - 1 - client->n, 0);
    if (got <= 0)
        err(1, "the server closed a connection");
    client->n += (size_t)got;
    client->answer[client->n] = '\0';
    const char *head_end = client->n_whole ? NULL : strstr(client->answer, "\r\n\r\n");
    if (head_end) {
        const char *length = strcasestr(client->answer, "\r\nContent-Length:");
        client->n_whole =
            (size_t)(head_end + 4 - client->answer) + (length ? strtoul(length + 17, NULL, 10) : 0);
        if (client->n_whole >= ROOM)
            errx(1, "an answer of %zu bytes", client->n_whole);
    }
    return client->n_whole && client->n >= client->n_whole;
}

static void ask_for_form(Load *load, Client *client)
{
    char request[REQUEST_ROOM];
    client->n = client->n_whole = 0;
    int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", load->form);
    send_all(client->fd, request, (size_t)n);
}

static void keep_token(Load *load, const Client *client)
{
    const char *field = strstr(client->answer, "name=\"_token\" value=\"");
    if (!field)
        errx(1, "no form at %s: %.300s", load->form, client->answer);
    memcpy(load->tokens[load->n_tokens++], field + strlen("name=\"_token\" value=\""), TOKEN);
}

/* The body with its token and number. */
static int fill(Load *load, char *out, size_t room)
{
    size_t n = 0;
    for (const char *p = load->body; *p && n + TOKEN + 1 < room; p++)
        if (p[0] == '%' && p[1] == 'T')
            n += (size_t)snprintf(out + n, room - n, "%s", load->tokens[load->n_used]), p++;
        else if (p[0] == '%' && p[1] == 'N')
            n += (size_t)snprintf(out + n, room - n, "%ld", load->first_number + (long)load->n_used), p++;
        else
            out[n++] = *p;
    out[n] = '\0';
    load->n_used++;
    return (int)n;
}

static void read_places(Load *load)
{
    const char *range = strchr(load->action, '%');
    if (range && sscanf(range, "%%%ld-%ld%%", &load->first_place, &load->last_place) != 2)
        errx(2, "%s: a range is written %%A-B%%", load->action);
}

/* The address with its place. */
static void fill_action(const Load *load, char *out, size_t room)
{
    const char *range = strchr(load->action, '%'), *rest = range ? strchr(range + 1, '%') + 1 : "";
    size_t before = range ? (size_t)(range - load->action) : strlen(load->action);
    long place = load->first_place + (long)load->n_used % (load->last_place - load->first_place + 1);
    char number[24] = "";
    if (range)
        snprintf(number, sizeof number, "%ld", place);
    snprintf(out, room, "%.*s%s%s", (int)before, load->action, number, rest);
}

static void send_form(Load *load, Client *client)
{
    char request[REQUEST_ROOM], action[REQUEST_ROOM / 8], body[REQUEST_ROOM / 2];
    fill_action(load, action, sizeof action);
    int length = fill(load, body, sizeof body);
    client->n = client->n_whole = 0;
    int n =
        snprintf(request, sizeof request,
                 "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                 "Content-Length: %d\r\n\r\n%s",
                 action, length, body);
    client->sent = now_s();
    send_all(client->fd, request, (size_t)n);
}

/* ---- the two phases ---- */

/* Every client does `first`; whenever one has its answer, `then` says whether it goes on. */
static void run(Load *load, Client *clients, size_t n_clients, void (*first)(Load *, Client *),
                bool (*then)(Load *, Client *))
{
    for (load->n_open = 0; load->n_open < n_clients; load->n_open++)
        first(load, &clients[load->n_open]);
    while (load->n_open > 0) {
        struct epoll_event events[EVENTS];
        int n = epoll_wait(load->epoll, events, EVENTS, 20000);
        if (n <= 0)
            errx(1, "no answer for 20 seconds");
        for (int i = 0; i < n; i++) {
            Client *client = events[i].data.ptr;
            if (client_read(client) && !then(load, client))
                load->n_open--;
        }
    }
}

static bool next_form(Load *load, Client *client)
{
    keep_token(load, client);
    if (load->n_tokens + load->n_open > load->n_wanted)
        return false;
    ask_for_form(load, client);
    return true;
}

static bool next_post(Load *load, Client *client)
{
    if (strncmp(client->answer, "HTTP/1.1 303", 12) != 0)
        errx(1, "%.600s", client->answer);
    load->waits[load->n_answers++] = (float)((now_s() - client->sent) * 1000);
    if (load->n_used == load->n_tokens || now_s() >= load->end)
        return false;
    send_form(load, client);
    return true;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void print_waits(Load *load)
{
    qsort(load->waits, load->n_answers, sizeof *load->waits, by_size);
    if (load->n_answers)
        printf(" %.2f %.2f", (double)load->waits[load->n_answers / 2],
               (double)load->waits[load->n_answers * 99 / 100]);
    printf("\n");
}

static int post(char **arguments)
{
    Load load = {.port = atoi(arguments[0]),
                 .epoll = epoll_create1(EPOLL_CLOEXEC),
                 .form = arguments[1],
                 .action = arguments[2],
                 .body = arguments[3],
                 .n_wanted = strtoul(arguments[6], NULL, 10),
                 .first_number = (long)(now_s() * 1e6)};
    size_t n_clients = strtoul(arguments[4], NULL, 10);
    Client *clients = calloc(n_clients, sizeof *clients);
    load.tokens = calloc(load.n_wanted + n_clients, sizeof *load.tokens);
    load.waits = calloc(load.n_wanted + n_clients, sizeof *load.waits);
    if (!clients || !load.tokens || !load.waits || load.n_wanted < n_clients)
        errx(1, "not so many");
    read_places(&load);
    for (size_t i = 0; i < n_clients; i++)
        client_open(&load, &clients[i]);

    run(&load, clients, n_clients, ask_for_form, next_form);
    double start = now_s();
    load.end = start + strtod(arguments[5], NULL);
    run(&load, clients, n_clients, send_form, next_post);
    printf("%zu %.3f %zu", load.n_answers, now_s() - start, load.n_tokens - load.n_used);
    print_waits(&load);
    return 0;
}

/* ---- slow connections ---- */

enum { PER_ADDRESS = 200, BYTE_EVERY_S = 3 };

/* Loopback is a whole network: each group of connections comes from an address of its own. */
static int slow_open(int port, int i)
{
    struct sockaddr_in own = {.sin_family = AF_INET}, server = {.sin_family = AF_INET};
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + (uint32_t)(i / PER_ADDRESS));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.sin_port = htons((uint16_t)port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){1}, sizeof(int)) != 0 ||
        bind(fd, (struct sockaddr *)&own, sizeof own) != 0 ||
        connect(fd, (struct sockaddr *)&server, sizeof server) != 0)
        err(1, "connection %d", i);
    return fd;
}

/* The request line and the headers of a request that never ends. */
static bool slow_send(int fd, size_t step)
{
    static const char start[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";
    const char *byte = step < sizeof start - 1 ? start + step : "a";
    return send(fd, byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

static bool slow_stands(int fd)
{
    char byte;
    ssize_t got = recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
    return got < 0 && errno == EAGAIN;
}

static void raise_file_limit(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

static int hold(int port, int n, double seconds)
{
    int *fds = calloc((size_t)n, sizeof *fds), standing = 0;
    if (!fds)
        err(1, "hold");
    raise_file_limit();
    for (int i = 0; i < n; i++) {
        fds[i] = slow_open(port, i);
        slow_send(fds[i], 0);
    }
    printf("%d\n", n);
    fflush(stdout);
    double end = now_s() + seconds;
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    for (size_t step = 1; now_s() < end && poll(&input, 1, BYTE_EVERY_S * 1000) == 0; step++)
        for (int i = 0; i < n; i++)
            slow_send(fds[i], step);
    for (int i = 0; i < n; i++)
        standing += slow_stands(fds[i]);
    printf("%d\n", standing);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "sync") == 0)
        return sync_rate(argv[2], strtod(argv[3], NULL));
    if (argc == 9 && strcmp(argv[1], "post") == 0)
        return post(argv + 2);
    if (argc == 5 && strcmp(argv[1], "hold") == 0)
        return hold(atoi(argv[2]), atoi(argv[3]), strtod(argv[4], NULL));
    errx(2, "usage: load sync FILE SECONDS | load post PORT FORM ACTION BODY CLIENTS SECONDS FORMS | "
            "load hold PORT CONNECTIONS SECONDS");
}
