-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Queries of the audit log.

-- audit_insert :insert
-- param programme ProgrammeId
-- param at time
-- param actor_id PersonId?
-- param actor text
-- param action text
-- param object_kind text
-- param object_id i64
-- param detail text
-- param salt blob
-- param detail_hash blob
-- row id AuditId
INSERT INTO audit_entry (programme_id, at, actor_id, actor, action, object_kind, object_id, detail, salt, detail_hash)
VALUES (:programme, :at, :actor_id, :actor, :action, :object_kind, :object_id, :detail, :salt, :detail_hash)
RETURNING id;

-- audit_insert_sealed :exec  With its place in the chain.
-- param id AuditId
-- param programme ProgrammeId
-- param at time
-- param actor_id PersonId?
-- param actor text
-- param action text
-- param object_kind text
-- param object_id i64
-- param detail text
-- param salt blob
-- param detail_hash blob
-- param sealed_as i64
-- param chain_hash blob
INSERT INTO audit_entry (id, programme_id, at, actor_id, actor, action, object_kind, object_id, detail, salt, detail_hash,
                         sealed_as, chain_hash)
VALUES (:id, :programme, :at, :actor_id, :actor, :action, :object_kind, :object_id, :detail, :salt, :detail_hash,
        :sealed_as, :chain_hash);

-- audit_next_id :one
-- row id AuditId
SELECT COALESCE(MAX(id), 0) + 1 FROM audit_entry;

-- audit_unsealed :many
-- row id AuditId, programme ProgrammeId, at time, actor_id PersonId?, actor text, action text, object_kind text, object_id i64, detail text?, salt blob, detail_hash blob, sealed_as i64?, chain_hash blob?
SELECT id, programme_id, at, actor_id, actor, action, object_kind, object_id, detail, salt, detail_hash, sealed_as, chain_hash
  FROM audit_entry WHERE sealed_as IS NULL ORDER BY id;

-- audit_head :maybe
-- row sealed_as i64, chain_hash blob
SELECT sealed_as, chain_hash FROM audit_entry WHERE sealed_as IS NOT NULL AND chain_hash IS NOT NULL ORDER BY sealed_as DESC LIMIT 1;

-- audit_set_seal :exec
-- param id AuditId
-- param sealed_as i64
-- param chain_hash blob
UPDATE audit_entry SET sealed_as = :sealed_as, chain_hash = :chain_hash WHERE id = :id;

-- audit_chain_part :many     A stretch of the chain, for verification.
-- param after i64
-- row like audit_unsealed
SELECT id, programme_id, at, actor_id, actor, action, object_kind, object_id, detail, salt, detail_hash, sealed_as, chain_hash
  FROM audit_entry WHERE sealed_as > :after ORDER BY sealed_as LIMIT 1000;

-- audit_of_object :many      The history of one object, newest first.
-- param programme ProgrammeId
-- param object_kind text
-- param object_id i64
-- row id AuditId, at time, who text?, actor text, action text, object_kind text, object_id i64, detail text?
SELECT e.id, e.at, p.name, e.actor, e.action, e.object_kind, e.object_id, e.detail
  FROM audit_entry e LEFT JOIN person p ON p.id = e.actor_id
 WHERE e.programme_id = :programme AND e.object_kind = :object_kind AND e.object_id = :object_id
 ORDER BY e.id DESC LIMIT 200;

-- audit_page :many           The whole log, newest first, a page at a time: entries before :before.
-- param programme ProgrammeId
-- param before i64
-- row like audit_of_object
SELECT e.id, e.at, p.name, e.actor, e.action, e.object_kind, e.object_id, e.detail
  FROM audit_entry e LEFT JOIN person p ON p.id = e.actor_id
 WHERE e.programme_id = :programme AND e.id < :before ORDER BY e.id DESC LIMIT 50;
