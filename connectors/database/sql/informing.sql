-- name: notices due
SELECT id, source_key, number, date, subject, kind, published_at, informed_at
FROM balalyk_document {by index balalyk_document_to_inform}
WHERE commission_id = $1 AND state = 'published' AND source = 'application' AND informed_at IS NULL
ORDER BY published_at, id LIMIT $2

-- name: count notices due
SELECT count(*) AS documents FROM balalyk_document {by index balalyk_document_to_inform}
WHERE commission_id = $1 AND state = 'published' AND source = 'application' AND informed_at IS NULL

-- name: notices given
SELECT id, source_key, number, date, subject, kind, published_at, informed_at
FROM balalyk_document {by index balalyk_document_informed}
WHERE commission_id = $1 AND informed_at > 0 ORDER BY informed_at DESC, id DESC LIMIT $2

-- name: notice given
UPDATE balalyk_document SET informed_at = {now}, informed_by = $3
WHERE id = $1 AND commission_id = $2 AND state = 'published' AND source = 'application' AND informed_at IS NULL

-- name: notice taken back
UPDATE balalyk_document SET informed_at = NULL, informed_by = '' WHERE id = $1 AND commission_id = $2 AND informed_at > 0
