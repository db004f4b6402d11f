/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The counters behind the limits: windows, networks, accounts. */
#include "../unit.h"
#include "../unit_err.h"

#include <stdio.h>

#include "programme/limits.h"
#include "programme/secret.h"

enum { QUARTER = LIMIT_WINDOW_S, START = 1700000100 / QUARTER * QUARTER };

typedef struct Bench {
    Arena arena;
    Env env;
    Cx cx;
    Limits *limits;
} Bench;

static Bench *bench(const char *text)
{
    static Bench b;
    b = (Bench){.arena = arena_make(0), .env = env_fixed((Time){START}, 7)};
    b.cx = (Cx){.arena = &b.arena, .env = &b.env};
    LimitConfig config;
    assert_true(secret_start());
    assert_ok(limits_parse(&b.cx, text, &config));
    assert_ok(limits_make(&b.cx, &config, &b.limits));
    return &b;
}

static void end(Bench *b)
{
    limits_free(&b->limits);
    arena_free(&b->arena);
}

static LimitSubject from(const char *client, LimitKind kind, const char *account)
{
    return (LimitSubject){kind, {1}, client, account};
}

/* How many are let through one after the other, at most 1000. */
static int let_through(Bench *b, LimitSubject subject, int64_t second)
{
    for (int n = 0; n < 1000; n++) {
        if (limits_wait_s(b->limits, &subject, (Time){START + second}))
            return n;
        limits_count(b->limits, &subject, (Time){START + second});
    }
    return 1000;
}

static void a_window_lasts_a_quarter_of_an_hour(void **state)
{
    (void)state;
    Bench *b = bench("registrations=5");
    LimitSubject s = from("192.0.2.1", LIMIT_REGISTRATIONS, "");
    assert_int_equal(let_through(b, s, 10), 5);
    assert_int_equal(limits_wait_s(b->limits, &s, (Time){START + 10}), QUARTER - 10);
    assert_int_equal(limits_wait_s(b->limits, &s, (Time){START + QUARTER - 1}), 1);
    assert_int_equal(let_through(b, s, QUARTER), 5);
    assert_int_equal(let_through(b, s, -3600), 5); /* a clock that was set back locks nobody out */
    end(b);
}

static void networks_are_told_apart(void **state)
{
    (void)state;
    Bench *b = bench("registrations=3,links=2");
    static const struct {
        const char *client;
        int lets;
    } cases[] = {
        {"192.0.2.1", 3},
        {"192.0.2.1", 0},
        {"192.0.2.2", 3},
        {"::ffff:192.0.2.1", 0},
        {"2001:db8:1:2::1", 3},
        {"2001:db8:1:2:ffff::9", 0},
        {"2001:db8:1:3::1", 3},
        {"fe80::1%eth0", 3},
        {"fe80::2%eth1", 0},
        {"127.0.0.1", 3},
        {"::1", 3},
        {"not an address", 3},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(let_through(b, from(cases[i].client, LIMIT_REGISTRATIONS, ""), 1), cases[i].lets);
    assert_int_equal(let_through(b, from("192.0.2.1", LIMIT_LINKS, ""), 1), 2);
    LimitSubject elsewhere = from("192.0.2.1", LIMIT_REGISTRATIONS, "");
    elsewhere.programme.v = 2;
    assert_int_equal(let_through(b, elsewhere, 1), 3);
    end(b);
}

static void nobody_locks_out_somebody_else(void **state)
{
    (void)state;
    Bench *b = bench(NULL);
    assert_int_equal(let_through(b, from("192.0.2.66", LIMIT_PASSWORDS_OF_ONE, "a@example.org"), 1), 8);
    assert_int_equal(let_through(b, from("192.0.2.1", LIMIT_PASSWORDS_OF_ONE, "a@example.org"), 1), 8);
    assert_int_equal(let_through(b, from("192.0.2.66", LIMIT_PASSWORDS_OF_ONE, "b@example.org"), 1), 8);
    /* mail to one address is limited whoever asks */
    assert_int_equal(let_through(b, from("192.0.2.66", LIMIT_LINKS_TO_ADDRESS, "a@example.org"), 1), 8);
    assert_int_equal(let_through(b, from("192.0.2.1", LIMIT_LINKS_TO_ADDRESS, "a@example.org"), 1), 0);
    end(b);
}

static void many_networks_do_not_wash_a_busy_one_out(void **state)
{
    (void)state;
    Bench *b = bench(NULL);
    LimitSubject busy = from("192.0.2.1", LIMIT_PASSWORDS, "");
    assert_int_equal(let_through(b, busy, 1), 60);
    for (int i = 0; i < 40000; i++) {
        char client[40];
        snprintf(client, sizeof client, "2001:db8:%x:%x::1", i >> 8, i & 255);
        LimitSubject one = from(client, LIMIT_PASSWORDS, "");
        limits_count(b->limits, &one, (Time){START + 2});
    }
    assert_int_equal(let_through(b, busy, 3), 0);
    end(b);
}

static void options_are_understood_or_refused(void **state)
{
    (void)state;
    Bench *b = bench("off");
    for (LimitKind kind = 0; kind < LIMIT_COUNT; kind++)
        assert_int_equal(let_through(b, from("192.0.2.1", kind, "a@example.org"), 1), 1000);
    LimitConfig config = {.most = {7}};
    static const char *const bad[] = {"on",       "registrations", "registrations=", "registrations=x",
                                      "links=-1", "seats=4",       "links=3 ",       "links=10000000",
                                      "links=3,,"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_err(limits_parse(&b->cx, bad[i], &config), ERR_INPUT);
    assert_int_equal(config.most[0], 7);
    assert_ok(limits_parse(&b->cx, "passwords=9,links=0", &config));
    assert_int_equal(config.most[LIMIT_PASSWORDS], 9);
    assert_int_equal(config.most[LIMIT_LINKS], 0);
    assert_int_equal(config.most[LIMIT_REGISTRATIONS], 60);
    end(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_lasts_a_quarter_of_an_hour),
        cmocka_unit_test(networks_are_told_apart),
        cmocka_unit_test(nobody_locks_out_somebody_else),
        cmocka_unit_test(many_networks_do_not_wash_a_busy_one_out),
        cmocka_unit_test(options_are_understood_or_refused),
    };
    return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
