/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See powerloss_vfs.h. Below: the disk, then SQLite's view of it, then its locks and shared memory. */
#include "powerloss_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, NAME_MAX_BYTES = 128, FILES = 16, REGIONS = 8, SHM_LOCKS = 8 };

typedef struct Bytes {
    unsigned char *at;
    int64_t n, room;
} Bytes;

/* A change since the last sync. */
typedef struct Change {
    bool shortens; /* to `at` bytes; otherwise n bytes written there */
    int64_t at, n;
    unsigned char *bytes;
} Change;

typedef struct DiskFile {
    char name[NAME_MAX_BYTES]; /* "": a free place */
    bool exists, entry_synced; /* now; and would its name be found after a cut? */
    bool has_ghost;            /* removed, but the folder was not synced: it may come back as this */
    Bytes now, synced, ghost;
    Change *changes;
    size_t n_changes, changes_room;
    int shared, reserved, pending, exclusive; /* SQLite's locks: how many hold them */
    void *regions[REGIONS];
    int region_users, shm_shared[SHM_LOCKS], shm_exclusive[SHM_LOCKS];
} DiskFile;

typedef struct Handle {
    sqlite3_file base;
    DiskFile *file;
    int lock;
    bool syncs_folder, removed_at_close, uses_regions;
    unsigned shm_shared, shm_exclusive; /* a bit a lock */
} Handle;

static struct {
    pthread_mutex_t mutex;
    DiskFile files[FILES];
    int64_t left; /* changes until the power fails; < 0: never */
    bool off;
} disk = {.mutex = PTHREAD_MUTEX_INITIALIZER, .left = -1};

static sqlite3_vfs vfs;

/* ---- bytes ---- */

static void bytes_resize(Bytes *b, int64_t n)
{
    if (n > b->room) {
        b->room = n * 2;
        b->at = realloc(b->at, (size_t)b->room);
        if (!b->at)
            abort();
    }
    if (n > b->n)
        memset(b->at + b->n, 0, (size_t)(n - b->n));
    b->n = n;
}

static void bytes_write(Bytes *b, int64_t at, const unsigned char *from, int64_t n)
{
    if (at + n > b->n)
        bytes_resize(b, at + n);
    memcpy(b->at + at, from, (size_t)n);
}

static void bytes_copy(Bytes *to, const Bytes *from)
{
    to->n = 0;
    bytes_resize(to, from->n);
    if (from->n)
        memcpy(to->at, from->at, (size_t)from->n);
}

/* ---- the disk ---- */

static bool power_for_one_change(void)
{
    if (disk.left > 0)
        disk.left--;
    else if (disk.left == 0)
        disk.off = true;
    return !disk.off;
}

static void forget_changes(DiskFile *f)
{
    for (size_t i = 0; i < f->n_changes; i++)
        free(f->changes[i].bytes);
    f->n_changes = 0;
}

static void note_change(DiskFile *f, Change change, const void *bytes)
{
    if (f->n_changes == f->changes_room) {
        f->changes_room = f->changes_room * 2 + 16;
        f->changes = realloc(f->changes, f->changes_room * sizeof *f->changes);
    }
    if (!change.shortens) {
        change.bytes = malloc((size_t)change.n);
        memcpy(change.bytes, bytes, (size_t)change.n);
    }
    f->changes[f->n_changes++] = change;
}

static void sync_file(DiskFile *f)
{
    for (size_t i = 0; i < f->n_changes; i++) {
        const Change *c = &f->changes[i];
        if (c->shortens)
            bytes_resize(&f->synced, c->at);
        else
            bytes_write(&f->synced, c->at, c->bytes, c->n);
    }
    forget_changes(f);
}

static void sync_folder(void)
{
    for (int i = 0; i < FILES; i++) {
        disk.files[i].entry_synced = disk.files[i].exists;
        disk.files[i].has_ghost = false;
    }
}

static uint64_t chance(uint64_t *seed, uint64_t below)
{
    *seed ^= *seed >> 12; /* xorshift64* */
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (*seed * UINT64_C(2685821657736338717) >> 33) % below;
}

/* Any order: a later write may have reached the disk before an earlier one, then the earlier one wins. */
static void shuffle(DiskFile *f, uint64_t *seed)
{
    for (size_t i = f->n_changes; i > 1; i--) {
        size_t k = chance(seed, i);
        Change other = f->changes[k];
        f->changes[k] = f->changes[i - 1];
        f->changes[i - 1] = other;
    }
}

/* What the disk really holds of a file: what was synced, and each sector of the rest with a chance of
 * `percent`. */
static int64_t lose(DiskFile *f, uint64_t *seed, uint64_t percent, Bytes *out)
{
    int64_t lost = 0;
    bytes_copy(out, &f->synced);
    if (chance(seed, 2))
        shuffle(f, seed);
    for (size_t i = 0; i < f->n_changes; i++) {
        const Change *c = &f->changes[i];
        if (c->shortens) {
            if (chance(seed, 100) < percent && c->at < out->n)
                bytes_resize(out, c->at);
            continue;
        }
        for (int64_t at = c->at, end = c->at + c->n, next; at < end; at = next) {
            next = (at / SECTOR + 1) * SECTOR < end ? (at / SECTOR + 1) * SECTOR : end;
            if (chance(seed, 100) < percent)
                bytes_write(out, at, c->bytes + (at - c->at), next - at);
            else
                lost++;
        }
    }
    return lost;
}

static DiskFile *find_file(const char *name, bool create)
{
    DiskFile *empty = NULL;
    for (int i = 0; i < FILES; i++) {
        DiskFile *f = &disk.files[i];
        if (strcmp(f->name, name) == 0)
            return f->exists || create ? f : NULL;
        if (!empty && !f->name[0])
            empty = f;
    }
    if (!create || !empty || strlen(name) >= NAME_MAX_BYTES)
        return NULL;
    strcpy(empty->name, name);
    return empty;
}

static void remove_file(DiskFile *f)
{
    if (f->entry_synced) {
        uint64_t seed = (uint64_t)f->synced.n + 88172645463325252u;
        lose(f, &seed, 50, &f->ghost);
        f->has_ghost = true;
    }
    forget_changes(f);
    f->exists = f->entry_synced = false;
    f->now.n = f->synced.n = 0;
}

static void restart_file(DiskFile *f, uint64_t *seed, uint64_t percent, int64_t *lost)
{
    bool survives = f->exists && (f->entry_synced || chance(seed, 2));
    bool returns = !survives && f->has_ghost && chance(seed, 2);
    Bytes found = {0};
    if (survives)
        *lost += lose(f, seed, percent, &found);
    else if (returns)
        bytes_copy(&found, &f->ghost);
    bytes_copy(&f->now, &found);
    bytes_copy(&f->synced, &found);
    free(found.at);
    forget_changes(f);
    f->exists = f->entry_synced = survives || returns;
    f->has_ghost = false;
}

int64_t powerloss_restart(uint64_t *seed)
{
    static const uint64_t percents[] = {0, 10, 50, 90, 99, 100};
    uint64_t percent = percents[chance(seed, sizeof percents / sizeof *percents)];
    int64_t lost = 0;
    for (int i = 0; i < FILES; i++)
        restart_file(&disk.files[i], seed, percent, &lost);
    powerloss_fail_after(-1);
    return lost;
}

void powerloss_new_disk(void)
{
    for (int i = 0; i < FILES; i++) {
        DiskFile *f = &disk.files[i];
        forget_changes(f);
        free(f->changes);
        free(f->now.at);
        free(f->synced.at);
        free(f->ghost.at);
        *f = (DiskFile){0};
    }
    powerloss_fail_after(-1);
}

void powerloss_fail_after(int64_t n)
{
    pthread_mutex_lock(&disk.mutex);
    disk.left = n;
    disk.off = false;
    pthread_mutex_unlock(&disk.mutex);
}

bool powerloss_is_off(void)
{
    pthread_mutex_lock(&disk.mutex);
    bool off = disk.off;
    pthread_mutex_unlock(&disk.mutex);
    return off;
}

/* ---- files ---- */

#define LOCKED(code)                                                                                         \
    pthread_mutex_lock(&disk.mutex);                                                                         \
    int result = (code);                                                                                     \
    pthread_mutex_unlock(&disk.mutex);                                                                       \
    return result

static DiskFile *file_of(sqlite3_file *file)
{
    return ((Handle *)file)->file;
}

static int do_close(Handle *h)
{
    if (h->removed_at_close)
        h->file->exists = false, h->file->name[0] = '\0', h->file->now.n = 0, forget_changes(h->file);
    return SQLITE_OK;
}

static int close_file(sqlite3_file *file)
{
    LOCKED(do_close((Handle *)file));
}

static int do_read(DiskFile *f, unsigned char *out, int n, int64_t at)
{
    int64_t there = at >= f->now.n ? 0 : f->now.n - at < n ? f->now.n - at : n;
    if (there)
        memcpy(out, f->now.at + at, (size_t)there);
    memset(out + there, 0, (size_t)(n - there));
    return there == n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int read_file(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    LOCKED(do_read(file_of(file), out, n, at));
}

static int do_write(DiskFile *f, const void *bytes, int n, int64_t at)
{
    if (disk.off)
        return SQLITE_IOERR_WRITE;
    note_change(f, (Change){.at = at, .n = n}, bytes); /* of the one under way, some sectors may arrive */
    if (!power_for_one_change())
        return SQLITE_IOERR_WRITE;
    bytes_write(&f->now, at, bytes, n);
    return SQLITE_OK;
}

static int write_file(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    LOCKED(do_write(file_of(file), bytes, n, at));
}

static int do_shorten(DiskFile *f, int64_t n)
{
    if (!power_for_one_change())
        return SQLITE_IOERR_TRUNCATE;
    note_change(f, (Change){.shortens = true, .at = n}, NULL);
    bytes_resize(&f->now, n);
    return SQLITE_OK;
}

static int shorten_file(sqlite3_file *file, sqlite3_int64 n)
{
    LOCKED(do_shorten(file_of(file), n));
}

/* As SQLite's own file layer: the first sync of each opened journal or log syncs its folder. */
static int do_sync(Handle *h)
{
    if (!power_for_one_change())
        return SQLITE_IOERR_FSYNC;
    sync_file(h->file);
    if (h->syncs_folder)
        sync_folder();
    h->syncs_folder = false;
    return SQLITE_OK;
}

static int sync_handle(sqlite3_file *file, int flags)
{
    (void)flags;
    LOCKED(do_sync((Handle *)file));
}

static int do_size(const DiskFile *f, sqlite3_int64 *out_size)
{
    *out_size = f->now.n;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out_size)
{
    LOCKED(do_size(file_of(file), out_size));
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
    (void)file, (void)op, (void)arg;
    return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *file)
{
    (void)file;
    return 4096;
}

static int characteristics(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- locks ---- */

static int do_lock(Handle *h, int level)
{
    DiskFile *f = h->file;
    if (h->lock >= level)
        return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
        if (f->pending || f->exclusive)
            return SQLITE_BUSY;
        f->shared++;
    } else if (level == SQLITE_LOCK_RESERVED) {
        if (f->reserved)
            return SQLITE_BUSY;
        f->reserved = 1;
    } else {
        if (h->lock < SQLITE_LOCK_PENDING) {
            if (f->pending)
                return SQLITE_BUSY;
            f->pending = 1;
            f->reserved |= h->lock < SQLITE_LOCK_RESERVED;
            h->lock = SQLITE_LOCK_PENDING;
        }
        if (f->shared > 1)
            return SQLITE_BUSY;
        f->exclusive = 1;
    }
    h->lock = level;
    return SQLITE_OK;
}

static int lock_file(sqlite3_file *file, int level)
{
    LOCKED(do_lock((Handle *)file, level));
}

static int do_unlock(Handle *h, int level)
{
    DiskFile *f = h->file;
    if (h->lock <= level)
        return SQLITE_OK;
    if (h->lock >= SQLITE_LOCK_RESERVED)
        f->reserved = 0;
    if (h->lock >= SQLITE_LOCK_PENDING)
        f->pending = f->exclusive = 0;
    if (level == SQLITE_LOCK_NONE)
        f->shared--;
    h->lock = level;
    return SQLITE_OK;
}

static int unlock_file(sqlite3_file *file, int level)
{
    LOCKED(do_unlock((Handle *)file, level));
}

static int check_reserved(sqlite3_file *file, int *out_reserved)
{
    pthread_mutex_lock(&disk.mutex);
    *out_reserved = file_of(file)->reserved;
    pthread_mutex_unlock(&disk.mutex);
    return SQLITE_OK;
}

/* ---- shared memory of the log: nothing of it outlives the process ---- */

static int do_map(Handle *h, int region, int size, int extend, void volatile **out_at)
{
    DiskFile *f = h->file;
    *out_at = NULL;
    if (region >= REGIONS)
        return SQLITE_IOERR_SHMMAP;
    if (!h->uses_regions)
        f->region_users++;
    h->uses_regions = true;
    if (!f->regions[region] && extend)
        f->regions[region] = calloc(1, (size_t)size);
    *out_at = f->regions[region];
    return SQLITE_OK;
}

static int shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out_at)
{
    LOCKED(do_map((Handle *)file, region, size, extend, out_at));
}

static int do_shm_lock(Handle *h, int from, int n, int flags)
{
    DiskFile *f = h->file;
    bool exclusive = flags & SQLITE_SHM_EXCLUSIVE, takes = flags & SQLITE_SHM_LOCK;
    unsigned *mine = exclusive ? &h->shm_exclusive : &h->shm_shared;
    for (int i = from; i < from + n && takes; i++) {
        bool other_shares = f->shm_shared[i] > (int)(h->shm_shared >> i & 1);
        bool other_excludes = f->shm_exclusive[i] && !(h->shm_exclusive >> i & 1);
        if (other_excludes || (exclusive && other_shares))
            return SQLITE_BUSY;
    }
    for (int i = from; i < from + n; i++) {
        int *count = exclusive ? &f->shm_exclusive[i] : &f->shm_shared[i];
        bool has = *mine >> i & 1;
        if (takes != has)
            *count += takes ? 1 : -1;
        *mine = takes ? *mine | 1u << i : *mine & ~(1u << i);
    }
    return SQLITE_OK;
}

static int shm_lock(sqlite3_file *file, int from, int n, int flags)
{
    LOCKED(do_shm_lock((Handle *)file, from, n, flags));
}

static void shm_barrier(sqlite3_file *file)
{
    (void)file;
    pthread_mutex_lock(&disk.mutex);
    pthread_mutex_unlock(&disk.mutex);
}

static int do_unmap(Handle *h)
{
    DiskFile *f = h->file;
    do_shm_lock(h, 0, SHM_LOCKS, SQLITE_SHM_UNLOCK | SQLITE_SHM_SHARED);
    do_shm_lock(h, 0, SHM_LOCKS, SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE);
    if (h->uses_regions && --f->region_users == 0)
        for (int i = 0; i < REGIONS; i++) {
            free(f->regions[i]);
            f->regions[i] = NULL;
        }
    h->uses_regions = false;
    return SQLITE_OK;
}

static int shm_unmap(sqlite3_file *file, int delete_flag)
{
    (void)delete_flag;
    LOCKED(do_unmap((Handle *)file));
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = shorten_file,
    .xSync = sync_handle,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved,
    .xFileControl = file_control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

/* ---- the folder ---- */

static int do_open(const char *name, Handle *h, int flags)
{
    static int unnamed;
    char own[NAME_MAX_BYTES];
    h->removed_at_close = !name;
    if (!name)
        name = own, sqlite3_snprintf(sizeof own, own, "temporary-%d", ++unnamed);
    h->file = find_file(name, flags & SQLITE_OPEN_CREATE);
    if (!h->file)
        return SQLITE_CANTOPEN;
    h->syncs_folder = (flags & SQLITE_OPEN_CREATE) && (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL));
    h->file->exists = true;
    h->base.pMethods = &methods;
    return SQLITE_OK;
}

static int open_file(sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
    (void)self;
    memset(file, 0, sizeof(Handle));
    if (out_flags)
        *out_flags = flags;
    LOCKED(do_open(name, (Handle *)file, flags));
}

static int do_delete(const char *name, int sync)
{
    DiskFile *f = find_file(name, false);
    if (!f)
        return SQLITE_IOERR_DELETE_NOENT;
    if (!power_for_one_change())
        return SQLITE_IOERR_DELETE;
    remove_file(f);
    if (sync)
        sync_folder();
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *self, const char *name, int sync)
{
    (void)self;
    LOCKED(do_delete(name, sync));
}

static int access_file(sqlite3_vfs *self, const char *name, int flags, int *out_there)
{
    (void)self, (void)flags;
    pthread_mutex_lock(&disk.mutex);
    DiskFile *f = find_file(name, false);
    *out_there = f && (flags != SQLITE_ACCESS_EXISTS || f->now.n > 0); /* as SQLite's own file layer */
    pthread_mutex_unlock(&disk.mutex);
    return SQLITE_OK;
}

static int full_name(sqlite3_vfs *self, const char *name, int room, char *out)
{
    (void)self;
    sqlite3_snprintf(room, out, "%s", name);
    return SQLITE_OK;
}

void powerloss_register(void)
{
    vfs = *sqlite3_vfs_find(0); /* its clock and random numbers */
    vfs.zName = "powerloss";
    vfs.szOsFile = sizeof(Handle);
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_name;
    sqlite3_vfs_register(&vfs, 0);
    powerloss_new_disk();
}

bool powerloss_is_sound(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    bool sound = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, "powerloss") == SQLITE_OK &&
                 sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &stmt, NULL) == SQLITE_OK &&
                 sqlite3_step(stmt) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0;
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return sound;
}
