-- name: claim
WITH interactive AS MATERIALIZED (
  SELECT sequence FROM balalyk_document
  WHERE stage = $1 AND priority = 0 AND ready_at <= (SELECT {now}) AND (lease_worker IS NULL OR attempts < $4)
  ORDER BY ready_at, sequence LIMIT $5 {skip locked}),
nightly AS MATERIALIZED (
  SELECT sequence FROM balalyk_document
  WHERE stage = $1 AND priority = 1 AND ready_at <= (SELECT {now}) AND (lease_worker IS NULL OR attempts < $4)
  ORDER BY ready_at, sequence LIMIT $5 - (SELECT count(*) FROM interactive) {skip locked}),
due AS (SELECT sequence FROM interactive UNION ALL SELECT sequence FROM nightly)
UPDATE balalyk_document SET {> claimed} FROM due WHERE balalyk_document.sequence = due.sequence
RETURNING balalyk_document.sequence

-- name: claim these
WITH due AS MATERIALIZED (
  SELECT sequence FROM balalyk_document
  WHERE id {among texts $6}
    AND coalesce(stage, '') = $1 AND ready_at <= (SELECT {now}) AND (lease_worker IS NULL OR attempts < $4)
  ORDER BY priority, ready_at, sequence LIMIT $5 {skip locked})
UPDATE balalyk_document SET {> claimed} FROM due WHERE balalyk_document.sequence = due.sequence
RETURNING balalyk_document.sequence

-- name: claimed
token = token + 1, attempts = attempts + 1, lease_worker = $2, lease_until = {now} + $3, ready_at = {now} + $3,
sign_at = CASE stage WHEN 'sign' THEN coalesce(sign_at, {now}) ELSE sign_at END

-- name: claimed documents
SELECT {> document columns}, r.xml
FROM balalyk_document d JOIN balalyk_record r ON r.sequence = d.sequence
WHERE d.sequence {among numbers $1}
ORDER BY d.priority, d.due_at, d.sequence

-- name: heartbeat
UPDATE balalyk_document SET lease_until = {now} + $2, ready_at = {now} + $2
WHERE sequence IN (SELECT sequence FROM balalyk_document WHERE lease_worker = $1 {skip locked})

-- name: heartbeat of schedules
UPDATE balalyk_schedule SET lease_until = {now} + $2 WHERE worker = $1 AND finished_at IS NULL

-- name: finish fill
UPDATE balalyk_document SET state = 'drafted', {> stage done}, stage = NULL, due_at = NULL, ready_at = NULL,
  content_digest = given.content, pages = given.page_count, provenance = given.made_by
FROM {rows $1: of_document TEXT, fence BIGINT, content TEXT, page_count INTEGER, made_by TEXT} AS given
WHERE id {among texts $3} AND id = given.of_document AND token = given.fence AND {> held for} 'fill'
RETURNING id, kind, sequence, source, source_key, revision

-- name: finish sign
UPDATE balalyk_document SET state = 'signed', {> stage done}, stage = 'publish', due_at = {now}, ready_at = {now},
  container_name = given.name, container_media_type = given.media_type, container_digest = given.digest,
  container_size = given.size, certificate_digest = given.certificate
FROM {rows $1: of_document TEXT, fence BIGINT, name TEXT, media_type TEXT, digest TEXT, size BIGINT, certificate TEXT} AS given
WHERE id {among texts $3} AND id = given.of_document AND token = given.fence AND {> held for} 'sign'
RETURNING id, kind, sequence, source, source_key, revision

-- name: finish publish
UPDATE balalyk_document SET state = 'published', {> stage done}, stage = NULL, due_at = NULL, ready_at = NULL,
  published_at = {now}
FROM {rows $1: of_document TEXT, fence BIGINT} AS given
WHERE id {among texts $3} AND id = given.of_document AND token = given.fence AND {> held for} 'publish'
RETURNING id, kind, sequence, source, source_key, revision

-- The document is looked up by its id: coalesce() keeps the indexes over all that is due out of it.
-- name: held for
coalesce(lease_worker, '') = $2 AND coalesce(stage, '') =

-- name: stage done
attempts = 0, lease_worker = NULL, lease_until = NULL, problems = '[]', changed_at = {now}

-- name: insert files
INSERT INTO balalyk_file (sequence, position, name, media_type, digest, size)
SELECT sequence, position, name, media_type, digest, size
FROM {rows $1: sequence BIGINT, position INTEGER, name TEXT, media_type TEXT, digest TEXT, size BIGINT} AS given

-- name: remove files
DELETE FROM balalyk_file WHERE sequence IN (SELECT CAST(value AS BIGINT) FROM {values $1} AS given)

-- name: older revisions
SELECT d.id, d.kind, d.state, given.newer FROM {rows $1: newer TEXT, of_source TEXT, of_key TEXT, newest INTEGER} AS given
JOIN balalyk_document d ON d.source = given.of_source AND d.source_key = given.of_key AND d.revision < given.newest
WHERE d.state <> 'superseded'

-- name: held document
SELECT kind, state, attempts FROM balalyk_document
WHERE id = $1 AND token = $2 AND coalesce(lease_worker, '') = $3 AND coalesce(stage, '') = $4 {lock}

-- name: try again later
UPDATE balalyk_document SET lease_worker = NULL, lease_until = NULL, due_at = {now} + $2, ready_at = {now} + $2,
  attempts = $3, problems = $4 WHERE id = $1

-- name: wait
UPDATE balalyk_document SET lease_worker = NULL, lease_until = NULL, due_at = {now} + $2, ready_at = {now} + $2,
  attempts = $3, problems = $4, sign_at = NULL WHERE id = $1

-- name: stop
UPDATE balalyk_document SET state = $2, resume_stage = CASE $2 WHEN 'quarantined' THEN stage END, stage = NULL,
  lease_worker = NULL, lease_until = NULL, due_at = NULL, ready_at = NULL, token = token + 1, problems = $3,
  changed_at = {now} WHERE id = $1

-- name: give back
UPDATE balalyk_document SET lease_worker = NULL, lease_until = NULL, due_at = {now}, ready_at = {now},
  attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END
WHERE sequence IN (SELECT sequence FROM balalyk_document WHERE lease_worker = $1 {lock})

-- name: hasten
UPDATE balalyk_document SET due_at = {now}, ready_at = {now}
WHERE sequence IN (SELECT sequence FROM balalyk_document
                   WHERE stage IS NOT NULL AND lease_worker IS NULL AND ready_at > {now} {lock})

-- name: lost for good
SELECT id, kind, state, stage, lease_worker FROM balalyk_document
WHERE lease_worker IS NOT NULL AND lease_until < {now} AND attempts >= $1 {skip locked}

-- name: anything lost for good
SELECT 1 FROM balalyk_document
WHERE lease_worker IS NOT NULL AND lease_until < {now} AND attempts >= $1 LIMIT 1

-- name: document to retry
SELECT kind, state, coalesce(resume_stage, stage, ''), CASE WHEN lease_worker IS NULL THEN 0 ELSE 1 END,
  CASE WHEN due_at > {now} THEN 1 ELSE 0 END
FROM balalyk_document WHERE id = $1 {lock}

-- name: due again
UPDATE balalyk_document SET state = $2, stage = $3, resume_stage = NULL, attempts = 0, problems = '[]',
  due_at = {now}, ready_at = {now}, changed_at = {now} WHERE id = $1
