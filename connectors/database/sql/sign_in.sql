-- name: begin attempts
INSERT INTO balalyk_sign_in_attempt (key, failures, counted_at, blocked_until, forget_at) VALUES ($1, 0, {now}, 0, {now})
ON CONFLICT (key) DO NOTHING

-- name: attempts
SELECT failures, blocked_until, forget_at, {now} AS now FROM balalyk_sign_in_attempt WHERE key = $1 {lock}

-- name: attempts so far
SELECT failures, blocked_until, forget_at, {now} AS now FROM balalyk_sign_in_attempt WHERE key = $1

-- name: count attempt
UPDATE balalyk_sign_in_attempt SET failures = $2, counted_at = {now}, blocked_until = $3, forget_at = $4 WHERE key = $1

-- name: forget attempts
DELETE FROM balalyk_sign_in_attempt WHERE key = $1

-- name: take back attempt
UPDATE balalyk_sign_in_attempt SET failures = failures - 1, blocked_until = 0 WHERE key = $1 AND failures > 0

-- Last in its transaction: it waits for nobody.
-- name: forget old attempts
DELETE FROM balalyk_sign_in_attempt
WHERE key IN (SELECT key FROM balalyk_sign_in_attempt WHERE forget_at < {now} ORDER BY forget_at LIMIT 20 {skip locked})

-- name: spend once
INSERT INTO balalyk_sign_in_once (once, forget_at) VALUES ($1, {now} + $2) ON CONFLICT (once) DO NOTHING

-- name: forget old onces
DELETE FROM balalyk_sign_in_once
WHERE once IN (SELECT once FROM balalyk_sign_in_once WHERE forget_at < {now} ORDER BY forget_at LIMIT 20 {skip locked})
