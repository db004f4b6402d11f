/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sandbox, in a child that locks itself in: what it says it holds does hold. */
#include "../unit.h"
#include "base/env.h"
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    WRITES_HOME = 1,
    WRITES_ELSEWHERE = 2,
    READS_ELSEWHERE = 4,
    READS_SYSTEM = 8,
    STARTS = 16,
    HOLDS_FILES = 32,
    HOLDS_PROGRAMS = 64
};

static bool can_open(const char *folder, const char *name, int flags)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, flags, 0600);
    return fd >= 0 && close(fd) == 0;
}

static int try_all(Cx *cx, const char *home, const char *elsewhere)
{
    SandboxHeld held;
    if (sandbox_enter(cx, (const char *const[]){home, "/nowhere", NULL}, (const char *const[]){NULL}, &held))
        return 0;
    int done = (held.files ? HOLDS_FILES : 0) | (held.programs ? HOLDS_PROGRAMS : 0);
    done |= can_open(home, "new", O_CREAT | O_RDWR | O_TRUNC) ? WRITES_HOME : 0;
    done |= can_open(elsewhere, "new", O_CREAT | O_WRONLY) ? WRITES_ELSEWHERE : 0;
    done |= can_open(elsewhere, "old", O_RDONLY) ? READS_ELSEWHERE : 0;
    done |= can_open("/etc", "passwd", O_RDONLY) ? READS_SYSTEM : 0;
    char *const nothing[] = {NULL};
    errno = 0;
    execve("/nowhere/program", nothing, nothing);
    return done | (errno == EPERM ? 0 : STARTS);
}

/* What a child can do once it is locked in. */
static int in_child(void)
{
    char home[] = "/tmp/vereint-home-XXXXXX", elsewhere[] = "/tmp/vereint-else-XXXXXX";
    assert_non_null(mkdtemp(home));
    assert_non_null(mkdtemp(elsewhere));
    assert_true(can_open(elsewhere, "old", O_CREAT | O_WRONLY));
    pid_t child = fork();
    if (child == 0) {
        Arena arena = arena_make(0);
        Env env = env_real();
        _exit(try_all(&(Cx){.arena = &arena, .env = &env}, home, elsewhere));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void writes_in_its_folder_and_nowhere_else(void **state)
{
    (void)state;
    int can = in_child();
    if (!(can & HOLDS_FILES))
        skip();
    assert_int_equal(can & (WRITES_HOME | WRITES_ELSEWHERE | READS_ELSEWHERE | READS_SYSTEM),
                     WRITES_HOME | READS_SYSTEM);
}

static void starts_no_program(void **state)
{
    (void)state;
    int can = in_child();
    if (!(can & HOLDS_PROGRAMS))
        skip();
    assert_int_equal(can & STARTS, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_in_its_folder_and_nowhere_else),
        cmocka_unit_test(starts_no_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
