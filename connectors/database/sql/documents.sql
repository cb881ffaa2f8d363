-- name: document columns
d.id, d.kind, d.source, d.source_key, d.revision, d.commission_id, d.commission_name, d.chairperson_id, d.number, d.date,
d.subject, d.synthetic, d.state, d.problems, d.flags, d.reason, d.record_digest, d.content_digest, d.pages, d.provenance,
d.container_name, d.container_media_type, d.container_digest, d.container_size, d.sign_at, d.published_at,
d.superseded_by, d.changed_at, d.attempts, d.due_at, d.lease_until, {> files of document} AS files, d.token, d.sequence, d.priority,
d.level, d.certificate_digest

-- name: document
SELECT {> document columns} FROM balalyk_document d WHERE d.id = $1

-- name: document of file
SELECT {> document columns} FROM balalyk_document d WHERE d.sequence = (
  SELECT max(found.sequence) FROM (
    SELECT f.sequence FROM balalyk_file f WHERE f.digest = $1
    UNION ALL SELECT d.sequence FROM balalyk_document d WHERE d.container_digest = $1
    UNION ALL SELECT f.sequence FROM balalyk_former_container f WHERE f.digest = $1
    UNION ALL SELECT d.sequence FROM balalyk_tombstone t JOIN balalyk_document d ON d.id = t.document_id
              WHERE t.container_digest = $1 AND t.container_digest <> ''
    UNION ALL SELECT d.sequence FROM balalyk_tombstone t JOIN balalyk_document d ON d.id = t.document_id
              WHERE t.record_digest = $1) AS found)

-- name: latest revision
SELECT {> document columns} FROM balalyk_document d
WHERE d.source = $1 AND d.source_key = $2 ORDER BY d.revision DESC LIMIT 1

-- name: revisions
SELECT {> document columns} FROM balalyk_document d WHERE d.source = $1 AND d.source_key = $2 ORDER BY d.revision

-- name: record xml
SELECT r.xml FROM balalyk_document d JOIN balalyk_record r ON r.sequence = d.sequence WHERE d.id = $1

-- name: documents in state
SELECT {> document columns} FROM balalyk_document d WHERE d.state = $1 ORDER BY d.changed_at, d.sequence LIMIT $2

-- name: waiting again documents
SELECT {> document columns} FROM balalyk_document d {by index balalyk_document_state}
WHERE d.state = 'sent' AND d.problems <> '[]' ORDER BY d.changed_at DESC, d.sequence DESC LIMIT $1

-- name: stopped upgrades
SELECT {> document columns} FROM balalyk_document d {by index balalyk_document_upgrade_stopped}
WHERE d.state = 'published' AND d.resume_stage IS NOT NULL ORDER BY d.sequence LIMIT $1

-- name: count stopped upgrades
SELECT count(*) AS documents FROM balalyk_document d {by index balalyk_document_upgrade_stopped}
WHERE d.state = 'published' AND d.resume_stage IS NOT NULL

-- name: stuck documents
SELECT {> document columns} FROM balalyk_document d
WHERE d.stage IS NOT NULL AND d.ready_at <= {now}
  AND ((d.lease_worker IS NOT NULL AND d.lease_until < {now}) OR (d.lease_worker IS NULL AND d.stage <> 'upgrade' AND d.due_at < {now} - $1))
ORDER BY d.ready_at, d.sequence LIMIT $2

-- name: pending
SELECT coalesce(sum(documents), 0) AS documents FROM balalyk_count WHERE state = $1

-- name: pending upgrades
SELECT count(*) AS documents FROM balalyk_document d WHERE d.stage = 'upgrade'

-- name: level counts
SELECT level, documents FROM balalyk_level_count WHERE documents <> 0 ORDER BY level

-- name: waiting counts
SELECT d.state, d.problems AS found, count(*) AS documents FROM balalyk_document d {by index balalyk_document_due}
WHERE d.stage IS NOT NULL AND d.problems <> '[]'
GROUP BY d.state, d.problems ORDER BY count(*) DESC, d.state, d.problems LIMIT 1000

-- name: drafted by commission
SELECT d.commission_id, count(*) AS documents FROM balalyk_document d {by index balalyk_document_drafted} WHERE d.state = 'drafted'
GROUP BY d.commission_id

-- name: sent by commission
SELECT d.commission_id, count(*) AS documents FROM balalyk_document d {by index balalyk_document_sent} WHERE d.state = 'sent'
GROUP BY d.commission_id

-- name: flag counts
SELECT d.state, d.flags AS found, count(*) AS documents FROM balalyk_document d {by index balalyk_document_state}
WHERE d.state IN ('signed', 'published') AND d.changed_at > {now} - $2 AND d.flags <> '[]'
  AND EXISTS (SELECT 1 FROM {values $1} AS wanted WHERE d.flags LIKE '%"code":"' || wanted.value || '"%')
GROUP BY d.state, d.flags ORDER BY count(*) DESC, d.state, d.flags LIMIT 1000

-- name: next due
SELECT min(ready_at) - {now} AS wait FROM balalyk_document WHERE stage = $1 AND priority = $2

-- name: oldest due
SELECT {now} - min(ready_at) AS waited FROM balalyk_document WHERE stage = $1 AND priority = $2 AND ready_at <= {now}

-- name: files after
SELECT d.sequence, d.id, f.name, f.media_type, f.digest, f.size
FROM balalyk_document d JOIN balalyk_file f ON f.sequence = d.sequence
WHERE d.sequence > $1 AND d.sequence <= $2 ORDER BY d.sequence, f.position

-- name: containers after
SELECT d.sequence, d.id, d.container_name AS name, d.container_media_type AS media_type, d.container_digest AS digest,
  d.container_size AS size
FROM balalyk_document d
WHERE d.sequence > $1 AND d.sequence <= $2 AND d.container_digest IS NOT NULL ORDER BY d.sequence

-- name: former containers after
SELECT d.sequence, d.id, f.name, f.media_type, f.digest, f.size
FROM balalyk_document d JOIN balalyk_former_container f ON f.sequence = d.sequence
WHERE d.sequence > $1 AND d.sequence <= $2 ORDER BY d.sequence, f.digest

-- name: set aside with a bundle
SELECT d.id, d.problems FROM balalyk_document d {by index balalyk_document_state}
WHERE d.state = 'quarantined' AND d.problems LIKE '%"bundle"%'

-- name: last sequence
SELECT coalesce(max(sequence), 0) AS sequence FROM balalyk_document

-- name: cursor
SELECT changed_at, key FROM balalyk_cursor WHERE view_name = $1

-- name: set cursor
INSERT INTO balalyk_cursor (view_name, changed_at, key) VALUES ($1, $2, $3)
ON CONFLICT (view_name) DO UPDATE SET changed_at = excluded.changed_at, key = excluded.key
