/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Malformed and two-faced requests through the real server. Behind each stands another request that must
 * never be carried out: POST /t/de/count. Without the guard (guard.c) this test is red. */
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

/* 58 bytes */
#define HIDDEN "POST /t/de/count HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
#define FORM   "Content-Type: application/x-www-form-urlencoded\r\n"
#define ADD    "POST /t/de/add HTTP/1.1\r\nHost: a\r\n" FORM
#define GET_   "GET /t/de/once/1 HTTP/1.1\r\n"

typedef struct Raw {
    const char *about, *bytes;
    size_t n;
} Raw;
#define RAW(about, bytes)                                                                                    \
    {                                                                                                        \
        (about), (bytes), sizeof(bytes) - 1                                                                  \
    }

static const Raw refused[] = {
    RAW("two lengths, the first shorter", ADD "Content-Length: 0\r\nContent-Length: 58\r\n\r\n" HIDDEN),
    RAW("two lengths, the second shorter", ADD "Content-Length: 58\r\nContent-Length: 0\r\n\r\n" HIDDEN),
    RAW("two equal lengths", ADD "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" HIDDEN),
    RAW("a list of lengths", ADD "Content-Length: 0, 0\r\n\r\n" HIDDEN),
    RAW("length and chunks", ADD "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN),
    RAW("chunks and length", ADD "Transfer-Encoding: chunked\r\nContent-Length: 63\r\n\r\n0\r\n\r\n" HIDDEN),
    RAW("chunks", ADD "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN),
    RAW("odd chunks", ADD "Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n\r\n" HIDDEN),
    RAW("identity", ADD "Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n" HIDDEN),
    RAW("blank before the colon", ADD "Content-Length : 0\r\n\r\n" HIDDEN),
    RAW("tab before the colon", ADD "Transfer-Encoding\t: chunked\r\nContent-Length: 0\r\n\r\n" HIDDEN),
    RAW("length with a sign", ADD "Content-Length: +0\r\n\r\n" HIDDEN),
    RAW("negative length", ADD "Content-Length: -1\r\n\r\n" HIDDEN),
    RAW("length beyond 64 bit", ADD "Content-Length: 18446744073709551616\r\n\r\n" HIDDEN),
    RAW("hexadecimal length", ADD "Content-Length: 0x0\r\n\r\n" HIDDEN),
    RAW("body on a GET", GET_ "Host: a\r\nContent-Length: 58\r\n\r\n" HIDDEN),
    RAW("body on a HEAD", "HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 58\r\n\r\n" HIDDEN),
    RAW("two hosts", GET_ "Host: a\r\nHost: b\r\n\r\n" HIDDEN),
    RAW("no host", GET_ "Accept: */*\r\n\r\n" HIDDEN),
    RAW("host with a path", GET_ "Host: a/b\r\n\r\n" HIDDEN),
    RAW("NUL in a value", GET_ "Host: a\r\nX: a\0b\r\n\r\n" HIDDEN),
    RAW("NUL in a name", GET_ "Host: a\r\nX\0Y: a\r\n\r\n" HIDDEN),
    RAW("NUL in the target", "GET /t/de/once/1\0/x HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("NUL in the method", "GET\0X / HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("escaped NUL", "GET /t/de/once/1%00 HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("NUL at the end of the last value", GET_ "Host: a\0\r\n\r\n" HIDDEN),
    RAW("folded line", GET_ "Host: a\r\nX: a\r\n b\r\n\r\n" HIDDEN),
    RAW("name completed by a fold", ADD "Content-Lengt: 58\r\n h\r\n\r\n" HIDDEN),
    RAW("folded first line", GET_ " X: a\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("bare line feeds", "GET /t/de/once/1 HTTP/1.1\nHost: a\n\n" HIDDEN),
    RAW("one bare line feed", GET_ "X: a\nHost: a\r\n\r\n" HIDDEN),
    RAW("bare carriage return", GET_ "X: a\rHost: b\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("two blanks before the version", "GET /t/de/once/1  HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("control character in a value", GET_ "Host: a\r\nX: a\x01\r\n\r\n" HIDDEN),
    RAW("name that is none", GET_ "Host: a\r\nX(Y): a\r\n\r\n" HIDDEN),
    RAW("empty name", GET_ "Host: a\r\n: a\r\n\r\n" HIDDEN),
    RAW("line without a colon", GET_ "Host: a\r\nnonsense\r\n\r\n" HIDDEN),
    RAW("target without a slash", "GET t/de/once/1 HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("two slashes", "GET //b/ HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("absolute target", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("asterisk", "GET * HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("raw bytes in the target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("no version", "GET /\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("version 0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("version 2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("version with a sign", "GET / HTTP/+1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("no such method", "COUNT / HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("lower-case method", "get / HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("method of others", "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN),
    RAW("tunnel", "CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\n" HIDDEN),
    RAW("another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n" HIDDEN),
    RAW("SSH", "SSH-2.0-OpenSSH_9.2\r\n\r\n" HIDDEN),
};

static void refuses_and_hangs_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(refused); i++) {
        int fd = client_connect();
        client_send(fd, refused[i].bytes, refused[i].n);
        const Reply *r = client_read(fd, true);
        /* hanging up without a word will do */
        if (r->status != 0 && (r->status < 400 || r->status >= 600 || r->status == 404))
            fail_msg("%s: answered %d", refused[i].about, r->status);
        if (!client_is_closed(fd, 2000))
            fail_msg("%s: goes on", refused[i].about);
        close(fd);
        if (atomic_load(&app_state.counted) != 0)
            fail_msg("%s: carried out the hidden request", refused[i].about);
    }
    assert_int_equal(get("/t/de/once/1", "")->status, 200);
}

/* Old spellings that may be read or refused (by hanging up, too), but only in one way. */
static void reads_old_spellings_in_one_way(void **state)
{
    (void)state;
    static const Raw cases[] = {
        RAW("empty lines before", "\r\n\r\n" GET_ "Host: a\r\n\r\n"),
        RAW("blanks around a value", GET_ "Host: \t a \t\r\n\r\n"),
        RAW("no blank after the colon", GET_ "Host:a\r\n\r\n"),
        RAW("HTTP/1.0", "GET /t/de/once/1 HTTP/1.0\r\n\r\n"),
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        int fd = client_connect();
        client_send(fd, cases[i].bytes, cases[i].n);
        int status = client_read(fd, true)->status;
        if (status != 200 && status != 400 && !(status == 0 && client_is_closed(fd, 2000)))
            fail_msg("%s: answered %d", cases[i].about, status);
        close(fd);
    }
}

static void too_much_of_a_head_is_refused(void **state)
{
    (void)state;
    static char text[100000];
    size_t n = (size_t)sprintf(text, GET_ "Host: a\r\n");
    for (int i = 0; i < 65; i++)
        n += (size_t)sprintf(text + n, "X-%d: y\r\n", i);
    sprintf(text + n, "\r\n");
    assert_int_equal(ask(text)->status, 400);

    n = (size_t)sprintf(text, GET_ "Host: a\r\nCookie: ");
    memset(text + n, 'a', 50000);
    sprintf(text + n + 50000, "\r\n\r\n" HIDDEN);
    int status = ask(text)->status;
    assert_true(status == 0 || status == 431 || status == 413);

    n = (size_t)sprintf(text, "GET /");
    memset(text + n, 'a', 50000);
    sprintf(text + n + 50000, " HTTP/1.1\r\nHost: a\r\n\r\n" HIDDEN);
    status = ask(text)->status;
    assert_true(status == 0 || status == 414);
    assert_int_equal(atomic_load(&app_state.counted), 0);

    /* but what a browser with many cookies sends is served */
    n = (size_t)sprintf(text, GET_ "Host: a\r\nCookie: c=");
    memset(text + n, 'a', 4500);
    sprintf(text + n + 4500, "\r\n\r\n");
    assert_int_equal(ask(text)->status, 200);
}

static void carries_out_each_request_once(void **state)
{
    (void)state;
    static const char request[] =
        "POST /t/de/count HTTP/1.1\r\nHost: a\r\n" FORM "Content-Length: 7\r\n\r\na=hello";
    int fd = client_connect();
    for (size_t i = 0; i < sizeof request - 1; i++) /* byte by byte */
        client_send(fd, request + i, 1);
    assert_int_equal(client_read(fd, true)->status, 303);
    assert_int_equal(atomic_load(&app_state.counted), 1);

    char many[20 * sizeof request] = ""; /* twenty at once on one connection */
    for (int i = 0; i < 20; i++)
        strcat(many, request);
    client_say(fd, many);
    for (int i = 0; i < 20; i++)
        assert_int_equal(client_read(fd, true)->status, 303);
    close(fd);
    assert_int_equal(atomic_load(&app_state.counted), 21);
    assert_int_equal(atomic_load(&app_state.settled), 21);
}

static void answers_a_pipeline_in_order(void **state)
{
    (void)state;
    static char text[20000];
    size_t n = 0;
    for (int i = 1; i <= 200; i++)
        n += (size_t)sprintf(text + n, "GET /t/de/%s/%d HTTP/1.1\r\nHost: a\r\n\r\n", i % 3 ? "once" : "work",
                             i);
    int fd = client_connect();
    client_say(fd, text);
    for (int i = 1; i <= 200; i++) {
        char expected[40];
        if (i % 3)
            sprintf(expected, "/once/%d %d -", i, i);
        else
            sprintf(expected, "/work/%d 0 %d", i, i);
        assert_string_equal(client_read(fd, true)->body, expected);
    }
    close(fd);
}

static void a_body_ends_where_it_was_announced(void **state)
{
    (void)state;
    int fd = client_connect();
    client_say(fd, "POST /t/de/add HTTP/1.1\r\nHost: a\r\n" FORM
                   "Content-Length: 6\r\n\r\nname=x&name=y\r\n\r\n");
    const Reply *r = client_read(fd, true);
    assert_int_equal(r->status, 200);
    assert_string_equal(r->body, "x|-|0|0");
    int status = client_read(fd, true)->status; /* what came after it was no request */
    assert_true(status == 0 || status >= 400);
    assert_true(client_is_closed(fd, 1000));
    close(fd);

    fd = client_connect(); /* shorter than announced: never carried out */
    client_say(fd, "POST /t/de/count HTTP/1.1\r\nHost: a\r\n" FORM "Content-Length: 60\r\n\r\na=1");
    close(fd);
    assert_int_equal(get("/t/de/once/1", "")->status, 200);
    assert_int_equal(atomic_load(&app_state.counted), 0);
}

#define RAW_TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RAW_TEST(refuses_and_hangs_up),          RAW_TEST(reads_old_spellings_in_one_way),
        RAW_TEST(too_much_of_a_head_is_refused), RAW_TEST(carries_out_each_request_once),
        RAW_TEST(answers_a_pipeline_in_order),   RAW_TEST(a_body_ends_where_it_was_announced),
    };
    return cmocka_run_group_tests_name("raw", tests, NULL, NULL);
}
