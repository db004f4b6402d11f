/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A SQLite file layer that is the usual one until it is told to fail. */
#pragma once

#include <stdatomic.h>

/* Registers the VFS "fault". While *fail_sync is set, no data reaches the disk for certain: xSync fails. */
void fault_vfs_register(const atomic_bool *fail_sync);
