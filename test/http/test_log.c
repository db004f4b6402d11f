/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The access log tells operators what they need, and nothing about persons. */
#include "http/log.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const Time noon = {1773489600}; /* 2026-03-14T12:00:00Z */

static void capture(Log *log, const LogEntry *entries, size_t n, int64_t step_s, char *out, size_t room)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    log->fd = ends[1];
    for (size_t i = 0; i < n; i++)
        log_add(log, (Time){noon.seconds + (int64_t)i * step_s}, &entries[i]);
    log_finish(log);
    close(ends[1]);
    ssize_t got = read(ends[0], out, room - 1);
    out[got > 0 ? got : 0] = '\0';
    close(ends[0]);
}

static void writes_a_json_line(void **state)
{
    (void)state;
    static Log log;
    char out[4096];
    const Err failed = {
        .kind = ERR_STORE, .message = "It failed.", .detail = "disk \"a\"", .file = "x.c", .line = 7};
    const LogEntry entries[] = {
        {.method = "GET",
         .path = "/a\"b\\c\x01\xc3\xa4",
         .status = 200,
         .bytes = 12,
         .ms = 17,
         .client = "192.0.2.0"},
        {.method = "POST", .path = "/b", .status = 500, .client = "", .failed = &failed},
        {.method = "GET", .path = "/c", .status = 404, .client = "", .failed = &failed},
    };
    capture(&log, entries, 3, 61, out, sizeof out);
    assert_string_equal(
        out, "{\"time\":\"2026-03-14T12:00:00Z\",\"method\":\"GET\",\"path\":\"/"
             "a\\\"b\\\\c\\u0001\xc3\xa4\",\"status\":200,"
             "\"bytes\":12,\"ms\":17,\"client\":\"192.0.2.0\"}\n"
             "{\"time\":\"2026-03-14T12:01:01Z\",\"method\":\"POST\",\"path\":\"/"
             "b\",\"status\":500,\"bytes\":0,\"ms\":0,"
             "\"client\":\"\",\"error\":\"It failed.\",\"detail\":\"disk \\\"a\\\"\",\"at\":\"x.c:7\"}\n"
             "{\"time\":\"2026-03-14T12:02:02Z\",\"method\":\"GET\",\"path\":\"/"
             "c\",\"status\":404,\"bytes\":0,\"ms\":0,"
             "\"client\":\"\"}\n");
}

static void separate_requests_are_only_counted_by_day(void **state)
{
    (void)state;
    static Log log;
    char out[4096];
    const LogEntry apart = {
        .method = "POST", .path = "/e/:key", .status = 303, .client = "192.0.2.0", .is_apart = true};
    LogEntry failed = apart;
    failed.status = 500;
    const LogEntry entries[] = {apart, failed, apart, apart};
    capture(&log, entries, 4, 6 * 3600, out, sizeof out); /* 12:00, 18:00, and two on the next day */
    assert_string_equal(out, "{\"day\":\"2026-03-14\",\"apart\":2,\"apart_failed\":1}\n"
                             "{\"day\":\"2026-03-15\",\"apart\":2,\"apart_failed\":0}\n");
}

static void long_paths_are_cut_between_characters(void **state)
{
    (void)state;
    static Log log;
    char path[1200] = "", out[4096];
    for (int i = 0; i < 300; i++)
        strcat(path, "\xe2\x82\xac");
    capture(&log, &(LogEntry){.method = "GET", .path = path, .client = ""}, 1, 0, out, sizeof out);
    const char *start = strstr(out, "\"path\":\"") + 8;
    assert_int_equal(strcspn(start, "\""), 171 * 3); /* the character that holds byte 512 is the last */
}

static void many_lines_are_all_written(void **state)
{
    (void)state;
    static Log log;
    static char out[1 << 20];
    FILE *file = tmpfile();
    log.fd = fileno(file);
    for (int i = 0; i < 3000; i++)
        log_add(&log, noon, &(LogEntry){.method = "GET", .path = "/", .client = "192.0.2.0"});
    log_finish(&log);
    rewind(file);
    size_t n = fread(out, 1, sizeof out, file), lines = 0;
    for (size_t i = 0; i < n; i++)
        lines += out[i] == '\n';
    assert_int_equal(lines, 3000);
    fclose(file);
}

static void addresses_lose_what_tells_a_person(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"192.0.2.77", "192.0.2.0"},
        {"::ffff:192.0.2.77", "192.0.2.0"},
        {"2001:db8:1:2::3", "2001:db8:1::"},
        {"fe80::1", "fe80::"},
        {"::1", "::"},
        {"", ""},
        {"unknown", ""},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        char out[LOG_CLIENT_ROOM];
        log_client(cases[i][0], out);
        assert_string_equal(out, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_json_line),
        cmocka_unit_test(separate_requests_are_only_counted_by_day),
        cmocka_unit_test(long_paths_are_cut_between_characters),
        cmocka_unit_test(many_lines_are_all_written),
        cmocka_unit_test(addresses_lose_what_tells_a_person),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
