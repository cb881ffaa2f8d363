-- name: now
SELECT {now} AS now

-- name: audit head
-- The time is asked for after the head was waited for: along the chain it does not run backwards because of the wait.
WITH head AS MATERIALIZED (SELECT sequence, hash FROM balalyk_audit_head WHERE one = 1 {lock})
SELECT sequence, hash, {now} AS now FROM head

-- name: append audit
INSERT INTO balalyk_audit (sequence, at, actor, event, document_id, detail, previous_hash, hash)
SELECT sequence, at, actor, event, document_id, detail, previous_hash, hash
FROM {rows $1: sequence BIGINT, at BIGINT, actor TEXT, event TEXT, document_id TEXT, detail TEXT, previous_hash TEXT, hash TEXT} AS entry

-- name: move audit head
UPDATE balalyk_audit_head SET sequence = $1, hash = $2 WHERE one = 1

-- name: change counts
INSERT INTO balalyk_count (state, kind, documents)
SELECT state, kind, documents FROM {rows $1: state TEXT, kind TEXT, documents BIGINT} AS change WHERE true
ON CONFLICT (state, kind) DO UPDATE SET documents = balalyk_count.documents + excluded.documents

-- name: change level counts
INSERT INTO balalyk_level_count (level, documents)
SELECT level, documents FROM {rows $1: level TEXT, documents BIGINT} AS change WHERE true
ON CONFLICT (level) DO UPDATE SET documents = balalyk_level_count.documents + excluded.documents

-- name: counts
SELECT state, kind, documents FROM balalyk_count WHERE documents <> 0 ORDER BY state, kind

-- name: audit entries after
SELECT sequence, at, actor, event, document_id, detail, previous_hash, hash
FROM balalyk_audit WHERE sequence > $1 ORDER BY sequence LIMIT $2

-- name: audit entries of document
SELECT sequence, at, actor, event, document_id, detail, previous_hash, hash
FROM balalyk_audit WHERE document_id = $1 AND document_id <> '' ORDER BY sequence

-- name: audit end
SELECT sequence, hash FROM balalyk_audit_head WHERE one = 1
