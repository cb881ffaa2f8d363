-- name: hold of document
SELECT h.document_id, h.account_id, h.reason, h.set_at
FROM balalyk_document d JOIN balalyk_hold h ON h.source = d.source AND h.source_key = d.source_key WHERE d.id = $1

-- name: holds
SELECT h.document_id, h.account_id, h.reason, h.set_at
FROM balalyk_hold h
WHERE ($1 = 1 OR h.commission_id {among texts $2}) ORDER BY h.set_at DESC, h.document_id LIMIT $3

-- name: set hold
INSERT INTO balalyk_hold (source, source_key, document_id, commission_id, account_id, reason, set_at)
SELECT d.source, d.source_key, d.id, d.commission_id, $2, $3, {now} FROM balalyk_document d WHERE d.id = $1 AND d.published_at IS NOT NULL
ON CONFLICT (source, source_key) DO NOTHING

-- name: lift hold
DELETE FROM balalyk_hold
WHERE (source, source_key) IN (SELECT d.source, d.source_key FROM balalyk_document d WHERE d.id = $1)

-- name: held among
SELECT d.id FROM balalyk_document d JOIN balalyk_hold h ON h.source = d.source AND h.source_key = d.source_key
WHERE d.id {among texts $1}

-- name: document to remove
SELECT {> document columns}, CASE WHEN d.stage IS NOT NULL OR d.lease_worker IS NOT NULL THEN 1 ELSE 0 END AS due
FROM balalyk_document d WHERE d.id = $1 AND d.published_at IS NOT NULL {lock}

-- name: files of removed
SELECT digest FROM balalyk_file WHERE sequence = $1
UNION SELECT digest FROM balalyk_former_container WHERE sequence = $1
UNION SELECT container_digest FROM balalyk_document WHERE sequence = $1 AND container_digest IS NOT NULL

-- name: tombstone
INSERT INTO balalyk_tombstone (document_id, kind, commission_id, number, date, record_digest, container_digest, certificate_digest, actor,
  reason, removed_at)
SELECT id, kind, commission_id, number, date, record_digest, coalesce(container_digest, ''), coalesce(certificate_digest, ''),
  $2, $3, {now}
FROM balalyk_document WHERE id = $1

-- New hash trees pass over what has no leaf.
-- name: remove leaves
DELETE FROM balalyk_evidence_leaf WHERE container_digest = $1

-- name: remove words
DELETE FROM balalyk_word WHERE sequence = $1

-- name: remove record
DELETE FROM balalyk_record WHERE sequence = $1

-- name: remove files
DELETE FROM balalyk_file WHERE sequence = $1

-- name: remove former containers
DELETE FROM balalyk_former_container WHERE sequence = $1

-- Without a name, a reason or a file; the state, the number and the digests stay.
-- name: remove document
UPDATE balalyk_document SET subject = '', reason = '', problems = '[]', flags = '[]', provenance = '', container_name = NULL,
  container_media_type = NULL, container_digest = NULL, container_size = NULL, certificate_digest = NULL, level = '',
  published_at = NULL, sealed_digest = '', informed_at = coalesce(informed_at, 0), token = token + 1
WHERE sequence = $1

-- name: file of another
SELECT sequence FROM balalyk_file {by index balalyk_file_shared}
WHERE digest = $1 AND name IN ('protocol.pdf', 'vouchers.csv') LIMIT 1

-- name: tombstone columns
t.document_id, t.kind, t.commission_id, t.number, t.date, t.record_digest, t.container_digest, t.certificate_digest, t.actor, t.reason, t.removed_at

-- name: tombstone of document
SELECT {> tombstone columns} FROM balalyk_tombstone t WHERE t.document_id = $1

-- name: tombstones
SELECT {> tombstone columns} FROM balalyk_tombstone t WHERE ($1 = 1 OR t.commission_id {among texts $2}) ORDER BY t.removed_at DESC, t.document_id LIMIT $3
