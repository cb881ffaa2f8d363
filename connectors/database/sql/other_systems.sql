-- name: token columns
id, name, scopes, everywhere, commissions, account_id, created_at, expires_at, last_used_at, revoked_at,
CASE WHEN revoked_at IS NULL AND expires_at > {now} THEN 1 ELSE 0 END AS in_force,
CASE WHEN last_used_at IS NULL OR last_used_at < {now} - 60000 THEN 1 ELSE 0 END AS stale

-- name: add token
INSERT INTO portal_token (id, digest, name, scopes, everywhere, commissions, account_id, created_at, expires_at)
VALUES ($1, $2, $3, $4, CAST($5 AS SMALLINT), $6, $7, $8, $9)

-- name: revoke token
UPDATE portal_token SET revoked_at = {now} WHERE id = $1 AND revoked_at IS NULL

-- name: tokens
SELECT {> token columns} FROM portal_token ORDER BY created_at DESC, id DESC

-- name: token by digest
SELECT {> token columns} FROM portal_token WHERE digest = $1

-- name: touch token
UPDATE portal_token SET last_used_at = {now} WHERE id = $1

-- name: commissions of tokens
SELECT DISTINCT commission_id AS id FROM balalyk_commission_member ORDER BY commission_id

-- name: begin answer
INSERT INTO portal_api_answer (token_id, request_key, request, begun_at) VALUES ($1, $2, $3, {now})
ON CONFLICT (token_id, request_key) DO UPDATE SET request = excluded.request, begun_at = excluded.begun_at, status = NULL,
  body = '', etag = '', location = ''
WHERE (portal_api_answer.status IS NULL AND portal_api_answer.request = excluded.request
       AND portal_api_answer.begun_at < {now} - $4)
   OR portal_api_answer.begun_at < {now} - $5

-- name: answer
SELECT request, status, body, etag, location FROM portal_api_answer WHERE token_id = $1 AND request_key = $2

-- name: finish answer
UPDATE portal_api_answer SET status = CAST($3 AS INTEGER), body = $4, etag = $5, location = $6
WHERE token_id = $1 AND request_key = $2

-- name: drop answer
DELETE FROM portal_api_answer WHERE token_id = $1 AND request_key = $2 AND status IS NULL

-- name: sweep answers
DELETE FROM portal_api_answer WHERE begun_at < {now} - $1

-- name: application by its number
SELECT a.id, a.version, i.digest FROM application a LEFT JOIN portal_intake i ON i.application_id = a.id
WHERE substr(a.application_number, 1, 64) = $1 ORDER BY a.id LIMIT 1

-- name: receive application
INSERT INTO application (decision, chosen, changed_at, {table columns of application})
VALUES (NULL, NULL, {now}, {parameters of application from 1})

-- name: keep intake
INSERT INTO portal_intake (application_id, token_id, digest, received_at) VALUES ($1, $2, $3, {now})

-- name: benefit there
SELECT 1 AS one FROM benefit_category WHERE code = $1

-- Each entry is committed before the next one is numbered, for both hold the head of the trail.
-- name: feed entries
SELECT a.sequence, a.at, a.event, a.document_id, a.detail, d.kind, d.source, d.source_key, d.revision, d.commission_id
FROM balalyk_audit a LEFT JOIN balalyk_document d ON d.id = a.document_id
WHERE a.sequence > $1 ORDER BY a.sequence LIMIT $2

-- name: commissions of applications
SELECT id, commission_id FROM application WHERE id {among texts $1}

-- name: webhook columns
id, address, everywhere, commissions, events, position, paused, created_at, attempts, failing_since, delivered_at, problem,
unfinished

-- name: add webhook
INSERT INTO portal_webhook (id, address, secret, everywhere, commissions, events, position, created_at, ready_at)
VALUES ($1, $2, $3, CAST($4 AS SMALLINT), $5, $6, $7, {now}, {now})

-- name: remove webhook
DELETE FROM portal_webhook WHERE id = $1

-- name: pause webhook
UPDATE portal_webhook SET paused = CAST($2 AS SMALLINT), attempts = 0, failing_since = NULL, ready_at = {now},
  unfinished = 0, token = token + 1 WHERE id = $1 AND paused <> CAST($2 AS SMALLINT)

-- name: webhooks
SELECT {> webhook columns} FROM portal_webhook ORDER BY created_at, id

-- Those that something happened since, of which nobody knows yet whether it is for them.
-- name: webhook is due
paused = 0 AND ready_at <= {now} AND position < (SELECT sequence FROM balalyk_audit_head WHERE one = 1)

-- name: webhook due
SELECT 1 AS one FROM portal_webhook WHERE {> webhook is due} LIMIT 1

-- Those that answer come first: the others have waited already.
-- name: claim webhook
UPDATE portal_webhook SET token = token + 1, unfinished = unfinished + 1, ready_at = {now} + $1
WHERE id = (SELECT id FROM portal_webhook WHERE {> webhook is due} ORDER BY CASE WHEN attempts > 0 THEN 1 ELSE 0 END, ready_at, id LIMIT 1
            {skip locked})
RETURNING {> webhook columns}, secret, token

-- name: webhook delivered
UPDATE portal_webhook SET position = $3, attempts = 0, failing_since = NULL, problem = '[]', ready_at = {now},
  unfinished = 0, delivered_at = CASE WHEN CAST($4 AS SMALLINT) = 1 THEN {now} ELSE delivered_at END
WHERE id = $1 AND token = $2 AND paused = 0

-- name: webhook failed
UPDATE portal_webhook SET attempts = attempts + 1, failing_since = COALESCE(failing_since, {now}), problem = $3,
  unfinished = 0, ready_at = {now} + $4, paused = CAST($5 AS SMALLINT)
WHERE id = $1 AND token = $2 AND paused = 0
