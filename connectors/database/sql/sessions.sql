-- name: create session
INSERT INTO portal_session (digest, account_id, begun_at, seen_at, browser) VALUES ($1, $2, {now}, {now}, $3)

-- name: find session
SELECT digest, account_id, begun_at, seen_at, browser, CASE WHEN seen_at < {now} - 60000 THEN 1 ELSE 0 END AS stale FROM portal_session
WHERE digest = $1 AND seen_at > {now} - $2 AND begun_at > {now} - $3

-- name: touch session
UPDATE portal_session SET seen_at = {now} WHERE digest = $1

-- name: end session
DELETE FROM portal_session WHERE digest = $1

-- name: end own session
DELETE FROM portal_session WHERE digest = $1 AND account_id = $2

-- name: forget session forms
DELETE FROM portal_once WHERE digest = $1

-- name: end account sessions
DELETE FROM portal_session WHERE account_id = $1 AND digest <> $2

-- name: list sessions
SELECT digest, account_id, begun_at, seen_at, browser, 0 AS stale FROM portal_session
WHERE account_id = $1 AND seen_at > {now} - $2 AND begun_at > {now} - $3 ORDER BY seen_at DESC, digest

-- name: sweep sessions
DELETE FROM portal_session WHERE seen_at <= {now} - $1 OR begun_at <= {now} - $2

-- name: sweep forms
DELETE FROM portal_once WHERE digest NOT IN (SELECT digest FROM portal_session)

-- name: begin once
INSERT INTO portal_once (digest, token, begun_at, runner) VALUES ($1, $2, {now}, $4)
ON CONFLICT (digest, token) DO UPDATE SET begun_at = excluded.begun_at, runner = excluded.runner
WHERE portal_once.location IS NULL
  AND (portal_once.begun_at < {now} - $3 OR (portal_once.runner = CAST($5 AS TEXT) AND portal_once.runner <> ''))

-- name: once
SELECT location, runner FROM portal_once WHERE digest = $1 AND token = $2

-- name: finish once
UPDATE portal_once SET location = $3 WHERE digest = $1 AND token = $2

-- name: drop once
DELETE FROM portal_once WHERE digest = $1 AND token = $2 AND location IS NULL

-- name: drop old pending sign-ins
DELETE FROM portal_pending_sign_in WHERE begun_at < {now} - $1

-- name: pending texts
SELECT count(*) AS texts FROM portal_pending_sign_in WHERE typed <> ''

-- name: keep pending sign-in
INSERT INTO portal_pending_sign_in (browser, provider, kept, next, typed, begun_at) VALUES ($1, $2, $3, $4, $5, {now})
ON CONFLICT (browser) DO UPDATE SET provider = excluded.provider, kept = excluded.kept, next = excluded.next,
  typed = excluded.typed, begun_at = excluded.begun_at

-- name: pending sign-in
SELECT provider, kept, next, typed FROM portal_pending_sign_in WHERE browser = $1 AND begun_at >= {now} - $2

-- name: drop pending sign-in
DELETE FROM portal_pending_sign_in WHERE browser = $1
