/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See audit.h. */
#include "programme/audit.h"

#include "audit.sql.h"
#include "programme/secret.h"

enum { SALT = 16 };

static void hash_detail(Arena *arena, Blob salt, const char *detail, unsigned char out[static SECRET_HASH])
{
    Buf text = buf_make(arena);
    buf_add(&text, salt.bytes, salt.n);
    buf_str(&text, detail);
    secret_hash(text.data, text.n, NULL, out);
}

void audit_change(Buf *detail, const char *field, const char *from, const char *to)
{
    from = from ? from : "";
    to = to ? to : "";
    const char *const parts[] = {field, ": ", from, " → ", to, "\n"};
    for (size_t i = 0; i < ARRAY_LENGTH(parts) && strcmp(from, to) != 0; i++)
        buf_str(detail, parts[i]);
}

void audit_change_i64(Buf *detail, const char *field, int64_t from, int64_t to)
{
    if (from != to)
        buf_printf(detail, "%s: %lld → %lld\n", field, (long long)from, (long long)to);
}

const char *audit_day(Cx *cx, bool has, Date day)
{
    char iso[11] = "";
    if (has)
        date_iso(day, iso);
    return arena_text(cx->arena, iso);
}

/* Every part ends in a NUL, so that no two entries give the same bytes. */
static void chain_hash(Arena *arena, Blob previous, int64_t place, const AuditUnsealed *e,
                       unsigned char out[static SECRET_HASH])
{
    Buf text = buf_make(arena);
    buf_add(&text, previous.bytes, previous.n);
    const int64_t numbers[] = {place, e->id.v, e->programme.v, e->at.seconds,
                               e->has_actor_id ? e->actor_id.v : -1};
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        if (i)
            buf_char(&text, ' ');
        buf_i64(&text, numbers[i]);
    }
    const char *parts[] = {e->actor, e->action, e->object_kind};
    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        buf_char(&text, '\0');
        buf_str(&text, parts[i]);
    }
    buf_char(&text, '\0');
    buf_i64(&text, e->object_id);
    buf_char(&text, '\0');
    buf_add(&text, e->detail_hash.bytes, e->detail_hash.n);
    secret_hash(text.data, text.n, NULL, out);
}

/* Where only one writes at a time, the end of the chain is known: an entry is written once, with its place.
 */
static const Err *insert_sealed(Cx *cx, AuditUnsealed *e)
{
    AuditHead head = {0};
    AuditNextId next;
    bool found;
    unsigned char hash[SECRET_HASH];
    TRY(q_audit_next_id(cx, &next));
    TRY(q_audit_head(cx, &head, &found));
    e->id = next.id;
    chain_hash(cx->arena, head.chain_hash, head.sealed_as + 1, e, hash);
    return q_audit_insert_sealed(cx, e->id, e->programme, e->at, e->has_actor_id ? &e->actor_id : NULL,
                                 e->actor, e->action, e->object_kind, e->object_id, e->detail, e->salt,
                                 e->detail_hash, head.sealed_as + 1, (Blob){hash, sizeof hash}, NULL);
}

const Err *audit_add(Cx *cx, const char *action, const char *object_kind, int64_t object_id,
                     const char *detail)
{
    unsigned char salt[SALT], detail_hash[SECRET_HASH];
    cx->env->random(cx->env, salt, sizeof salt);
    hash_detail(cx->arena, (Blob){salt, sizeof salt}, detail, detail_hash);
    AuditUnsealed e = {.programme = cx->programme,
                       .at = cx_now(cx),
                       .has_actor_id = cx->person.v != 0,
                       .actor_id = cx->person,
                       .actor = cx->person.v      ? "person"
                                : cx->path_prefix ? "public"
                                                  : "command",
                       .action = action,
                       .object_kind = object_kind,
                       .object_id = object_id,
                       .detail = detail,
                       .salt = {salt, sizeof salt},
                       .detail_hash = {detail_hash, sizeof detail_hash}};
    if (db_engine(cx) == DB_SQLITE)
        return insert_sealed(cx, &e);
    return q_audit_insert(cx, e.programme, e.at, e.has_actor_id ? &e.actor_id : NULL, e.actor, action,
                          object_kind, object_id, detail, e.salt, e.detail_hash, &e.id);
}

const Err *audit_seal(Cx *cx)
{
    AuditUnsealedRows entries;
    TRY(q_audit_unsealed(cx, &entries));
    if (entries.n == 0)
        return NULL;
    AuditHead head = {0};
    bool found;
    TRY(q_audit_head(cx, &head, &found));
    Blob previous = head.chain_hash;
    for (size_t i = 0; i < entries.n; i++) {
        unsigned char *hash = arena_alloc(cx->arena, SECRET_HASH);
        int64_t place = head.sealed_as + 1 + (int64_t)i;
        chain_hash(cx->arena, previous, place, &entries.at[i], hash);
        previous = (Blob){hash, SECRET_HASH};
        TRY(q_audit_set_seal(cx, entries.at[i].id, place, previous, NULL));
    }
    return NULL;
}

static const Err *broken(Cx *cx, int64_t place)
{
    return FAIL(cx, ERR_CONFLICT,
                "The audit log is damaged at entry {place}: it was changed after it was written.", "place",
                arena_printf(cx->arena, "%lld", (long long)place));
}

/* Checks entry `e`, which should stand at `place` after `previous`. */
static bool entry_holds(Cx *cx, const AuditUnsealed *e, int64_t place, Blob previous)
{
    unsigned char hash[SECRET_HASH];
    if (!e->has_sealed_as || e->sealed_as != place || !e->has_chain_hash || e->chain_hash.n != SECRET_HASH)
        return false;
    chain_hash(cx->arena, previous, place, e, hash);
    if (!secret_equal(hash, e->chain_hash.bytes, SECRET_HASH))
        return false;
    if (!e->detail)
        return true; /* erased on purpose; its hash still stands in the chain */
    hash_detail(cx->arena, e->salt, e->detail, hash);
    return e->detail_hash.n == SECRET_HASH && secret_equal(hash, e->detail_hash.bytes, SECRET_HASH);
}

const Err *audit_verify(Cx *cx, int64_t *ret_entries, const char **ret_head)
{
    int64_t place = 0;
    Blob previous = {0};
    for (;;) {
        AuditUnsealedRows part;
        TRY(q_audit_chain_part(cx, place, &part));
        if (part.n == 0)
            break;
        for (size_t i = 0; i < part.n; i++) {
            if (!entry_holds(cx, &part.at[i], place + 1, previous))
                return broken(cx, place + 1);
            previous = part.at[i].chain_hash;
            place++;
        }
    }
    AuditUnsealedRows loose;
    TRY(q_audit_unsealed(cx, &loose));
    if (loose.n > 0)
        return broken(cx, place + 1);
    *ret_entries = place;
    *ret_head = secret_hex(cx->arena, previous.bytes, previous.n);
    return NULL;
}
