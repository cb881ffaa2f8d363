-- name: repeated keys of balalyk_decided_application
SELECT count(*), min(key) FROM (
  SELECT key FROM balalyk_decided_application WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) AS repeated

-- name: repeated keys of balalyk_meal_subsidy
SELECT count(*), min(key) FROM (
  SELECT key FROM balalyk_meal_subsidy WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) AS repeated

-- name: repeated keys of balalyk_voucher_holder
SELECT count(*), min(key) FROM (
  SELECT key FROM balalyk_voucher_holder WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) AS repeated

-- name: repeated keys of balalyk_upload
SELECT count(*), min(id) FROM (
  SELECT id FROM balalyk_upload WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1) AS repeated

-- name: without key in balalyk_voucher_holder
SELECT count(*) FROM balalyk_voucher_holder WHERE {> no key}

-- name: kindergartens that are not text
SELECT count(*), min(CAST(key AS TEXT)) FROM balalyk_voucher_holder
WHERE CAST(kindergarten_id AS TEXT) <> '' AND NOT {is text kindergarten_id}

-- name: without key in balalyk_upload
SELECT count(*) FROM balalyk_upload WHERE id IS NULL OR CAST(id AS TEXT) = '' OR NOT {is text id}

-- name: holders after key
SELECT {> holder columns} FROM balalyk_voucher_holder WHERE key > $1 ORDER BY key LIMIT $2

-- name: uploads with a wrong size
SELECT count(*), min(id) FROM balalyk_upload WHERE size IS NULL OR CAST(size AS TEXT) <> CAST({bytes of content} AS TEXT)

-- name: uploads beyond
SELECT count(*), min(id) FROM balalyk_upload WHERE {bytes of content} > $1

-- name: count uploads
SELECT count(*) FROM balalyk_upload

-- name: last change of balalyk_decided_application
SELECT max(changed_at) FROM balalyk_decided_application

-- name: last change of balalyk_meal_subsidy
SELECT max(changed_at) FROM balalyk_meal_subsidy
