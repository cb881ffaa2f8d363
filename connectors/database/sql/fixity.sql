-- name: fixity columns
id, begun_at, ended_at, position, files, damaged, missing, careful_until

-- name: last fixity
SELECT {> fixity columns} FROM balalyk_fixity ORDER BY id DESC LIMIT 1

-- name: last ended fixity
SELECT {> fixity columns} FROM balalyk_fixity WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1

-- name: open fixity
SELECT {> fixity columns} FROM balalyk_fixity WHERE ended_at IS NULL

-- name: begin fixity
INSERT INTO balalyk_fixity (begun_at) VALUES ({now}) ON CONFLICT DO NOTHING

-- Hosts that come to it at about the same time count once.
-- name: try fixity
UPDATE balalyk_fixity SET attempts = attempts + 1, tried_at = {now}
WHERE id = $1 AND position = $2 AND ended_at IS NULL AND (tried_at IS NULL OR tried_at < {now} - 10000)

-- name: fixity tries
SELECT attempts FROM balalyk_fixity WHERE id = $1 AND position = $2

-- name: forget fixity try
UPDATE balalyk_fixity SET attempts = attempts - 1, tried_at = NULL WHERE id = $1 AND position = $2 AND attempts > 0

-- name: careful fixity
UPDATE balalyk_fixity SET careful_until = $3, attempts = 1 WHERE id = $1 AND position = $2 AND careful_until < $3

-- name: add fixity
UPDATE balalyk_fixity SET position = $3, files = files + $4, damaged = damaged + $5, missing = missing + $6, attempts = 0,
  tried_at = NULL
WHERE id = $1 AND position = $2 AND ended_at IS NULL

-- name: add fixity finding
INSERT INTO balalyk_fixity_finding (run, document_id, problem, found_at) VALUES ($1, $2, $3, {now}) ON CONFLICT DO NOTHING

-- name: end fixity
UPDATE balalyk_fixity SET ended_at = {now} WHERE id = $1 AND position = $2 AND ended_at IS NULL

-- name: fixity findings
SELECT document_id, problem, found_at FROM balalyk_fixity_finding WHERE run = $1 ORDER BY document_id, problem LIMIT $2
