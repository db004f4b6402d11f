/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the guard refuses, each for a reason that has smuggled a request past some proxy, and what it must let
 * through. */
#include "http/guard.h"
#include "unit.h"

#include <string.h>

#define H(name, value)                                                                                       \
    {                                                                                                        \
        (name), (value), sizeof(name) - 1, sizeof(value) - 1                                                 \
    }
#define CHECK(method, version, ...)                                                                          \
    check((method), (version), (const RawHeader[]){__VA_ARGS__},                                             \
          sizeof((const RawHeader[]){__VA_ARGS__}) / sizeof(RawHeader))

static int check(const char *method, const char *version, const RawHeader *headers, size_t n)
{
    Head head;
    return guard_check(method, version, headers, n, &head);
}

static void lets_a_browser_through_and_notes_what_it_sent(void **state)
{
    (void)state;
    const RawHeader headers[] = {
        H("Host", "vereint.example:8080"),
        H("content-length", "12"),
        H("Content-Type", "application/x-www-form-urlencoded"),
        H("Cookie", "vereint=abc"),
        H("Accept-Encoding", "gzip, deflate, br"),
        H("X-Odd", "t\xc3\xa4glich\tgut"),
        H("Empty", ""),
    };
    Head head;
    assert_int_equal(guard_check("POST", "HTTP/1.1", headers, ARRAY_LENGTH(headers), &head), 0);
    assert_int_equal(head.verb, VERB_POST);
    assert_int_equal(head.content_length, 12);
    assert_string_equal(head.cookie, "vereint=abc");
    assert_string_equal(head.content_type, "application/x-www-form-urlencoded");
    assert_null(head.if_none_match);
}

static void refuses_two_readings_of_the_length(void **state)
{
    (void)state;
    assert_int_equal(
        CHECK("POST", "HTTP/1.1", H("Host", "a"), H("Content-Length", "5"), H("Content-Length", "6")), 400);
    assert_int_equal(
        CHECK("POST", "HTTP/1.1", H("Host", "a"), H("Content-Length", "5"), H("content-length", "5")), 400);
    assert_int_equal(CHECK("POST", "HTTP/1.1", H("Host", "a"), H("Content-Length", "5, 6")), 400);
    static const char *const lengths[] = {"", "+5", "-5", "0x5", "5 5", "5a", "99999999999999999999", "5\v"};
    for (size_t i = 0; i < ARRAY_LENGTH(lengths); i++) {
        const RawHeader headers[] = {H("Host", "a"), {"Content-Length", lengths[i], 14, strlen(lengths[i])}};
        assert_int_equal(check("POST", "HTTP/1.1", headers, 2), 400);
    }
    assert_int_equal(CHECK("POST", "HTTP/1.1", H("Host", "a"), H("Content-Length", "5"),
                           H("Transfer-Encoding", "chunked")),
                     400);
    assert_int_equal(CHECK("POST", "HTTP/1.1", H("Host", "a"), H("transfer-encoding", "xchunked")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("Content-Length", "5")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("Content-Length", "0")), 0);
}

static void wants_one_host(void **state)
{
    (void)state;
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Accept", "*/*")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.0", H("Accept", "*/*")), 0);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("Host", "b")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("HOST", "a")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a/b")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a@b")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "[::1]:8080")), 0);
}

static void refuses_bytes_that_do_not_belong(void **state)
{
    (void)state;
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("Content-Length ", "0")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("X\0Y", "0")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("", "0")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("X\xc3\xa4", "0")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("X", "a\0b")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a\0b")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("X", "a\rb")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("X", "a\nb")), 400);
    assert_int_equal(CHECK("GET", "HTTP/1.1", H("Host", "a"), H("X", "a\x7f")), 400);
}

static void knows_its_methods_and_versions(void **state)
{
    (void)state;
    assert_int_equal(CHECK("HEAD", "HTTP/1.1", H("Host", "a")), 0);
    assert_int_equal(CHECK("DELETE", "HTTP/1.1", H("Host", "a")), 405);
    assert_int_equal(CHECK("CONNECT", "HTTP/1.1", H("Host", "a")), 405);
    assert_int_equal(CHECK("DELETE", "HTTP/1.1", H("Host", "a"), H("Host", "b")), 400);
    assert_int_equal(CHECK("get", "HTTP/1.1", H("Host", "a")), 400);
    assert_int_equal(CHECK("GETT", "HTTP/1.1", H("Host", "a")), 400);
    assert_int_equal(CHECK("", "HTTP/1.1", H("Host", "a")), 400);
    assert_int_equal(CHECK("GET", "HTTP/2.0", H("Host", "a")), 505);
    assert_int_equal(CHECK("GET", "HTTP/0.9", H("Host", "a")), 505);
    assert_int_equal(CHECK("GET", "", H("Host", "a")), 505);
}

static void limits_the_number_of_headers(void **state)
{
    (void)state;
    RawHeader headers[GUARD_MAX_HEADERS + 1] = {H("Host", "a")};
    for (size_t i = 1; i < ARRAY_LENGTH(headers); i++)
        headers[i] = (RawHeader)H("X", "y");
    assert_int_equal(check("GET", "HTTP/1.1", headers, GUARD_MAX_HEADERS), 0);
    assert_int_equal(check("GET", "HTTP/1.1", headers, GUARD_MAX_HEADERS + 1), 400);
}

static void refuses_targets_that_can_be_read_in_two_ways(void **state)
{
    (void)state;
    static const char *const good[] = {"/", "/a/b?x=1&y=%20", "/a?x=%00", "/a%2Fb", "/a?b//c", "/?|{}"};
    static const char *const bad[] = {"",      "a",     "//evil.example", "http://a/", "*",
                                      "/a b",  "/a\tb", "/a\\b",          "/a#b",      "/\xc3\xa4",
                                      "/a%00", "/\x7f", "/a\x01"};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        assert_int_equal(guard_target(good[i], strlen(good[i])), 0);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(guard_target(bad[i], strlen(bad[i])), 400);
    char lengthy[GUARD_MAX_TARGET + 1];
    memset(lengthy, 'a', sizeof lengthy);
    lengthy[0] = '/';
    assert_int_equal(guard_target(lengthy, GUARD_MAX_TARGET), 0);
    assert_int_equal(guard_target(lengthy, GUARD_MAX_TARGET + 1), 414);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_a_browser_through_and_notes_what_it_sent),
        cmocka_unit_test(refuses_two_readings_of_the_length),
        cmocka_unit_test(wants_one_host),
        cmocka_unit_test(refuses_bytes_that_do_not_belong),
        cmocka_unit_test(knows_its_methods_and_versions),
        cmocka_unit_test(limits_the_number_of_headers),
        cmocka_unit_test(refuses_targets_that_can_be_read_in_two_ways),
    };
    return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
