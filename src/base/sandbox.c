/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See sandbox.h. The rights of Landlock: linux/landlock.h; the kernel tells which version it has. */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void close_file(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static const Err *refused(Cx *cx, int code)
{
    return FAIL_DETAIL(cx, ERR_SYSTEM, arena_text(cx->arena, strerror(code)),
                       "The system does not let the server lock itself in.");
}

/* ---- files ---- */

static const uint64_t may_read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t may_write = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                  LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                  LANDLOCK_ACCESS_FS_MAKE_REG;
static const uint64_t all_of_version_1 = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
enum { TRUNCATE_FROM_VERSION = 3 };
static const uint64_t may_truncate = 1ULL << 14; /* Debian 12's header does not name it yet */

/* Fonts, time zones, certificates, the names of hosts and users, and what the libraries ask about the
 * process. */
static const char *const system_files[] = {
    "/etc", "/usr", "/lib", "/lib64", "/run", "/var/cache/fontconfig", "/proc", "/sys/devices/system/cpu",
    NULL};

static const Err *allow(Cx *cx, int rules, const char *path, uint64_t rights)
{
    AUTO(close_file)
    int folder = open(path, O_PATH | O_CLOEXEC);
    if (folder < 0)
        return NULL;
    struct stat about;
    if (fstat(folder, &about) == 0 && !S_ISDIR(about.st_mode))
        rights &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | may_truncate;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = folder};
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
        return refused(cx, errno);
    return NULL;
}

static const Err *hold_files(Cx *cx, const char *const *writable, const char *const *readable, bool *ret_held)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return NULL;
    uint64_t truncate = version >= TRUNCATE_FROM_VERSION ? may_truncate : 0;
    struct landlock_ruleset_attr handled = {.handled_access_fs = all_of_version_1 | truncate};
    AUTO(close_file)
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (rules < 0)
        return refused(cx, errno);
    for (size_t i = 0; system_files[i]; i++)
        TRY(allow(cx, rules, system_files[i], may_read));
    for (size_t i = 0; readable[i]; i++)
        TRY(allow(cx, rules, readable[i], may_read));
    TRY(allow(cx, rules, "/dev", may_read | LANDLOCK_ACCESS_FS_WRITE_FILE));
    for (size_t i = 0; writable[i]; i++)
        TRY(allow(cx, rules, writable[i], may_read | may_write | truncate));
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        return refused(cx, errno);
    *ret_held = true;
    return NULL;
}

/* ---- programs ---- */

static const int denied[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(setns),
    SCMP_SYS(unshare),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(swapon),
    SCMP_SYS(reboot),
    SCMP_SYS(ptrace),
};

static void release(scmp_filter_ctx *filter)
{
    seccomp_release(*filter);
}

static const Err *hold_programs(Cx *cx, bool *ret_held)
{
    AUTO(release)
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter)
        return refused(cx, ENOMEM);
    for (size_t i = 0; i < ARRAY_LENGTH(denied); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), denied[i], 0) != 0)
            return refused(cx, EINVAL);
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    int code = seccomp_load(filter);
    if (code == -EINVAL || code == -ENOSYS || code == -ECANCELED)
        return NULL;
    if (code != 0)
        return refused(cx, -code);
    *ret_held = true;
    return NULL;
}

const Err *sandbox_enter(Cx *cx, const char *const *writable, const char *const *readable,
                         SandboxHeld *ret_held)
{
    SandboxHeld held = {0};
#ifdef __SANITIZE_ADDRESS__ /* it traces the process at its end, and starts a program to name lines */
    *ret_held = held;
    return NULL;
#endif
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return refused(cx, errno);
    TRY(hold_files(cx, writable, readable, &held.files));
    TRY(hold_programs(cx, &held.programs));
    *ret_held = held;
    return NULL;
}
