-- name: latest revisions of
SELECT d.source, d.source_key, d.id, d.kind, d.revision, d.state, d.record_digest, d.container_digest, d.problems,
  d.returned_by_check, d.content_digest, d.recalled, d.flags
FROM {rows $1: of_source TEXT, of_key TEXT} AS wanted
JOIN balalyk_document d ON d.source = wanted.of_source AND d.source_key = wanted.of_key
WHERE d.revision = (SELECT max(l.revision) FROM balalyk_document l
                    WHERE l.source = wanted.of_source AND l.source_key = wanted.of_key)

-- name: who has the numbers
SELECT n.commission_id, n.year, n.number_key, n.source, n.source_key, n.document_id, d.container_digest, d.number
FROM {rows $1: of_commission TEXT, of_year INTEGER, of_number TEXT} AS wanted
JOIN balalyk_protocol_number n
  ON n.commission_id = wanted.of_commission AND n.year = wanted.of_year AND n.number_key = wanted.of_number
JOIN balalyk_document d ON d.id = n.document_id

-- name: numbers of records
SELECT n.commission_id, n.year, n.number_key, n.source, n.source_key, n.document_id, d.container_digest, d.number
FROM {rows $1: of_source TEXT, of_key TEXT} AS wanted
JOIN balalyk_protocol_number n ON n.source = wanted.of_source AND n.source_key = wanted.of_key
JOIN balalyk_document d ON d.id = n.document_id

-- name: give up numbers
DELETE FROM balalyk_protocol_number
WHERE document_id IN (SELECT value FROM {values $1} AS given)

-- name: give up number
DELETE FROM balalyk_protocol_number WHERE commission_id = $1 AND year = $2 AND number_key = $3

-- name: keep number
INSERT INTO balalyk_protocol_number (commission_id, year, number_key, source, source_key, document_id)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: insert documents
INSERT INTO balalyk_document (id, kind, source, source_key, revision, commission_id, commission_name, chairperson_id,
  number, date, subject, synthetic, state, problems, flags, reason, record_digest, content_digest, changed_at, stage,
  priority, due_at, ready_at, returned_by_check, recalled)
SELECT id, kind, source, source_key, revision, commission_id, commission_name, chairperson_id,
  number, date, subject, synthetic, state, problems, flags, reason, record_digest, '', changed_at, stage,
  priority, due_at, due_at, returned_by_check, recalled
FROM {rows $1: id TEXT, kind TEXT, source TEXT, source_key TEXT, revision INTEGER, commission_id TEXT,
  commission_name TEXT, chairperson_id TEXT, number TEXT, date TEXT, subject TEXT, synthetic SMALLINT, state TEXT,
  problems TEXT, flags TEXT, reason TEXT, record_digest TEXT, changed_at BIGINT, stage TEXT, priority SMALLINT,
  due_at BIGINT, returned_by_check SMALLINT, recalled SMALLINT} AS given

-- name: insert records
INSERT INTO balalyk_record (sequence, xml)
SELECT d.sequence, given.xml FROM {rows $1: of_document TEXT, xml TEXT} AS given
JOIN balalyk_document d ON d.id = given.of_document

-- name: insert words
INSERT INTO balalyk_word (word, day, sequence)
SELECT given.word, given.day, d.sequence FROM {rows $1: of_document TEXT, word TEXT, day INTEGER} AS given
JOIN balalyk_document d ON d.id = given.of_document

-- name: supersede
UPDATE balalyk_document SET {becomes superseded}, superseded_by = given.newer, resume_stage = NULL,
  lease_worker = NULL, lease_until = NULL, token = token + 1, changed_at = {now}
FROM {rows $1: of_document TEXT, newer TEXT} AS given
WHERE id = given.of_document

-- Whoever holds it continues with it as it is.
-- name: hurry
UPDATE balalyk_document SET priority = 0, due_at = {now}, ready_at = {now}
WHERE id {among texts $1} AND stage = 'fill' AND lease_worker IS NULL
