/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See import_draft.h. */
#include "association/import_draft.h"

#include "import_draft.sql.h"

const Err *draft_add(Cx *cx, DraftKind kind, const char *file_name, Blob bytes, const char *mapping,
                     ImportId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    ImportId id;
    TRY(q_draft_insert(cx, cx->programme, cx->person.v ? &cx->person : NULL, kind, file_name, bytes, mapping,
                       cx_now(cx), &id));
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

const Err *draft_load(Cx *cx, DraftKind kind, ImportId id, Draft *ret_draft)
{
    DraftGet row;
    TRY(q_draft_get(cx, cx->programme, kind, id, &row));
    *ret_draft = (Draft){.id = row.id,
                         .file_name = row.file_name,
                         .bytes = row.bytes,
                         .mapping = row.mapping,
                         .is_confirmed = row.has_confirmed_at,
                         .confirmed_at = row.confirmed_at,
                         .report = row.report};
    return NULL;
}

const Err *draft_set_mapping(Cx *cx, ImportId id, const char *mapping)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    TRY(q_draft_map(cx, cx->programme, id, mapping, NULL));
    return tx_commit(cx, &tx);
}

const Err *draft_claim(Cx *cx, ImportId id, bool *ret_first)
{
    int64_t marked;
    TRY(q_draft_mark(cx, cx->programme, id, cx_now(cx), &marked));
    *ret_first = marked == 1;
    return NULL;
}

const Err *draft_finish(Cx *cx, ImportId id, const char *report)
{
    return q_draft_report(cx, cx->programme, id, (Blob){(const unsigned char *)"", 0}, report, NULL);
}

const Err *import_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    DraftScopeRow row;
    bool found;
    TRY(q_draft_scope_row(cx, id, &row, &found));
    *ret_scope = (ObjectScope){0};
    if (found)
        *ret_scope = (ObjectScope){
            .exists = true, .programme = row.programme, .has_person = row.has_person, .person = row.person};
    return NULL;
}
