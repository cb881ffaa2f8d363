-- name: claim
WITH interactive AS MATERIALIZED (
  SELECT sequence FROM balalyk_document
  WHERE stage = $1 AND priority = 0 AND ready_at <= (SELECT {now}) AND (lease_worker IS NULL OR attempts < $4)
    AND chairperson_id NOT IN (SELECT value FROM {values $6} AS busy)
  ORDER BY ready_at, sequence LIMIT $5 {skip locked}),
nightly AS MATERIALIZED (
  SELECT sequence FROM balalyk_document
  WHERE stage = $1 AND priority = 1 AND ready_at <= (SELECT {now}) AND (lease_worker IS NULL OR attempts < $4)
    AND chairperson_id NOT IN (SELECT value FROM {values $6} AS busy)
  ORDER BY ready_at, sequence LIMIT $5 - (SELECT count(*) FROM interactive) {skip locked}),
due AS (SELECT sequence FROM interactive UNION ALL SELECT sequence FROM nightly)
UPDATE balalyk_document SET {> claimed} FROM due WHERE balalyk_document.sequence = due.sequence
RETURNING balalyk_document.sequence AS sequence

-- name: claim interactive
WITH due AS MATERIALIZED (
  SELECT sequence FROM balalyk_document
  WHERE stage = $1 AND priority = 0 AND ready_at <= (SELECT {now}) AND (lease_worker IS NULL OR attempts < $4)
    AND chairperson_id NOT IN (SELECT value FROM {values $6} AS busy)
  ORDER BY ready_at, sequence LIMIT $5 {skip locked})
UPDATE balalyk_document SET {> claimed} FROM due WHERE balalyk_document.sequence = due.sequence
RETURNING balalyk_document.sequence AS sequence

-- name: claim these
WITH due AS MATERIALIZED (
  SELECT sequence FROM balalyk_document
  WHERE id {among texts $7}
    AND coalesce(stage, '') = $1 AND ready_at <= (SELECT {now}) AND (lease_worker IS NULL OR attempts < $4)
    AND chairperson_id NOT IN (SELECT value FROM {values $6} AS busy)
  ORDER BY priority, ready_at, sequence LIMIT $5 {skip locked})
UPDATE balalyk_document SET {> claimed} FROM due WHERE balalyk_document.sequence = due.sequence
RETURNING balalyk_document.sequence AS sequence

-- The time of a signature is that of the claim that made it: a claim before, of a worker that died or of somebody who
-- wrote into the row, must not make an expired certificate good again.
-- name: claimed
token = token + 1, attempts = attempts + 1, lease_worker = $2, lease_until = {now} + $3, ready_at = {now} + $3,
sign_at = CASE WHEN stage <> 'sign' THEN sign_at
          WHEN EXISTS (SELECT 1 FROM balalyk_signature_journal j WHERE j.document_id = balalyk_document.id)
          THEN coalesce(sign_at, {now})
          -- The next worker makes the same bytes as one that just died; an older time could outlive a certificate.
          WHEN sign_at > {now} - 600000 AND sign_at <= {now} THEN sign_at ELSE {now} END

-- name: claimed documents
SELECT {> document columns}, r.xml
FROM balalyk_document d JOIN balalyk_record r ON r.sequence = d.sequence
WHERE d.sequence {among numbers $1}
ORDER BY d.priority, d.due_at, d.sequence

-- name: heartbeat
UPDATE balalyk_document SET lease_until = {now} + $2, ready_at = {now} + $2
WHERE sequence IN (SELECT sequence FROM balalyk_document WHERE lease_worker = $1 {skip locked})

-- name: holders
SELECT DISTINCT lease_worker FROM balalyk_document WHERE lease_worker IS NOT NULL AND lease_until > {now}
UNION SELECT worker FROM balalyk_schedule WHERE finished_at IS NULL AND lease_until > {now}

-- name: expire documents
UPDATE balalyk_document SET lease_until = {now} - 1, ready_at = {now}
WHERE sequence IN (SELECT sequence FROM balalyk_document
                   WHERE lease_worker = $1 AND lease_until > {now} {skip locked})

-- name: expire schedules
UPDATE balalyk_schedule SET lease_until = {now} - 1 WHERE worker = $1 AND finished_at IS NULL AND lease_until > {now}

-- name: finish fill
UPDATE balalyk_document SET state = CASE WHEN {> waits for secretary} THEN 'drafted' ELSE 'sent' END,
  stage = NULL, due_at = NULL, ready_at = NULL, {> stage done},
  content_digest = given.content, pages = given.page_count, provenance = given.made_by
FROM {rows $1: of_document TEXT, fence BIGINT, content TEXT, page_count INTEGER, made_by TEXT} AS given
WHERE id {among texts $3} AND id = given.of_document AND token = given.fence AND {> held for} 'fill'
RETURNING id, kind, sequence, source, source_key, revision, state

-- name: finish sign
UPDATE balalyk_document SET {becomes signed}, {> stage done},
  container_name = given.name, container_media_type = given.media_type, container_digest = given.digest,
  container_size = given.size, certificate_digest = given.certificate, level = given.reached, {> new flags}
FROM {rows $1: of_document TEXT, fence BIGINT, name TEXT, media_type TEXT, digest TEXT, size BIGINT, certificate TEXT,
  reached TEXT, new_flags TEXT} AS given
WHERE id {among texts $3} AND id = given.of_document AND token = given.fence AND {> held for} 'sign'
RETURNING id, kind, sequence, source, source_key, revision

-- name: finish publish
UPDATE balalyk_document SET state = 'published', {> stage done}, stage = given.next_stage,
  due_at = CASE WHEN given.next_stage IS NOT NULL THEN {now} END,
  ready_at = CASE WHEN given.next_stage IS NOT NULL THEN {now} END, published_at = {now}, {> new flags}
FROM {rows $1: of_document TEXT, fence BIGINT, next_stage TEXT, new_flags TEXT} AS given
WHERE id {among texts $3} AND id = given.of_document AND token = given.fence AND {> held for} 'publish'
RETURNING id, kind, sequence, source, source_key, revision, level

-- name: containers before
SELECT d.id, d.sequence, d.level, d.container_name AS name, d.container_media_type AS media_type,
  d.container_digest AS digest, d.container_size AS size
FROM balalyk_document d WHERE d.id {among texts $1}

-- name: finish upgrade
UPDATE balalyk_document SET attempts = 0, lease_worker = NULL, lease_until = NULL, changed_at = {now},
  stage = CASE WHEN given.again IS NULL THEN NULL ELSE 'upgrade' END, due_at = {now} + given.again,
  ready_at = {now} + given.again, problems = given.stopped_by, level = given.reached, container_name = given.name,
  container_media_type = given.media_type, container_digest = given.digest, container_size = given.size, {> new flags}
FROM {rows $1: of_document TEXT, fence BIGINT, again BIGINT, stopped_by TEXT, reached TEXT, name TEXT, media_type TEXT,
  digest TEXT, size BIGINT, new_flags TEXT} AS given
WHERE id {among texts $3} AND id = given.of_document AND token = given.fence AND {> held for} 'upgrade'
RETURNING id, kind, sequence, source, source_key, revision

-- name: keep former containers
INSERT INTO balalyk_former_container (sequence, level, name, media_type, digest, size)
SELECT sequence, level, name, media_type, digest, size
FROM {rows $1: sequence BIGINT, level TEXT, name TEXT, media_type TEXT, digest TEXT, size BIGINT} AS given WHERE true
ON CONFLICT (sequence, digest) DO NOTHING

-- name: below level
SELECT sequence FROM balalyk_document {by index balalyk_document_level}
WHERE state = 'published' AND stage IS NULL AND resume_stage IS NULL AND level = $1
ORDER BY sequence LIMIT $2 {skip locked}

-- name: raise these
UPDATE balalyk_document SET stage = 'upgrade', attempts = 0, due_at = {now}, ready_at = {now}
WHERE sequence {among numbers $1}

-- The document is looked up by its id: coalesce() keeps the indexes over all that is due out of it.
-- name: held for
coalesce(lease_worker, '') = $2 AND coalesce(stage, '') =

-- name: stage done
attempts = 0, lease_worker = NULL, lease_until = NULL, problems = '[]', changed_at = {now}

-- name: new flags
flags = coalesce(given.new_flags, flags)

-- name: insert files
INSERT INTO balalyk_file (sequence, position, name, media_type, digest, size)
SELECT sequence, position, name, media_type, digest, size
FROM {rows $1: sequence BIGINT, position INTEGER, name TEXT, media_type TEXT, digest TEXT, size BIGINT} AS given

-- name: older revisions
SELECT d.id, d.kind, d.state, given.newer, d.level FROM {rows $1: newer TEXT, of_source TEXT, of_key TEXT, newest INTEGER} AS given
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
  attempts = $3, problems = $4,
  -- The time is claimed again, unless something was signed with it.
  sign_at = CASE WHEN stage <> 'sign' OR EXISTS (SELECT 1 FROM balalyk_signature_journal j WHERE j.document_id = id)
            THEN sign_at END
WHERE id = $1

-- name: stop
UPDATE balalyk_document SET state = $2, resume_stage = CASE $2 WHEN 'quarantined' THEN stage END, stage = NULL,
  lease_worker = NULL, lease_until = NULL, due_at = NULL, ready_at = NULL, token = token + 1, problems = $3,
  changed_at = {now} WHERE id = $1

-- name: stop upgrade
UPDATE balalyk_document SET resume_stage = 'upgrade', stage = NULL, lease_worker = NULL, lease_until = NULL,
  due_at = NULL, ready_at = NULL, token = token + 1, problems = $2 WHERE id = $1

-- name: back to chairperson
UPDATE balalyk_document SET {becomes authorisation-missing}, resume_stage = NULL,
  lease_worker = NULL, lease_until = NULL, sign_at = NULL, attempts = 0, token = token + 1, problems = $2,
  changed_at = {now}
WHERE id IN (SELECT value FROM {values $1} AS given)

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
SELECT kind, state, coalesce(resume_stage, stage, '') AS next_stage,
  CASE WHEN lease_worker IS NULL THEN 0 ELSE 1 END AS held, CASE WHEN due_at > {now} THEN 1 ELSE 0 END AS waits,
  CASE WHEN resume_stage IS NULL THEN 0 ELSE 1 END AS stopped, content_digest
FROM balalyk_document WHERE id = $1 {lock}

-- name: document to sign again
SELECT kind, state, content_digest, sequence, level, container_name, container_media_type, container_digest,
  container_size, certificate_digest
FROM balalyk_document
WHERE id = $1 AND coalesce(resume_stage, stage, '') = 'publish' AND lease_worker IS NULL {lock}

-- name: without container
UPDATE balalyk_document SET container_name = NULL, container_media_type = NULL, container_digest = NULL,
  container_size = NULL, certificate_digest = NULL, level = '', sign_at = NULL, token = token + 1
WHERE id = $1

-- name: due again
UPDATE balalyk_document SET state = $2, stage = $3, resume_stage = NULL, attempts = 0, problems = '[]',
  due_at = {now}, ready_at = {now}, changed_at = {now} WHERE id = $1
