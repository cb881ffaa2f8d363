-- name: second factor
SELECT f.secret, f.confirmed_at, f.wrong,
  (SELECT count(*) FROM balalyk_recovery_code c WHERE c.account_id = f.account_id) AS codes
FROM balalyk_second_factor f WHERE f.account_id = $1 AND f.confirmed_at IS NOT NULL

-- One that is in force stays.
-- name: offer second factor
INSERT INTO balalyk_second_factor (account_id, secret, offered_to, offered_at, step, wrong) VALUES ($1, $2, $3, {now}, 0, 0)
ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, offered_to = excluded.offered_to,
  offered_at = excluded.offered_at
WHERE balalyk_second_factor.confirmed_at IS NULL

-- name: offered second factor
SELECT secret FROM balalyk_second_factor
WHERE account_id = $1 AND offered_to = $2 AND confirmed_at IS NULL AND offered_at > {now} - $3

-- name: confirm second factor
UPDATE balalyk_second_factor SET confirmed_at = {now}, offered_to = '', step = $4, wrong = 0
WHERE account_id = $1 AND secret = $2 AND offered_to = $3 AND confirmed_at IS NULL

-- Looks and takes in one: of two who bring the same code one gets it.
-- name: spend step
UPDATE balalyk_second_factor SET step = $3, wrong = 0
WHERE account_id = $1 AND secret = $2 AND confirmed_at IS NOT NULL AND step < $3 AND wrong < $4

-- name: count wrong code
UPDATE balalyk_second_factor SET wrong = wrong + 1 WHERE account_id = $1 AND confirmed_at IS NOT NULL

-- name: forget wrong codes
UPDATE balalyk_second_factor SET wrong = 0 WHERE account_id = $1

-- name: add recovery code
INSERT INTO balalyk_recovery_code (account_id, digest) VALUES ($1, $2)

-- name: spend recovery code
DELETE FROM balalyk_recovery_code WHERE account_id = $1 AND digest = $2

-- name: drop recovery codes
DELETE FROM balalyk_recovery_code WHERE account_id = $1

-- name: drop second factor
DELETE FROM balalyk_second_factor WHERE account_id = $1 AND confirmed_at IS NOT NULL
