/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cmocka with what it needs included first. TEST_ONLY in the environment runs the cases that match it. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#undef cmocka_run_group_tests_name
#define cmocka_run_group_tests_name(name, tests, setup, teardown)                                            \
    (cmocka_set_test_filter(getenv("TEST_ONLY")),                                                            \
     _cmocka_run_group_tests(name, tests, sizeof(tests) / sizeof *(tests), setup, teardown))
