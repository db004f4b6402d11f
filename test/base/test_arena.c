/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../unit.h"
#include "base/buf.h"
#include "base/env.h"

#include <string.h>

static void gives_zeroed_aligned_memory_of_any_size(void **state)
{
    (void)state;
    Arena arena = arena_make(0);
    for (size_t size = 0; size < 70000; size = size * 2 + 1) {
        unsigned char *p = arena_alloc(&arena, size);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, size);
    }
    arena_reset(&arena);
    assert_int_equal(*(unsigned char *)arena_alloc(&arena, 1), 0);
    arena_free(&arena);
}

static void a_buffer_grows_and_keeps_what_it_holds(void **state)
{
    (void)state;
    Arena arena = arena_make(0);
    Buf buf = buf_make(&arena);
    for (int i = 0; i < 5000; i++) {
        buf_i64(&buf, i);
        buf_char(&buf, ' ');
    }
    buf_printf(&buf, "%s", "end");
    assert_string_equal(buf_text(&buf) + buf.n - 8, "4999 end");
    Buf extreme = buf_make(&arena);
    buf_i64(&extreme, INT64_MIN);
    assert_string_equal(buf_text(&extreme), "-9223372036854775808");
    arena_free(&arena);
}

static void tokens_have_their_length_and_differ(void **state)
{
    (void)state;
    Env env = env_real();
    char a[ENV_TOKEN_ROOM(16)], b[ENV_TOKEN_ROOM(16)];
    env_token(&env, 16, a);
    env_token(&env, 16, b);
    assert_int_equal(strlen(a), 26);
    assert_string_not_equal(a, b);
    Env fixed = env_fixed((Time){1000}, 7), again = env_fixed((Time){1000}, 7);
    env_token(&fixed, 16, a);
    env_token(&again, 16, b);
    assert_string_equal(a, b);
    assert_int_equal(fixed.now(&fixed).seconds, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_memory_of_any_size),
        cmocka_unit_test(a_buffer_grows_and_keeps_what_it_holds),
        cmocka_unit_test(tokens_have_their_length_and_differ),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
