/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit log: who changed what, when, chained by hash so that a later edit shows.
 *
 * audit_add writes an entry inside the caller's transaction, on SQLite with its place in the chain;
 * audit_seal gives places to entries that have none yet (docs/decisions/0003): detail_hash = H(salt ‖ detail)
 * chain_hash  = H(previous chain_hash ‖ place, id, programme, at, actor, action, object, detail_hash) with H
 * = BLAKE2b-256. The detail itself may be erased later (data protection) without breaking the chain. */
#pragma once

#include "db/db.h"

/* detail: what changed, as lines "field: from → to" made with audit_change, or "". */
MUST_USE const Err *audit_add(Cx *cx, const char *action, const char *object_kind, int64_t object_id,
                              const char *detail);

/* Adds a line when the two differ. NULL counts as "". */
void audit_change(Buf *detail, const char *field, const char *from, const char *to);
void audit_change_i64(Buf *detail, const char *field, int64_t from, int64_t to);

/* A day for audit_change: 2026-03-14, or "" where there is none. */
const char *audit_day(Cx *cx, bool has, Date day);

/* StoreBeforeCommit: seals what was written without a place, on PostgreSQL. */
MUST_USE const Err *audit_seal(Cx *cx);

/* Walks the whole chain. An entry that was changed, removed, swapped or inserted is a CONFLICT naming its
 * place. ret_head: the last chain hash in hex, to be kept outside the database. */
MUST_USE const Err *audit_verify(Cx *cx, int64_t *ret_entries, const char **ret_head);
