/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See error.h. One table says what each kind means outside. */
#include "base/error.h"

static const struct {
    int http_status, exit_code;
} meaning[] = {
    [ERR_NOT_FOUND] = {404, 1}, [ERR_CONFLICT] = {409, 1}, [ERR_FORBIDDEN] = {403, 1},
    [ERR_SIGN_IN] = {401, 1},   [ERR_INPUT] = {400, 2},    [ERR_TOO_LARGE] = {413, 2},
    [ERR_GONE] = {410, 1},      [ERR_BUSY] = {503, 3},     [ERR_FULL] = {507, 3},
    [ERR_STORE] = {500, 3},     [ERR_SYSTEM] = {500, 3},   [ERR_RETRY] = {503, 3},
};

const Err *err_make(Arena *arena, ErrKind kind, const char *message, const char *const *args,
                    const char *detail, const char *file, int line)
{
    size_t n = 0;
    while (args[n])
        n++;
    Err *err = NEW(arena, Err);
    *err = (Err){.kind = kind,
                 .message = message,
                 .args = arena_copy(arena, args, (n + 1) * sizeof *args),
                 .detail = detail,
                 .file = file,
                 .line = line};
    return err;
}

const Err *err_copy(Arena *arena, const Err *err)
{
    size_t n = 0;
    while (err->args[n])
        n++;
    const char **args = NEW_ARRAY(arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        args[i] = arena_text(arena, err->args[i]);
    Err *copy = arena_copy(arena, err, sizeof *err);
    copy->args = args;
    copy->detail = err->detail ? arena_text(arena, err->detail) : NULL;
    return copy;
}

int err_http_status(const Err *err)
{
    return meaning[err->kind].http_status;
}

int err_exit_code(const Err *err)
{
    return meaning[err->kind].exit_code;
}
