/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages and forms through the real server, as a browser sees them. */
#include "app.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int start(void **state)
{
    (void)state;
    app_start((HttpConfig){0});
    return 0;
}

static int stop(void **state)
{
    (void)state;
    app_stop(5);
    return 0;
}

static void assert_safe(const Reply *reply)
{
    static const char *const names[] = {
        "Content-Security-Policy", "X-Content-Type-Options",     "Referrer-Policy",
        "Permissions-Policy",      "Cross-Origin-Opener-Policy", "Cache-Control"};
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (!header_of(reply, names[i]))
            fail_msg("no %s in\n%s", names[i], reply->head);
    assert_null(header_of(reply, "Strict-Transport-Security"));
}

static void shows_a_page(void **state)
{
    (void)state;
    const Reply *r = get("/t/de/once/12", "");
    assert_int_equal(r->status, 200);
    assert_string_equal(r->body, "/once/12 12 -");
    assert_string_equal(header_of(r, "Content-Type"), "text/html; charset=utf-8");
    assert_string_equal(header_of(r, "Content-Language"), "de");
    assert_string_equal(header_of(r, "Cache-Control"), "no-cache");
    assert_safe(r);
    r = get("/t/de/work/a%20b", "");
    assert_string_equal(r->body, "/work/a b 0 a b");
    assert_safe(r);
}

static void every_answer_is_safe(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int status;
    } cases[] = {
        {"/", 200},           {"/none", 404},          {"/t/de/refuse", 409},      {"/t/de/once/x", 404},
        {"/t/de/count", 405}, {"/t/de/once/12/", 301}, {"/nobody/de/once/1", 404}, {"/t/de/%ff", 400},
        {"/robots.txt", 200}, {"/t/de/download", 200},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const Reply *r = get(cases[i].path, "");
        assert_int_equal(r->status, cases[i].status);
        assert_safe(r);
    }
}

static void sends_on_and_says_what_is_allowed(void **state)
{
    (void)state;
    assert_string_equal(header_of(get("/t/de/once/12/?a=b%20c", ""), "Location"), "/t/de/once/12?a=b%20c");
    assert_string_equal(header_of(get("/t/de/count", ""), "Allow"), "POST");
    const Reply *r = post("/t/de/once/3", "", "a=1");
    assert_int_equal(r->status, 405);
    assert_string_equal(header_of(r, "Allow"), "GET, HEAD");
    assert_int_equal(ask("PUT / HTTP/1.1\r\nHost: a\r\n\r\n")->status, 405);
    assert_int_equal(get("//evil.example/", "")->status, 400);
    assert_int_equal(get("/\\evil.example/", "")->status, 400);
}

static void head_is_a_get_without_its_body(void **state)
{
    (void)state;
    int fd = client_connect();
    client_say(fd,
               "HEAD /t/de/once/12 HTTP/1.1\r\nHost: a\r\n\r\nGET /t/de/once/13 HTTP/1.1\r\nHost: a\r\n\r\n");
    const Reply *r = client_read(fd, false);
    assert_int_equal(r->status, 200);
    assert_string_equal(header_of(r, "Content-Length"), "13");
    r = client_read(fd, true);
    assert_string_equal(r->body, "/once/13 13 -");
    close(fd);
    assert_int_equal(ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200);
}

static void keeps_pages_until_something_changes(void **state)
{
    (void)state;
    const Reply *r = get("/", "");
    assert_int_equal(r->status, 200);
    assert_int_equal(atomic_load(&app_state.rendered), 1);
    size_t n = r->n;
    for (int i = 0; i < 5; i++)
        assert_int_equal(get("/", "")->n, n);
    assert_int_equal(atomic_load(&app_state.rendered), 1);

    assert_int_equal(post("/t/de/count", "", "a=1")->status, 303);
    r = get("/", "");
    assert_non_null(strstr(r->body, "counted 1,"));
    assert_int_equal(atomic_load(&app_state.rendered), 2);

    r = get("/?x=1", "");
    assert_non_null(strstr(r->body, "asked x=1<"));
    assert_int_equal(atomic_load(&app_state.rendered), 3);
    get("/", "Cookie: other=1; vereint=key\r\n"); /* who is signed in never sees a kept page */
    assert_int_equal(atomic_load(&app_state.rendered), 4);
    get("/", "Cookie: other=1\r\n");
    assert_int_equal(atomic_load(&app_state.rendered), 4);

    get("/?x=1", "");
    assert_int_equal(atomic_load(&app_state.rendered), 4);
    for (int i = 5; i < 7; i++) { /* what the page does not know is no reason to keep it once more */
        assert_int_equal(get("/?x=1&counted-up=1", "")->status, 200);
        assert_int_equal(atomic_load(&app_state.rendered), i);
    }
    atomic_store(&app_state.rendered, 4);

    atomic_fetch_add(&app_state.clock_s, 9);
    get("/", "");
    assert_int_equal(atomic_load(&app_state.rendered), 4);
    atomic_fetch_add(&app_state.clock_s, 1);
    get("/", "");
    assert_int_equal(atomic_load(&app_state.rendered), 5);
}

static void asks_by_tag(void **state)
{
    (void)state;
    static const char *const paths[] = {"/", "/t/de/once/5", "/robots.txt"};
    for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
        char header[200];
        const Reply *r = get(paths[i], "");
        assert_non_null(header_of(r, "ETag"));
        snprintf(header, sizeof header, "If-None-Match: %s\r\n", header_of(r, "ETag"));
        int fd = client_connect(); /* the connection stays usable after an answer without a body */
        for (int again = 0; again < 2; again++) {
            char text[400];
            snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", paths[i], header);
            client_say(fd, text);
            r = client_read(fd, false);
            assert_int_equal(r->status, 304);
            assert_non_null(header_of(r, "ETag"));
            assert_non_null(header_of(r, "Cache-Control"));
        }
        close(fd);
        assert_int_equal(get(paths[i], "If-None-Match: \"other\"\r\n")->status, 200);
    }
}

static void codings_have_tags_of_their_own(void **state)
{
    (void)state;
    char tags[3][100];
    static const char *const accept[] = {"", "Accept-Encoding: gzip\r\n", "Accept-Encoding: br, gzip\r\n"};
    static const char *const coding[] = {NULL, "gzip", "br"};
    for (size_t i = 0; i < 3; i++) {
        const Reply *r = get("/", accept[i]);
        assert_int_equal(r->status, 200);
        if (coding[i])
            assert_string_equal(header_of(r, "Content-Encoding"), coding[i]);
        else
            assert_null(header_of(r, "Content-Encoding"));
        assert_true(i == 0 ? r->n > 1500 : r->n < 800);
        snprintf(tags[i], sizeof tags[i], "%s", header_of(r, "ETag"));
        assert_non_null(strstr(header_of(r, "Vary"), "Accept-Encoding"));
    }
    assert_string_not_equal(tags[0], tags[1]);
    assert_string_not_equal(tags[1], tags[2]);
}

static void personal_pages_are_not_stored(void **state)
{
    (void)state;
    const Reply *r = get("/t/de/personal", "Cookie: a=b; vereint=geheim; c=d\r\n");
    assert_string_equal(header_of(r, "Cache-Control"), "no-store");
    assert_null(header_of(r, "ETag"));
    assert_string_equal(header_of(r, "Set-Cookie"),
                        "vereint=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600");
    assert_string_equal(r->body, "session geheim client 127.0.0.1");
    assert_non_null(strstr(get("/t/de/personal", "Cookie: xvereint=x; vereintx=y\r\n")->body, "session -"));
}

static void downloads_have_no_rights(void **state)
{
    (void)state;
    const Reply *r = get("/t/de/download", "");
    assert_string_equal(
        header_of(r, "Content-Disposition"),
        "attachment; filename=\"Liste _M__rz_.csv\"; filename*=UTF-8''Liste%20%22M%C3%A4rz%22.csv");
    assert_non_null(strstr(header_of(r, "Content-Security-Policy"), "sandbox"));
    assert_string_equal(r->body, "a;b\r\n");
}

static void forms_are_checked_run_and_settled(void **state)
{
    (void)state;
    const Reply *r = post("/t/de/add", "", "name=+J%C3%BCrgen++A.+");
    assert_int_equal(r->status, 200);
    assert_string_equal(r->body, "Jürgen A.|-|0|0");
    assert_int_equal(atomic_load(&app_state.settled), 1);
    r = post("/t/de/add", "", "name=");
    assert_int_equal(r->status, 422);
    assert_non_null(strstr(r->body, "Name"));
    assert_int_equal(post("/t/de/add", "", "name=a&name=b")->status, 422);
    assert_int_equal(post("/t/de/add", "", "name=%ff")->status, 422);
    assert_int_equal(post("/t/de/add", "", "name=123456789012345678901")->status, 422);
    assert_int_equal(post("/t/de/add", "", "name=%00")->status, 400);
    assert_int_equal(post("/t/de/refuse", "", "a=1")->status, 409);
    assert_int_equal(atomic_load(&app_state.settled), 1);
}

static void uploads_arrive_whole(void **state)
{
    (void)state;
    enum { SIZE = 90000 };
    static char text[SIZE + 1000];
    size_t head =
        (size_t)snprintf(text, sizeof text,
                         "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n"
                         "--B\r\nContent-Disposition: form-data; name=\"list\"; filename=\"l.csv\"\r\n\r\n");
    unsigned sum = 0;
    for (size_t i = 0; i < SIZE; i++)
        sum += (unsigned char)(text[head + i] = (char)(i * 31 % 251));
    size_t n = head + SIZE + (size_t)sprintf(text + head + SIZE, "\r\n--B--\r\n");
    int fd = client_connect();
    char start_line[300], expected[100];
    snprintf(start_line, sizeof start_line,
             "POST /t/de/add HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=B\r\n"
             "Content-Length: %zu\r\n\r\n",
             n);
    client_say(fd, start_line);
    for (size_t at = 0; at < n; at += 7001) /* in pieces that fit nothing */
        client_send(fd, text + at, n - at < 7001 ? n - at : 7001);
    const Reply *r = client_read(fd, true);
    assert_int_equal(r->status, 200);
    snprintf(expected, sizeof expected, "x|l.csv|%d|%u", SIZE, sum);
    assert_string_equal(r->body, expected);
    close(fd);
}

static void large_bodies_are_refused_unread(void **state)
{
    (void)state;
    int fd = client_connect();
    client_say(fd, "POST /t/de/add HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                   "Content-Length: 100001\r\n\r\nname=");
    const Reply *r = client_read(fd, true);
    assert_int_equal(r->status, 413);
    assert_string_equal(header_of(r, "Connection"), "close");
    assert_true(client_is_closed(fd, 1000));
    close(fd);
    /* without rules of its own: 64 KiB */
    fd = client_connect();
    client_say(fd,
               "POST /t/de/count HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
               "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n");
    assert_int_equal(client_read(fd, true)->status, 413);
    close(fd);
}

static void only_forms_are_taken(void **state)
{
    (void)state;
    static const char *const types[] = {"application/json", "text/plain",
                                        "application/x-www-form-urlencodedx", "multipart/mixed; boundary=a"};
    for (size_t i = 0; i < ARRAY_LENGTH(types); i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "POST /t/de/count HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Type: %s\r\n\r\n{}",
                 types[i]);
        assert_int_equal(ask(text)->status, 415);
    }
    assert_int_equal(ask("POST /t/de/count HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")->status, 415);
    assert_int_equal(atomic_load(&app_state.counted), 0);
    assert_int_equal(ask("POST /t/de/count HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")->status, 303);
    assert_int_equal(ask("POST /t/de/count HTTP/1.1\r\nHost: a\r\n\r\n")->status, 303);
    assert_int_equal(ask("POST /t/de/count HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Type: "
                         "application/x-www-form-urlencoded; charset=UTF-8\r\n\r\na=1")
                         ->status,
                     303);
    assert_int_equal(atomic_load(&app_state.counted), 3);
}

static void a_run_starts_from_scratch(void **state)
{
    (void)state;
    const Reply *r = post("/t/de/again", "", "a=1");
    assert_int_equal(r->status, 200);
    assert_string_equal(r->body, "run 3");
    assert_int_equal(atomic_load(&app_state.settled), 1);
    const char *first = strstr(r->head, "X-Run");
    assert_non_null(first);
    assert_null(strstr(first + 1, "X-Run"));
}

static void what_could_not_be_committed_is_not_claimed(void **state)
{
    (void)state;
    atomic_store(&app_state.fail_commit, 1);
    const Reply *r = post("/t/de/count", "", "a=1");
    assert_int_equal(r->status, 507);
    assert_null(header_of(r, "Location"));
    assert_non_null(strstr(r->body, "no space left"));
    assert_int_equal(atomic_load(&app_state.counted), 0);
    assert_non_null(strstr(app_log(), "\"status\":507"));
    assert_non_null(strstr(app_log(), "\"error\":\"There is no space left.\""));
}

static void the_log_holds_no_secrets(void **state)
{
    (void)state;
    get("/t/de/once/3?token=geheim1", "Cookie: vereint=geheim2\r\n");
    get("/t/de/work/geheim3", "");
    get("/t/de/e/geheim4", "");
    post("/t/de/e/geheim5", "", "a=geheim6");
    post("/t/de/work/geheim7", "", "a=1");
    get("/t/de/work/geheim8/", "");
    assert_null(strstr(app_log(), "geheim"));
    assert_non_null(strstr(app_log(), "\"path\":\"/t/de/once/3\""));
    assert_non_null(strstr(app_log(), "\"path\":\"/t/de/work/:key\""));
    assert_null(strstr(app_log(), "/e/:key"));
    assert_null(strstr(app_log(), "127.0.0.1"));
}

#define PAGE_TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAGE_TEST(shows_a_page),
        PAGE_TEST(every_answer_is_safe),
        PAGE_TEST(sends_on_and_says_what_is_allowed),
        PAGE_TEST(head_is_a_get_without_its_body),
        PAGE_TEST(keeps_pages_until_something_changes),
        PAGE_TEST(asks_by_tag),
        PAGE_TEST(codings_have_tags_of_their_own),
        PAGE_TEST(personal_pages_are_not_stored),
        PAGE_TEST(downloads_have_no_rights),
        PAGE_TEST(forms_are_checked_run_and_settled),
        PAGE_TEST(uploads_arrive_whole),
        PAGE_TEST(large_bodies_are_refused_unread),
        PAGE_TEST(only_forms_are_taken),
        PAGE_TEST(a_run_starts_from_scratch),
        PAGE_TEST(what_could_not_be_committed_is_not_claimed),
        PAGE_TEST(the_log_holds_no_secrets),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
