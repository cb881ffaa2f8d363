-- name: insert authorisation
INSERT INTO balalyk_authorisation (id, chairperson_id, commission_id, standing, kinds, valid_from, valid_to,
  recorded_at, batch_digest, statement_digest, certificate_digest, certificate_until)
VALUES ($1, $2, $3, CAST($4 AS SMALLINT), $5, $6, $7, {now}, $8, $9, $10, $11)
ON CONFLICT (id) DO NOTHING

-- name: certificates in use
SELECT a.chairperson_id, a.commission_id, a.certificate_digest, a.certificate_until, max(a.recorded_at) AS used_at
FROM balalyk_authorisation a
WHERE a.certificate_until IS NOT NULL AND a.recorded_at > {now} - 31536000000
GROUP BY a.chairperson_id, a.commission_id, a.certificate_digest, a.certificate_until
ORDER BY used_at DESC, a.certificate_digest

-- name: documents to authorise
SELECT d.id, d.kind, d.content_digest, d.state FROM balalyk_document d
WHERE d.id {among texts $1} AND d.chairperson_id = $2 AND d.state IN ({states before authorised})
  AND NOT EXISTS (SELECT 1 FROM balalyk_authorisation_document l WHERE l.document_id = d.id
                  AND l.content_digest = d.content_digest AND l.authorisation_id = $3)
ORDER BY d.id {lock}

-- name: waiting among
SELECT d.id FROM balalyk_document d
WHERE d.id {among texts $1} AND d.chairperson_id = $2 AND coalesce(d.state, '') IN ({states before authorised})

-- A worker that has it keeps it; the time that something was signed with stays.
-- name: authorise these again
UPDATE balalyk_document SET
  due_at = CASE WHEN lease_worker IS NULL THEN {now} ELSE due_at END,
  ready_at = CASE WHEN lease_worker IS NULL THEN {now} ELSE ready_at END,
  problems = CASE WHEN lease_worker IS NULL THEN '[]' ELSE problems END
WHERE id IN (SELECT value FROM {values $1} AS given)

-- name: authorised
{becomes authorised}, attempts = 0, problems = '[]', sign_at = NULL,
changed_at = {now}

-- name: insert authorised documents
INSERT INTO balalyk_authorisation_document (document_id, content_digest, authorisation_id)
SELECT of_document, content, of_authorisation
FROM {rows $1: of_document TEXT, content TEXT, of_authorisation TEXT} AS given WHERE true
ON CONFLICT (document_id, content_digest, authorisation_id) DO NOTHING

-- name: count authorised documents
UPDATE balalyk_authorisation SET documents = documents + given.more
FROM {rows $1: of_authorisation TEXT, more BIGINT} AS given WHERE id = given.of_authorisation

-- name: covered by standing authorisations
SELECT d.id, d.kind, d.content_digest, a.id AS authorisation_id
FROM balalyk_document d {by index balalyk_document_sent} CROSS JOIN balalyk_authorisation a
WHERE d.state = 'sent'
  AND d.commission_id IN (SELECT commission_id FROM balalyk_authorisation WHERE standing = 1 AND revoked_at IS NULL)
  AND a.commission_id = d.commission_id AND a.chairperson_id = d.chairperson_id
  AND a.kinds LIKE '%"' || d.kind || '"%' AND a.standing = 1 AND a.revoked_at IS NULL
  AND (a.valid_from IS NULL OR a.valid_from <= $2) AND (a.valid_to IS NULL OR a.valid_to >= $2)
  AND NOT EXISTS (SELECT 1 FROM balalyk_authorisation_document l WHERE l.document_id = d.id
                  AND l.content_digest = d.content_digest AND l.authorisation_id = a.id)
LIMIT $1

-- name: authorise these
UPDATE balalyk_document SET {> authorised} WHERE id IN (SELECT value FROM {values $1} AS given)

-- name: revoke
UPDATE balalyk_authorisation SET revoked_at = {now} WHERE id = $1 AND revoked_at IS NULL RETURNING chairperson_id

-- name: authorised by nothing else
SELECT d.id, d.kind
FROM balalyk_authorisation_document l
JOIN balalyk_document d ON d.id = l.document_id AND d.content_digest = l.content_digest
WHERE l.authorisation_id = $1 AND d.state = 'authorised'
  AND NOT EXISTS (SELECT 1 FROM balalyk_authorisation_document o JOIN balalyk_authorisation a ON a.id = o.authorisation_id
                  WHERE o.document_id = d.id AND o.content_digest = d.content_digest AND a.revoked_at IS NULL)

-- name: authorised by it too
SELECT d.id FROM balalyk_authorisation_document l
JOIN balalyk_document d ON d.id = l.document_id AND d.content_digest = l.content_digest
WHERE l.authorisation_id = $1 AND d.state = 'authorised'

-- name: take from workers
UPDATE balalyk_document SET lease_worker = NULL, lease_until = NULL, sign_at = NULL, due_at = {now}, ready_at = {now},
  token = token + 1
WHERE id IN (SELECT value FROM {values $1} AS given)

-- name: authorisation columns
a.id, a.chairperson_id, a.commission_id, a.standing, a.kinds, a.valid_from, a.valid_to, a.recorded_at, a.revoked_at,
a.batch_digest, a.statement_digest, a.documents, a.certificate_digest, a.receipt_digest

-- name: authorisations
SELECT {> authorisation columns} FROM balalyk_authorisation a ORDER BY a.recorded_at, a.id

-- name: authorisations of commission
SELECT {> authorisation columns} FROM balalyk_authorisation a WHERE a.commission_id = $1 ORDER BY a.recorded_at, a.id

-- What the trail says of a revocation counts, whatever the row says. An entry's detail is the id between two texts.
-- name: covering authorisations
SELECT a.id, a.chairperson_id, a.commission_id, a.standing, a.kinds, a.valid_from, a.valid_to, a.recorded_at,
  coalesce(a.revoked_at, (SELECT max(r.at) FROM balalyk_audit r {by index balalyk_audit_revocation}
                          WHERE r.event = 'authorisation-revoked' AND r.document_id = ''
                            AND r.detail = $3 || a.id || $4)) AS revoked_at,
  a.batch_digest, a.statement_digest, a.documents, a.certificate_digest, a.receipt_digest, {now} AS now
FROM balalyk_authorisation_document l JOIN balalyk_authorisation a ON a.id = l.authorisation_id
WHERE l.document_id = $1 AND l.content_digest = $2
ORDER BY a.recorded_at DESC, a.id LIMIT 50

-- name: authorisation
SELECT {> authorisation columns} FROM balalyk_authorisation a WHERE a.id = $1

-- name: covered by authorisation
SELECT l.document_id, l.content_digest FROM balalyk_authorisation_document l
WHERE l.authorisation_id = $1 ORDER BY l.document_id

-- name: signed and not covered
SELECT d.id FROM balalyk_document d
WHERE d.sequence > $1 AND d.sequence <= $2 AND d.container_digest IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM balalyk_authorisation_document l
                  WHERE l.document_id = d.id AND l.content_digest = d.content_digest)
ORDER BY d.sequence

-- name: without receipt
SELECT {> authorisation columns} FROM balalyk_authorisation a
WHERE a.standing = 0 AND a.receipt_digest = '' AND a.certificate_digest <> '' AND a.documents > 0
  AND (a.recorded_at, a.id) > (SELECT coalesce(max(l.recorded_at), -1), coalesce(max(l.id), '')
                               FROM balalyk_authorisation l WHERE l.id = $2)
  AND NOT EXISTS (SELECT 1 FROM balalyk_authorisation_document o JOIN balalyk_document d ON d.id = o.document_id
                  WHERE o.authorisation_id = a.id AND d.content_digest = o.content_digest AND d.state = 'authorised')
ORDER BY a.recorded_at, a.id LIMIT $1

-- name: keep receipt
UPDATE balalyk_authorisation SET receipt_digest = $2 WHERE id = $1

-- name: document to reject
SELECT kind, state FROM balalyk_document
WHERE id = $1 AND chairperson_id = $2 AND state IN ({states before rejected}) {lock}

-- name: reject
UPDATE balalyk_document SET {becomes rejected}, reason = $2,
  lease_worker = NULL, lease_until = NULL, problems = '[]', token = token + 1, changed_at = {now}
WHERE id = $1
