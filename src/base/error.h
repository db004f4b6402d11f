/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Operational failures: what went wrong, in a sentence for the reader.
 *
 * A function that can fail returns `const Err *`; NULL is success. Its outputs (`ret_…`, last) stay untouched
 * on failure. Wrong input of a form is no Err but a value (http/form.h). A bug of ours is an assert.
 *
 * The sentence is an English message of the catalogue with {name} placeholders; it is translated where it is
 * shown (i18n_error). Whatever a person must not see (paths, SQL) goes into `detail`, which is only logged.
 */
#pragma once

#include "base/arena.h"

typedef enum ErrKind {
    ERR_NOT_FOUND = 1, /* 404, exit 1 */
    ERR_CONFLICT,      /* 409: what was asked does not fit the present state */
    ERR_FORBIDDEN,     /* 403 */
    ERR_SIGN_IN,       /* 401: sign in first */
    ERR_INPUT,         /* 400 / exit 2: what was sent can't be understood */
    ERR_TOO_LARGE,     /* 413 */
    ERR_GONE,          /* 410: it existed, and is over */
    ERR_BUSY,          /* 503: try again */
    ERR_FULL,          /* 507: no space left on the device */
    ERR_STORE,         /* 500: the database refused */
    ERR_SYSTEM,        /* 500: file, network, library */
    ERR_RETRY,         /* never shown: serialisation failure, the transaction runs again */
} ErrKind;

typedef struct Err {
    ErrKind kind;
    const char *message;     /* msgid, with {name} placeholders */
    const char *const *args; /* name, value, name, value, NULL */
    const char *detail;      /* for the log; may be NULL */
    const char *file;        /* where it was made */
    int line;
} Err;

/* FAIL(cx, ERR_CONFLICT, "The seminar {title} is full.", "title", title): values are strings in the arena or
 * static. cx is anything with an `arena` member. */
#define FAIL(cx, kind, message, ...)                                                                         \
    NOT_NULL(err_make((cx)->arena, (kind), (message),                                                        \
                      (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL}, NULL, __FILE__, __LINE__))
/* The same with a detail for the log. */
#define FAIL_DETAIL(cx, kind, detail, message, ...)                                                          \
    NOT_NULL(err_make((cx)->arena, (kind), (message),                                                        \
                      (const char *const[]){__VA_ARGS__ __VA_OPT__(, ) NULL}, (detail), __FILE__, __LINE__))

#define TRY(call)                                                                                            \
    do {                                                                                                     \
        const Err *try_err_ = (call);                                                                        \
        if (try_err_)                                                                                        \
            return try_err_;                                                                                 \
    } while (0)

MUST_USE const Err *err_make(Arena *arena, ErrKind kind, const char *message, const char *const *args,
                             const char *detail, const char *file, int line) __attribute__((returns_nonnull));

/* The same failure, with all its words, in another arena. */
MUST_USE const Err *err_copy(Arena *arena, const Err *err);

int err_http_status(const Err *err);
int err_exit_code(const Err *err); /* 1 not found/conflict/refused, 2 wrong input, 3 store or system */
