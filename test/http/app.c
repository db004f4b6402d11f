/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See app.h. */
#include "app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

AppState app_state;

static struct {
    Arena arena;
    Cx cx;
    Env env;
    Http *http;
    pthread_t thread;
    atomic_bool has_ended;
    FILE *log;
} app;

int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void sleep_ms(int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    nanosleep(&t, NULL);
}

/* ---- pages ---- */

static const Err *show_state(Request *rq)
{
    atomic_fetch_add(&app_state.rendered, 1);
    rq->cx->tables_read[0] |= 1;
    buf_printf(&rq->body, "<p>counted %d, asked %s</p>\n", atomic_load(&app_state.counted), rq->query);
    for (int i = 0; i < 100; i++)
        buf_printf(&rq->body, "<p>Zeile %d</p>\n", i);
    return NULL;
}

static const Err *show_once(Request *rq)
{
    buf_printf(&rq->body, "%s %lld %s", rq->rest, (long long)rq->ids[0], rq->keys[0] ? rq->keys[0] : "-");
    return NULL;
}

static const Err *nap(Request *rq)
{
    sleep_ms(400);
    return respond_text(rq, 200, "awake");
}

static const Err *count(Request *rq)
{
    buf_printf(&rq->body, "counting %s", input_value(rq->input, "a"));
    rq->cx->tables_written[0] |= 1;
    return respond_redirect(rq, "/t/de/once/1");
}

static const Err *take_time(Request *rq)
{
    sleep_ms(atomic_load(&app_state.hold_ms));
    return respond_text(rq, 200, "done");
}

static const Err *again(Request *rq)
{
    buf_printf(&rq->body, "run %d", atomic_load(&app_state.runs) + 1);
    respond_header(rq, "X-Run", "1");
    if (atomic_fetch_add(&app_state.runs, 1) < 2)
        return FAIL(rq->cx, ERR_RETRY, "again");
    return NULL;
}

typedef struct AddForm {
    const char *name;
    FormEntry list;
} AddForm;

static const FormField add_fields[] = {
    {"name", "Name", FIELD_TEXT, FORM_AT(AddForm, name), .required = true, .max = 20},
    {"list", "List", FIELD_FILE, FORM_AT(AddForm, list)},
};
static const FormRules add_form = FORM_RULES(AddForm, add_fields, .max_body = 100000);

static const Err *add(Request *rq)
{
    const AddForm *form = rq->form;
    if (form_failed(rq)) {
        buf_str(&rq->body, rq->input->errors[0].message);
        return NULL;
    }
    unsigned sum = 0;
    for (size_t i = 0; i < form->list.n_bytes; i++)
        sum += (unsigned char)form->list.bytes[i];
    buf_printf(&rq->body, "%s|%s|%zu|%u", form->name, form->list.file_name ? form->list.file_name : "-",
               form->list.n_bytes, sum);
    return NULL;
}

static const Err *refuse(Request *rq)
{
    return FAIL(rq->cx, ERR_CONFLICT, "The seminar {title} is full.", "title", "A");
}

static const Err *download(Request *rq)
{
    return respond_file(rq, "text/csv", "Liste \"März\".csv", "a;b\r\n", 5);
}

typedef struct StateForm {
    const char *x;
} StateForm;
static const FormField state_fields[] = {{"x", "X", FIELD_TEXT, FORM_AT(StateForm, x)}};
static const FormRules state_form = FORM_RULES(StateForm, state_fields);

static const Err *personal(Request *rq)
{
    rq->cx->person = (PersonId){7};
    const char *session = request_cookie(rq, SESSION_COOKIE);
    respond_cookie(rq, SESSION_COOKIE, "abc", 3600);
    buf_printf(&rq->body, "session %s client %s", session ? session : "-", rq->client);
    return NULL;
}

static const Route routes[] = {
    {GET, "/", .need = 1, .form = &state_form, .run = show_state, .global = true, .cached = true},
    {GET, "/nap", .need = 1, .run = nap, .global = true},
    {GET, "/once/:id", .need = 1, .run = show_once},
    {GET, "/work/:key", .need = 1, .run = show_once, .lane = ON_WORKER},
    {POST, "/count", .need = 1, .run = count},
    {POST, "/slow", .need = 1, .run = take_time, .lane = ON_WORKER},
    {POST, "/again", .need = 1, .run = again},
    {POST, "/add", .need = 1, .run = add, .form = &add_form},
    {GET, "/refuse", .need = 1, .run = refuse},
    {POST, "/refuse", .need = 1, .run = refuse},
    {GET, "/download", .need = 1, .run = download},
    {GET, "/personal", .need = 1, .run = personal},
    {GET, "/e/:key", .need = 1, .run = show_once},
    {POST, "/e/:key", .need = 1, .run = count, .lane = ON_APART},
};
static const RouteTable table = ROUTE_TABLE(routes);
static const RouteTable *const tables[] = {&table};

/* ---- hooks ---- */

static const Err *run_here(void *arg, HttpJob *job, Cx *cx, uint64_t *ret_generation)
{
    (void)cx;
    bool keep;
    *ret_generation = atomic_load(&app_state.generation);
    return http_job_run(job, arg, &keep); /* no database behind it; only "there is one" matters */
}

static const Err *admit(void *arg, Request *rq)
{
    (void)arg;
    if (strncmp(rq->path, "/nobody/", 8) == 0)
        return FAIL(rq->cx, ERR_NOT_FOUND, "There is no such programme.");
    return NULL;
}

static const Err *settle(void *arg, Request *rq)
{
    (void)arg, (void)rq;
    atomic_fetch_add(&app_state.settled, 1);
    return NULL;
}

static void error_page(void *arg, Request *rq, const Err *err)
{
    (void)arg;
    buf_printf(&rq->body, "<h1>%s</h1>", err->message);
}

static uint64_t generation(void *arg, const uint64_t mask[2])
{
    (void)arg;
    return mask[0] & 1 ? atomic_load(&app_state.generation) : 0;
}

typedef struct Ticket {
    HttpJob *job;
    Cx *cx;
    HttpLane lane;
} Ticket;

/* A thread per job: the order among jobs is not what these tests are about. The writing ones take turns. */
static void *carry_out(void *arg)
{
    static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;
    Ticket ticket = *(Ticket *)arg;
    free(arg);
    if (ticket.lane != HTTP_LANE_WORK)
        pthread_mutex_lock(&writing);
    bool keep = false;
    const Err *err;
    do
        err = http_job_run(ticket.job, (struct DbConn *)&app, &keep);
    while (err);
    if (keep && atomic_load(&app_state.fail_commit))
        err = FAIL(ticket.cx, ERR_FULL, "There is no space left.");
    else if (keep && ticket.cx->tables_written[0]) {
        atomic_fetch_add(&app_state.counted, 1);
        atomic_fetch_add(&app_state.generation, 1);
    }
    if (ticket.lane != HTTP_LANE_WORK)
        pthread_mutex_unlock(&writing);
    http_job_done(ticket.job, err);
    return NULL;
}

static bool submit(void *arg, HttpLane lane, HttpJob *job, Cx *cx)
{
    (void)arg;
    Ticket *ticket = malloc(sizeof *ticket);
    *ticket = (Ticket){job, cx, lane};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, carry_out, ticket), 0);
    pthread_detach(thread);
    return true;
}

/* ---- running it ---- */

static Time held_clock(const Env *env)
{
    (void)env;
    return (Time){atomic_load(&app_state.clock_s)};
}

static void *serve(void *arg)
{
    (void)arg;
    http_run(app.http);
    atomic_store(&app.has_ended, true);
    return NULL;
}

void app_start(HttpConfig config)
{
    memset(&app_state, 0, sizeof app_state);
    atomic_store(&app_state.clock_s, 1773489600);
    app.arena = arena_make(0);
    app.cx = (Cx){.arena = &app.arena};
    app.env = env_real();
    app.env.now = held_clock;
    app.log = tmpfile();
    atomic_store(&app.has_ended, false);
    if (!config.listen)
        config.listen = "127.0.0.1:0";
    if (!config.max_per_address)
        config.max_per_address = 10000;
    config.tables = tables;
    config.n_tables = 1;
    config.env = &app.env;
    config.log_fd = fileno(app.log);
    config.hooks = (HttpHooks){.app = &app,
                               .run_here = run_here,
                               .admit = admit,
                               .settle = settle,
                               .error_page = error_page,
                               .submit = submit,
                               .generation = generation};
    const Err *err = http_start(&app.cx, &config, &app.http);
    if (err)
        fail_msg("%s", err->message);
    assert_int_equal(pthread_create(&app.thread, NULL, serve, NULL), 0);
}

int app_port(void)
{
    return http_port(app.http);
}

const char *app_log(void)
{
    static char text[1 << 16];
    sleep_ms(20); /* the line is written after the answer */
    ssize_t n = pread(fileno(app.log), text, sizeof text - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

void app_ask_to_stop(void)
{
    http_stop(app.http);
}

void app_stop(int seconds)
{
    int64_t start = now_ms();
    http_stop(app.http);
    pthread_join(app.thread, NULL);
    assert_true(now_ms() - start <= seconds * 1000);
    http_free(&app.http);
    arena_free(&app.arena);
    fclose(app.log);
}

/* ---- client ---- */

int client_connect(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)app_port())};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

void client_send(int fd, const void *bytes, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t sent = send(fd, (const char *)bytes + done, n - done, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the server has hung up: what it answered is still to be read */
        done += (size_t)sent;
    }
}

void client_say(int fd, const char *text)
{
    client_send(fd, text, strlen(text));
}

static ssize_t receive(int fd, char *out, size_t n, int ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    errno = ETIMEDOUT;
    return poll(&p, 1, ms) == 1 ? recv(fd, out, n, 0) : -1;
}

const char *header_of(const Reply *reply, const char *name)
{
    static char value[4096];
    size_t n = strlen(name);
    for (const char *at = strstr(reply->head, "\r\n"); at; at = strstr(at + 2, "\r\n")) {
        if (strncasecmp(at + 2, name, n) != 0 || at[2 + n] != ':')
            continue;
        const char *start = at + 3 + n + strspn(at + 3 + n, " ");
        snprintf(value, sizeof value, "%.*s", (int)strcspn(start, "\r"), start);
        return value;
    }
    return NULL;
}

/* Byte by byte up to the empty line, so that the next answer of a pipeline stays in the socket. */
const Reply *client_read(int fd, bool has_body)
{
    static Reply reply;
    memset(&reply, 0, sizeof reply);
    size_t n = 0;
    while (n < sizeof reply.head - 1 && !strstr(n > 4 ? reply.head + n - 4 : reply.head, "\r\n\r\n"))
        if (receive(fd, reply.head + n++, 1, 5000) != 1)
            return &reply;
    const char *length = header_of(&reply, "Content-Length");
    size_t expected = has_body && length ? (size_t)atol(length) : 0;
    assert_true(expected < sizeof reply.body);
    while (reply.n < expected) {
        ssize_t got = receive(fd, reply.body + reply.n, expected - reply.n, 5000);
        if (got <= 0)
            return &reply;
        reply.n += (size_t)got;
    }
    reply.status = atoi(reply.head + strlen("HTTP/1.1 "));
    return &reply;
}

bool client_is_closed(int fd, int ms)
{
    char bytes[4096];
    ssize_t got;
    do
        got = receive(fd, bytes, sizeof bytes, ms);
    while (got > 0);
    return got == 0 || errno == ECONNRESET;
}

const Reply *ask(const char *text)
{
    int fd = client_connect();
    client_say(fd, text);
    const Reply *reply = client_read(fd, strncmp(text, "HEAD", 4) != 0);
    close(fd);
    return reply;
}

const Reply *get(const char *path, const char *headers)
{
    char text[8192];
    snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", path, headers);
    return ask(text);
}

const Reply *post(const char *path, const char *headers, const char *body)
{
    static char text[200000];
    snprintf(text, sizeof text,
             "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\n%s\r\n%s",
             path, strlen(body), headers, body);
    return ask(text);
}
