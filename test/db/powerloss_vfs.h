/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A SQLite file layer over a disk in memory that can lose its power.
 *
 * The disk keeps what was synced; of what was written since, a power cut keeps any selection, in any order,
 * cut at sectors of 512 bytes. The names of files are no safer than their bytes: one that was made or removed
 * since the folder was last synced may be there or not. Which is what a disk with a cache and a file system
 * with a journal of its own may do; bytes beside those of a write are not harmed (SQLite's "powersafe
 * overwrite", which it assumes of real disks too). One process, any number of threads. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Registers the VFS "powerloss" and starts with an empty disk. */
void powerloss_register(void);
/* An empty disk, with power. */
void powerloss_new_disk(void);
/* The power fails at the n-th change from now (a write, a sync, a file made shorter or removed): it and all
 * later ones fail. n < 0: never. */
void powerloss_fail_after(int64_t n);
bool powerloss_is_off(void);
/* What a program finds that starts after the cut; all files must be closed. The seed chooses what was lost.
 * Returns how many sectors were. The power is on again. */
int64_t powerloss_restart(uint64_t *seed);
/* PRAGMA integrity_check of a database on this disk. */
bool powerloss_is_sound(const char *path);
