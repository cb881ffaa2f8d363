-- name: order export
INSERT INTO balalyk_export (id, account_id, kind, state, documents, ordered_at, claimable_at)
VALUES ($1, $2, $3, 'waiting', $4, {now}, {now})

-- name: order export document
INSERT INTO balalyk_export_document (export_id, position, document_id)
SELECT $1, position, document_id FROM {rows $2: position BIGINT, document_id TEXT} AS listed

-- name: export columns
e.id, e.account_id, e.kind, e.state, e.documents, e.ordered_at, e.ready_at, e.removed_at, e.attempts, e.token, e.digest, e.size,
e.manifest_digest, e.stamped, e.problems

-- name: exports of account
SELECT {> export columns} FROM balalyk_export e WHERE e.account_id = $1 ORDER BY e.ordered_at DESC, e.id DESC LIMIT $2

-- name: export of account
SELECT {> export columns} FROM balalyk_export e WHERE e.id = $1 AND e.account_id = $2

-- name: export
SELECT {> export columns} FROM balalyk_export e WHERE e.id = $1

-- name: documents of export
SELECT document_id FROM balalyk_export_document WHERE export_id = $1 ORDER BY position

-- Looked at every few seconds: a read, which wakes nobody.
-- name: count due exports
SELECT count(*) AS exports FROM balalyk_export e WHERE e.claimable_at <= (SELECT {now})

-- name: due export
SELECT e.id FROM balalyk_export e WHERE e.claimable_at <= (SELECT {now}) ORDER BY e.claimable_at, e.id LIMIT 1 {skip locked}

-- name: claim export
UPDATE balalyk_export SET state = 'waiting', attempts = attempts + 1, token = token + 1, claimable_at = {now} + $2 WHERE id = $1

-- name: finish export
UPDATE balalyk_export SET state = 'ready', ready_at = {now}, claimable_at = NULL, digest = $3, size = $4, manifest_digest = $5,
  stamped = $6, problems = '[]'
WHERE id = $1 AND token = $2 AND state = 'waiting'
  AND NOT EXISTS (SELECT 1 FROM balalyk_export_document x JOIN balalyk_document d ON d.id = x.document_id
                  WHERE x.export_id = $1 AND d.published_at IS NULL)

-- name: fail export
UPDATE balalyk_export SET state = CASE WHEN $4 < 0 THEN 'failed' ELSE state END, problems = $3,
  claimable_at = CASE WHEN $4 < 0 THEN NULL ELSE {now} + $4 END
WHERE id = $1 AND token = $2 AND state = 'waiting'

-- name: failed exports
SELECT {> export columns} FROM balalyk_export e {by index balalyk_export_failed}
WHERE e.state = 'failed' AND e.claimable_at IS NULL AND e.ordered_at > {now} - $1 ORDER BY e.ordered_at DESC, e.id DESC LIMIT $2

-- The state is the maker's: it waits again once it is claimed.
-- name: retry export
UPDATE balalyk_export SET attempts = 0, claimable_at = {now} WHERE id = $1 AND state = 'failed' AND claimable_at IS NULL

-- name: count old exports
SELECT count(*) AS exports FROM balalyk_export e WHERE e.state = 'ready' AND e.ready_at < {now} - $1

-- name: old exports
SELECT {> export columns} FROM balalyk_export e
WHERE e.state = 'ready' AND e.ready_at < {now} - $1 ORDER BY e.ready_at, e.id LIMIT $2 {skip locked}

-- name: remove export
UPDATE balalyk_export SET state = 'removed', removed_at = {now} WHERE id = $1 AND state = 'ready'

-- name: files of exports
SELECT digest FROM balalyk_export WHERE state = 'ready' ORDER BY id

-- name: exports with document
SELECT e.id, e.digest FROM balalyk_export e JOIN balalyk_export_document x ON x.export_id = e.id
WHERE x.document_id = $1 AND e.state = 'ready'
