/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Assertions about `const Err *`, for tests that include unit.h. */
#pragma once

#include "unit.h"

#include "base/error.h"

/* Fails the test with the sentence and its detail if there is an error. */
#define assert_ok(call) assert_ok_at((call), __FILE__, __LINE__)
static inline void assert_ok_at(const Err *err, const char *file, int line)
{
    if (!err)
        return;
    print_error("%s (%s), made at %s:%d\n", err->message, err->detail ? err->detail : "", err->file,
                err->line);
    _fail(file, line);
}

#define assert_err(call, err_kind)                                                                           \
    do {                                                                                                     \
        const Err *assert_err_ = (call);                                                                     \
        assert_non_null(assert_err_);                                                                        \
        assert_int_equal(assert_err_->kind, (err_kind));                                                     \
    } while (0)
