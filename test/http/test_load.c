/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Many, slow and departing clients; stopping; start-up errors; TLS. */
#include "app.h"

#include "http/listen.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define GET_ONE "GET /t/de/once/1 HTTP/1.1\r\nHost: a\r\n\r\n"
#define SLOW                                                                                                 \
    "POST /t/de/slow HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"             \
    "Content-Length: 3\r\n\r\na=1"

/* libmicrohttpd 0.9.75 by itself hangs when exactly 128 events arrive at once. */
static void many_events_at_once(void **state)
{
    (void)state;
    static const size_t counts[] = {127, 128, 129, 256};
    app_start((HttpConfig){0});
    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
        int fds[256], busy = client_connect();
        for (size_t k = 0; k < counts[i]; k++)
            fds[k] = client_connect();
        assert_int_equal(get("/t/de/once/1", "")->status, 200); /* all are accepted */
        client_say(busy, "GET /nap HTTP/1.1\r\nHost: a\r\n\r\n");
        usleep(100000); /* the loop naps now, and finds them all together */
        for (size_t k = 0; k < counts[i]; k++)
            client_say(fds[k], GET_ONE);
        for (size_t k = 0; k < counts[i]; k++) {
            assert_int_equal(client_read(fds[k], true)->status, 200);
            close(fds[k]);
        }
        close(busy);
    }
    app_stop(5);
}

static int64_t ms_until_closed(const char *first, const char *drip)
{
    int fd = client_connect();
    int64_t begin = now_ms();
    client_say(fd, first);
    while (now_ms() - begin < 6000 && !client_is_closed(fd, 100))
        client_say(fd, drip);
    close(fd);
    return now_ms() - begin;
}

static void whoever_drips_is_cut(void **state)
{
    (void)state;
    static const char *const first[] = {
        "", "GET / HTTP/1.1\r\nHost: a\r\nX: ",
        "POST /t/de/count HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 1000\r\n\r\na=",
        GET_ONE "GET / HTTP/1.1\r\nHost: a\r\nX: "};
    app_start((HttpConfig){.header_deadline_s = 1, .idle_deadline_s = 30});
    for (size_t i = 0; i < ARRAY_LENGTH(first); i++) {
        int64_t ms = i < 3 ? ms_until_closed(first[i], "a") : 1500;
        if (ms < 900 || ms > 3500)
            fail_msg("case %zu was cut after %lld ms", i, (long long)ms);
    }
    assert_int_equal(atomic_load(&app_state.counted), 0);
    /* a lane's time is not the client's fault */
    atomic_store(&app_state.hold_ms, 2500);
    assert_int_equal(ask(SLOW)->status, 200);
    app_stop(5);
}

static void idle_connections_end(void **state)
{
    (void)state;
    app_start((HttpConfig){.idle_deadline_s = 1});
    int fd = client_connect();
    client_say(fd, GET_ONE);
    assert_int_equal(client_read(fd, true)->status, 200);
    assert_true(client_is_closed(fd, 4000));
    close(fd);
    app_stop(5);
}

static void many_idle_ones_keep_nobody_waiting(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    static int fds[MANY];
    app_start((HttpConfig){0});
    size_t files = listen_raise_file_limit(), n = 0;
    size_t wanted = files > 2 * MANY + 200 ? MANY : (files - 200) / 2; /* both ends are ours */
    for (; n < wanted; n++) {
        fds[n] = client_connect();
        client_say(fds[n], n % 2 ? "GET / HTTP/1.1\r\n" : ""); /* half of them have begun a request */
    }
    assert_true(n >= 100);
    int64_t slowest = 0;
    for (int i = 0; i < 50; i++) {
        int64_t begin = now_ms();
        assert_int_equal(get("/t/de/once/1", "")->status, 200);
        if (now_ms() - begin > slowest)
            slowest = now_ms() - begin;
    }
    if (slowest > 500) /* milliseconds as a rule; the machine of a test is shared */
        fail_msg("%zu idle connections: %lld ms", n, (long long)slowest);
    client_say(fds[n - 1], n % 2 ? "GET / HTTP/1.1\r\nHost: a\r\n\r\n" : "Host: a\r\n\r\n");
    assert_int_equal(client_read(fds[n - 1], true)->status, 200);
    while (n > 0)
        close(fds[--n]);
    app_stop(5);
}

static void limits_hold(void **state)
{
    (void)state;
    app_start((HttpConfig){.max_per_address = 3});
    int fds[4];
    for (int i = 0; i < 4; i++)
        fds[i] = client_connect();
    client_say(fds[0], GET_ONE);
    assert_int_equal(client_read(fds[0], true)->status, 200);
    assert_true(client_is_closed(fds[3], 2000));
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    app_stop(5);

    app_start((HttpConfig){.max_connections = 3});
    for (int i = 0; i < 4; i++)
        fds[i] = client_connect();
    client_say(fds[3], GET_ONE);
    assert_false(client_is_closed(fds[3], 200)); /* waits in the kernel's queue … */
    close(fds[0]);
    const Reply *r = client_read(fds[3], true); /* … for the next free place, or is told to come again */
    assert_true(r->status == 200 || r->status == 0);
    for (int i = 1; i < 4; i++)
        close(fds[i]);
    assert_int_equal(get("/t/de/once/1", "")->status, 200);
    app_stop(5);
}

static void clients_that_leave_do_no_harm(void **state)
{
    (void)state;
    app_start((HttpConfig){0});
    atomic_store(&app_state.hold_ms, 200);
    for (int i = 0; i < 20; i++) {
        int fd = client_connect();
        client_say(fd, SLOW);
        if (i % 2) { /* rudely: by a reset */
            struct linger hard = {1, 0};
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        }
        close(fd);
    }
    usleep(400000);
    assert_int_equal(get("/t/de/once/1", "")->status, 200);
    app_stop(5);
}

static void on_term(int signal_number)
{
    (void)signal_number;
    app_ask_to_stop();
}

static void answers_what_it_has_accepted_before_it_stops(void **state)
{
    (void)state;
    app_start((HttpConfig){0});
    signal(SIGTERM, on_term);
    atomic_store(&app_state.hold_ms, 600);
    int waiting = client_connect(), idle = client_connect(), half = client_connect();
    client_say(idle, GET_ONE);
    client_read(idle, true);
    client_say(waiting, SLOW);
    client_say(half,
               "POST /t/de/add HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
               "Content-Length: 6\r\n\r\nna");
    usleep(200000);
    int64_t begin = now_ms();
    raise(SIGTERM);
    assert_true(client_is_closed(idle, 300));
    client_say(half, "me=x");
    const Reply *r = client_read(half, true);
    assert_int_equal(r->status, 200);
    assert_string_equal(header_of(r, "Connection"), "close");
    r = client_read(waiting, true);
    assert_int_equal(r->status, 200);
    assert_string_equal(r->body, "done");
    assert_true(client_is_closed(waiting, 500));
    assert_true(now_ms() - begin < 3000);
    close(waiting);
    close(idle);
    close(half);
    app_stop(2);
    signal(SIGTERM, SIG_DFL);
}

static void believes_a_proxy_only_when_told_to(void **state)
{
    (void)state;
    static const char headers[] = "X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n"
                                  "Cookie: vereint=wrong; __Host-vereint=right\r\n";
    app_start((HttpConfig){0});
    const Reply *r = get("/t/de/personal", headers);
    assert_string_equal(r->body, "session wrong client 127.0.0.1");
    assert_null(header_of(r, "Strict-Transport-Security"));
    app_stop(5);

    app_start((HttpConfig){.trust_forwarded = true});
    r = get("/t/de/personal", headers);
    assert_string_equal(r->body, "session right client 198.51.100.7");
    assert_non_null(header_of(r, "Strict-Transport-Security"));
    assert_string_equal(header_of(r, "Set-Cookie"),
                        "__Host-vereint=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600");
    get("/", "X-Forwarded-Proto: https\r\n");
    assert_null(header_of(get("/", ""), "Strict-Transport-Security")); /* kept pages are kept apart */
    assert_non_null(strstr(app_log(), "\"client\":\"198.51.100.0\""));
    app_stop(5);
}

static const Err *start_error(Arena *arena, HttpConfig config)
{
    static Env env;
    env = env_real();
    Cx cx = {.arena = arena};
    config.env = &env;
    Http *http = NULL;
    const Err *err = http_start(&cx, &config, &http);
    assert_null(http);
    assert_non_null(err);
    return err;
}

static void says_why_it_cannot_start(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    app_start((HttpConfig){0});
    char in_use[40];
    sprintf(in_use, "127.0.0.1:%d", app_port());
    const Err *err = start_error(&arena, (HttpConfig){.listen = in_use});
    assert_int_equal(err->kind, ERR_SYSTEM);
    assert_non_null(strstr(err->message, "in use"));
    static const char *const bad[] = {
        "",    "8080",  "127.0.0.1",       "127.0.0.1:",       "127.0.0.1:x",
        ":80", "[::1]", "no such host:80", "127.0.0.1:123456", "127.0.0.1:65536"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(start_error(&arena, (HttpConfig){.listen = bad[i]})->kind, ERR_INPUT);
    err = start_error(
        &arena, (HttpConfig){.listen = "127.0.0.1:0", .tls_cert = "/nowhere.pem", .tls_key = "/nowhere"});
    assert_int_equal(err->kind, ERR_SYSTEM);
    assert_non_null(strstr(err->message, "can't be read"));
    err = start_error(
        &arena, (HttpConfig){.listen = "127.0.0.1:0", .tls_cert = "/etc/passwd", .tls_key = "/etc/passwd"});
    assert_int_equal(err->kind, ERR_SYSTEM);
    assert_non_null(strstr(err->message, "certificate"));
    app_stop(5);
}

static void run(const char *command, char *out, size_t room)
{
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t n = fread(out, 1, room - 1, pipe);
    out[n] = '\0';
    pclose(pipe);
}

static void speaks_tls(void **state)
{
    (void)state;
    if (system("command -v openssl >/dev/null") != 0)
        skip();
    char dir[] = "/tmp/vereint-tls-XXXXXX", command[500], cert[60], key[60], out[8192];
    assert_non_null(mkdtemp(dir));
    sprintf(cert, "%s/cert.pem", dir);
    sprintf(key, "%s/key.pem", dir);
    sprintf(
        command,
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
        "-keyout %s -out %s 2>/dev/null",
        key, cert);
    assert_int_equal(system(command), 0);
    app_start((HttpConfig){.tls_cert = cert, .tls_key = key});
    sprintf(command,
            "printf 'GET /t/de/personal HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | "
            "openssl s_client -quiet -connect 127.0.0.1:%d 2>/dev/null",
            app_port());
    run(command, out, sizeof out);
    assert_non_null(strstr(out, "HTTP/1.1 200 OK"));
    assert_non_null(strstr(out, "Strict-Transport-Security: max-age="));
    assert_non_null(strstr(out, "Set-Cookie: __Host-vereint=abc"));
    int fd = client_connect(); /* who does not speak TLS gets nothing, and harms nobody */
    client_say(fd, GET_ONE);
    assert_int_equal(client_read(fd, true)->status, 0);
    close(fd);
    run(command, out, sizeof out);
    assert_non_null(strstr(out, "HTTP/1.1 200 OK"));
    app_stop(5);
    sprintf(command, "rm -r %s", dir);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_events_at_once),
        cmocka_unit_test(whoever_drips_is_cut),
        cmocka_unit_test(idle_connections_end),
        cmocka_unit_test(many_idle_ones_keep_nobody_waiting),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(clients_that_leave_do_no_harm),
        cmocka_unit_test(answers_what_it_has_accepted_before_it_stops),
        cmocka_unit_test(believes_a_proxy_only_when_told_to),
        cmocka_unit_test(says_why_it_cannot_start),
        cmocka_unit_test(speaks_tls),
    };
    return cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
