-- name: unsealed containers
SELECT id, container_digest FROM balalyk_document
WHERE published_at IS NOT NULL AND container_digest IS NOT NULL AND container_digest <> sealed_digest
  AND container_digest > $1
ORDER BY container_digest LIMIT $2

-- name: count unsealed
SELECT count(*) AS documents FROM balalyk_document {by index balalyk_document_unsealed}
WHERE published_at IS NOT NULL AND container_digest IS NOT NULL AND container_digest <> sealed_digest

-- name: insert evidence
INSERT INTO balalyk_evidence (kind, algorithm, tree_digest, token_digest, leaves, stamped_at, valid_until, assigned,
  audit_digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8) RETURNING id

-- name: mark renewed
UPDATE balalyk_evidence SET renewed_by = $2, renewed_leaf = given.of_leaf
FROM {rows $1: of_evidence BIGINT, of_leaf BIGINT} AS given
WHERE id = given.of_evidence AND renewed_by IS NULL AND closed = 0

-- name: close evidence
UPDATE balalyk_evidence SET closed = 1 WHERE id < $1 AND closed = 0

-- name: assign leaves
INSERT INTO balalyk_evidence_leaf (container_digest, evidence, leaf)
SELECT of_container, CAST($2 AS BIGINT), of_leaf FROM {rows $1: of_container TEXT, of_leaf BIGINT} AS given WHERE true
ON CONFLICT (container_digest, evidence) DO NOTHING

-- name: mark sealed
UPDATE balalyk_document SET sealed_digest = container_digest
WHERE published_at IS NOT NULL AND container_digest IS NOT NULL AND container_digest <> sealed_digest
  AND container_digest IN (SELECT value FROM {values $1} AS given)

-- name: mark assigned
UPDATE balalyk_evidence SET assigned = $2 WHERE id = $1 AND assigned < $2

-- name: evidence columns
e.id, e.kind, e.algorithm, e.tree_digest, e.token_digest, e.leaves, e.stamped_at, e.valid_until, e.assigned,
e.renewed_by, e.renewed_leaf, e.closed, e.audit_digest

-- name: evidence
SELECT {> evidence columns} FROM balalyk_evidence e WHERE e.id = $1

-- name: last evidence
SELECT coalesce(max(id), 0) AS id FROM balalyk_evidence

-- name: newer chains
SELECT 1 FROM balalyk_evidence WHERE id > $1 AND kind <> 'seal' LIMIT 1

-- name: unassigned evidence
SELECT {> evidence columns} FROM balalyk_evidence e WHERE e.kind <> 'renewal' AND e.assigned < e.leaves ORDER BY e.id

-- name: current evidence
SELECT {> evidence columns} FROM balalyk_evidence e WHERE e.renewed_by IS NULL AND e.closed = 0 ORDER BY e.id

-- name: evidence with containers
SELECT {> evidence columns} FROM balalyk_evidence e WHERE e.kind <> 'renewal' AND e.closed = 0 ORDER BY e.id

-- name: evidence after
SELECT {> evidence columns} FROM balalyk_evidence e WHERE e.id > $1 ORDER BY e.id LIMIT $2

-- name: evidence places
SELECT {> evidence columns}, l.leaf
FROM balalyk_evidence_leaf l JOIN balalyk_evidence e ON e.id = l.evidence
WHERE l.container_digest = $1 ORDER BY l.evidence
