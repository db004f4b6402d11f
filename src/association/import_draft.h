/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that were sent for import and wait for "confirm". Of associations here, of other things in later
 * capabilities: the draft knows only bytes, a mapping and a report. */
#pragma once

#include "db/db.h"
#include "programme/permission.h"

/* Stored as numbers. */
typedef enum DraftKind { DRAFT_ASSOCIATIONS = 1, DRAFT_EVALUATION, DRAFT_REGISTRATIONS } DraftKind;

typedef struct Draft {
    ImportId id;
    const char *file_name;
    Blob bytes;          /* empty once confirmed */
    const char *mapping; /* of its kind */
    bool is_confirmed;
    Time confirmed_at;
    const char *report; /* of its kind; "" until confirmed */
} Draft;

MUST_USE const Err *draft_add(Cx *cx, DraftKind kind, const char *file_name, Blob bytes, const char *mapping,
                              ImportId *ret_id);
/* NOT_FOUND also when it is of another kind or programme. */
MUST_USE const Err *draft_load(Cx *cx, DraftKind kind, ImportId id, Draft *ret_draft);
MUST_USE const Err *draft_set_mapping(Cx *cx, ImportId id, const char *mapping);

/* Takes the draft for carrying out, in the transaction that does it: *ret_first is true for one caller only,
 * however many try. */
MUST_USE const Err *draft_claim(Cx *cx, ImportId id, bool *ret_first);
/* What came of it, in the same transaction; the file itself is forgotten. */
MUST_USE const Err *draft_finish(Cx *cx, ImportId id, const char *report);

MUST_USE const Err *import_scope(Cx *cx, int64_t id, ObjectScope *ret_scope);
