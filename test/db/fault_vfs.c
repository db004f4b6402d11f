/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See fault_vfs.h. The usual VFS opens the file; then its method table is replaced by a copy with another
 * xSync. */
#include "fault_vfs.h"

#include <sqlite3.h>

static sqlite3_vfs vfs;
static sqlite3_vfs *usual;
static const atomic_bool *failing;
static int (*usual_sync)(sqlite3_file *, int);
static sqlite3_io_methods methods[2]; /* the Unix VFS has one table for databases and one for other files */

static int sync_or_fail(sqlite3_file *file, int flags)
{
    return atomic_load(failing) ? SQLITE_IOERR_FSYNC : usual_sync(file, flags);
}

static int open_file(sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)self;
    int code = usual->xOpen(usual, name, file, flags, out_flags);
    if (code == SQLITE_OK && file->pMethods) {
        sqlite3_io_methods *mine = &methods[(flags & SQLITE_OPEN_MAIN_DB) != 0];
        usual_sync = file->pMethods->xSync;
        *mine = *file->pMethods;
        mine->xSync = sync_or_fail;
        file->pMethods = mine;
    }
    return code;
}

void fault_vfs_register(const atomic_bool *fail_sync)
{
    usual = sqlite3_vfs_find(0);
    failing = fail_sync;
    vfs = *usual;
    vfs.zName = "fault";
    vfs.xOpen = open_file;
    sqlite3_vfs_register(&vfs, 0);
}
