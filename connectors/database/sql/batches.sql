-- name: prepare batch
INSERT INTO balalyk_batch (id, chairperson_id, account_id, digest, documents, prepared_at)
VALUES ($1, $2, $3, $4, $5, {now}) ON CONFLICT (id) DO NOTHING

-- name: freeze batch
INSERT INTO balalyk_batch_document (batch_id, position, document_id, content_digest)
SELECT of_batch, place, of_document, content
FROM {rows $1: of_batch TEXT, place BIGINT, of_document TEXT, content TEXT} AS given WHERE true

-- name: batch columns
b.id, b.chairperson_id, b.account_id, b.digest, b.documents, b.prepared_at, b.begun_at, b.runner, b.problem,
CASE WHEN b.runner <> '' AND b.alive_until >= {now} THEN 1 ELSE 0 END AS alive,
CASE WHEN a.id IS NULL THEN 0 ELSE 1 END AS authorised, coalesce(a.receipt_digest, '') AS receipt_digest

-- name: batch
SELECT {> batch columns} FROM balalyk_batch b LEFT JOIN balalyk_authorisation a ON a.id = b.id WHERE b.id = $1

-- name: batches of chairperson
SELECT {> batch columns} FROM balalyk_batch b LEFT JOIN balalyk_authorisation a ON a.id = b.id
WHERE b.chairperson_id = $1 ORDER BY b.prepared_at DESC, b.id DESC LIMIT $2

-- name: documents of batch
SELECT x.content_digest AS shown_digest, x.problem AS left_out,
  CASE WHEN EXISTS (SELECT 1 FROM balalyk_authorisation_document l WHERE l.document_id = x.document_id
                    AND l.content_digest = x.content_digest AND l.authorisation_id = x.batch_id) THEN 1 ELSE 0 END AS covered,
  {> document columns}
FROM balalyk_batch_document x CROSS JOIN balalyk_document d
WHERE x.batch_id = $1 AND d.id = x.document_id ORDER BY x.position

-- As outcomeOf() has it. Few documents are authorised and not signed, however many the lists hold.
-- name: batches that wait
SELECT DISTINCT x.batch_id AS id
FROM balalyk_document d {by index balalyk_document_state} CROSS JOIN balalyk_authorisation_document l
CROSS JOIN balalyk_batch_document x
WHERE d.state = 'authorised' AND d.container_digest IS NULL AND l.document_id = d.id AND l.content_digest = d.content_digest
  AND l.authorisation_id {among texts $1} AND x.batch_id = l.authorisation_id AND x.document_id = d.id
  AND x.content_digest = d.content_digest AND x.problem = '[]'

-- name: take batch
UPDATE balalyk_batch SET runner = $2, alive_until = {now} + $3, begun_at = coalesce(begun_at, {now}), problem = '[]'
WHERE id = $1 AND (runner = '' OR alive_until < {now})

-- What was left out of what is authorised is left out for good.
-- name: forget what was left out
UPDATE balalyk_batch_document SET problem = '[]' WHERE batch_id = $1 AND problem <> '[]'
  AND NOT EXISTS (SELECT 1 FROM balalyk_authorisation WHERE id = $1)

-- name: left out of batch
SELECT x.document_id, x.content_digest AS shown_digest, d.content_digest, coalesce(d.state, '') AS state
FROM balalyk_batch_document x CROSS JOIN balalyk_document d
WHERE x.batch_id = $1 AND d.id = x.document_id
  AND NOT EXISTS (SELECT 1 FROM balalyk_authorisation_document l WHERE l.document_id = x.document_id
                  AND l.content_digest = x.content_digest AND l.authorisation_id = x.batch_id)
ORDER BY x.position

-- name: keep batch
UPDATE balalyk_batch SET alive_until = {now} + $3 WHERE id = $1 AND runner = $2

-- name: release batch
UPDATE balalyk_batch SET runner = '', alive_until = 0, problem = $3 WHERE id = $1 AND runner = $2

-- name: leave out of batch
UPDATE balalyk_batch_document SET problem = given.why
FROM {rows $2: of_document TEXT, why TEXT} AS given WHERE batch_id = $1 AND document_id = of_document
