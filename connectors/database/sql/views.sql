-- name: repeated keys of balalyk_decided_application
SELECT count(*) AS records, min(key) AS first_key FROM (
  SELECT key FROM balalyk_decided_application WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) AS repeated

-- name: repeated keys of balalyk_meal_subsidy
SELECT count(*) AS records, min(key) AS first_key FROM (
  SELECT key FROM balalyk_meal_subsidy WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) AS repeated

-- name: repeated keys of balalyk_voucher_holder
SELECT count(*) AS records, min(key) AS first_key FROM (
  SELECT key FROM balalyk_voucher_holder WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) AS repeated

-- name: repeated keys of balalyk_upload
SELECT count(*) AS records, min(id) AS first_key FROM (
  SELECT id FROM balalyk_upload WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1) AS repeated

-- name: without key in balalyk_voucher_holder
SELECT count(*) AS records FROM balalyk_voucher_holder WHERE {> no key}

-- name: kindergartens that are not text
SELECT count(*) AS records, min(CAST(key AS TEXT)) AS first_key FROM balalyk_voucher_holder
WHERE CAST(kindergarten_id AS TEXT) <> '' AND NOT {is text kindergarten_id}

-- name: without key in balalyk_upload
SELECT count(*) AS records FROM balalyk_upload WHERE id IS NULL OR CAST(id AS TEXT) = '' OR NOT {is text id}

-- name: holders after key
SELECT {view columns of voucher-list} FROM balalyk_voucher_holder WHERE key > $1 ORDER BY key LIMIT $2

-- name: uploads with a wrong size
SELECT count(*) AS records, min(id) AS first_key FROM balalyk_upload WHERE size IS NULL OR CAST(size AS TEXT) <> CAST({bytes of content} AS TEXT)

-- name: uploads beyond
SELECT count(*) AS records, min(id) AS first_key FROM balalyk_upload WHERE {bytes of content} > $1

-- name: count uploads
SELECT count(*) AS records FROM balalyk_upload

-- name: last change of balalyk_decided_application
SELECT max(changed_at) AS changed_at FROM balalyk_decided_application

-- name: last change of balalyk_meal_subsidy
SELECT max(changed_at) AS changed_at FROM balalyk_meal_subsidy

-- name: count sendings
SELECT count(*) AS records FROM balalyk_commission_sending

-- name: sendings with another word
SELECT count(*) AS records, min(CAST(commission_id AS TEXT)) AS first_key FROM balalyk_commission_sending
WHERE sending IS NULL OR CAST(sending AS TEXT) NOT IN ('at-once', 'by-secretary')
