-- name: recent feedback
SELECT count(*) AS messages FROM portal_feedback WHERE account_id = $1 AND written_at > {now} - $2

-- name: feedback there
SELECT id FROM portal_feedback WHERE id = $1

-- name: add feedback
INSERT INTO portal_feedback (id, account_id, page, message, written_at) VALUES ($1, $2, $3, $4, {now})

-- name: newest feedback
SELECT id, account_id, page, message, written_at FROM portal_feedback ORDER BY written_at DESC, id DESC LIMIT $1
