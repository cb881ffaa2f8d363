-- name: applications after
SELECT {view columns of application} FROM balalyk_decided_application
WHERE (changed_at, key) > ($1, $2) AND changed_at <= {> latest change} AND {is text key} ORDER BY changed_at, key LIMIT $3

-- name: applications out of time
SELECT {view columns of application} FROM balalyk_decided_application
WHERE ({> out of time}) AND key > $1 AND {is text key} ORDER BY key LIMIT $2

-- name: applications of keys
SELECT {view columns of application} FROM balalyk_decided_application WHERE key {among texts $1}

-- No cursor reaches what has no time of change, or one that is still to come: a minute for clocks that differ.
-- name: latest change
{now} + 60000

-- name: out of time
changed_at IS NULL OR changed_at <= 0 OR changed_at > {> latest change}

-- name: no key
key IS NULL OR CAST(key AS TEXT) = '' OR NOT {is text key}

-- name: meals after
SELECT {view columns of meal-subsidy} FROM balalyk_meal_subsidy
WHERE (changed_at, key) > ($1, $2) AND changed_at <= {> latest change} AND {is text key} ORDER BY changed_at, key LIMIT $3

-- name: meals out of time
SELECT {view columns of meal-subsidy} FROM balalyk_meal_subsidy
WHERE ({> out of time}) AND key > $1 AND {is text key} ORDER BY key LIMIT $2

-- name: meals of keys
SELECT {view columns of meal-subsidy} FROM balalyk_meal_subsidy WHERE key {among texts $1}

-- name: times shown of application
SELECT key AS key, count(*) AS times FROM balalyk_decided_application WHERE key {among texts $1} GROUP BY key

-- name: times shown of meal-subsidy
SELECT key AS key, count(*) AS times FROM balalyk_meal_subsidy WHERE key {among texts $1} GROUP BY key

-- name: change times of application
SELECT key AS key, changed_at AS changed_at FROM balalyk_decided_application WHERE key {among texts $1}

-- name: change times of meal-subsidy
SELECT key AS key, changed_at AS changed_at FROM balalyk_meal_subsidy WHERE key {among texts $1}

-- name: rows without key of application
SELECT count(*) AS records FROM balalyk_decided_application WHERE {> no key}

-- name: rows without key of meal-subsidy
SELECT count(*) AS records FROM balalyk_meal_subsidy WHERE {> no key}

-- name: any row of application
SELECT 1 FROM balalyk_decided_application LIMIT 1

-- name: any row of meal-subsidy
SELECT 1 FROM balalyk_meal_subsidy LIMIT 1

-- name: any row of voucher-list
SELECT 1 FROM balalyk_voucher_holder LIMIT 1

-- name: holder of commission
SELECT {view columns of voucher-list} FROM balalyk_voucher_holder WHERE commission_id = $1 LIMIT 1

-- name: no kindergarten
kindergarten_id IS NULL OR CAST(kindergarten_id AS TEXT) = '' OR NOT {is text kindergarten_id}

-- name: kindergartens with holders
SELECT DISTINCT kindergarten_id AS kindergarten_id FROM balalyk_voucher_holder
WHERE NOT ({> no kindergarten}) AND {> holds a voucher between} ORDER BY kindergarten_id

-- name: holders of kindergarten
SELECT {view columns of voucher-list} FROM balalyk_voucher_holder
WHERE kindergarten_id = $3 AND {> holds a voucher between} ORDER BY key

-- name: holders without kindergarten
SELECT {view columns of voucher-list} FROM balalyk_voucher_holder
WHERE ({> no kindergarten}) AND {> holds a voucher between} ORDER BY key

-- Beyond $2 bytes a file is not looked at.
-- name: uploads of ids
SELECT id AS id, {bytes of content} AS size,
  CASE WHEN {bytes of content} <= $2 THEN {sha256 of content} END AS digest
FROM balalyk_upload WHERE id {among texts $1}

-- name: upload size
SELECT size AS size FROM balalyk_upload WHERE id = $1

-- name: upload
SELECT content AS content FROM balalyk_upload WHERE id = $1

-- A voucher whose days cannot be read, or lie in no plausible year, belongs to every month: it is to be found, not to
-- be missing from its list.
-- name: holds a voucher between
(substr(CAST(valid_from AS TEXT), 1, 10) <= $2 AND substr(CAST(valid_to AS TEXT), 1, 10) >= $1
 OR valid_from IS NULL OR valid_to IS NULL OR NOT {is day valid_from} OR NOT {is day valid_to}
 OR CAST(valid_from AS TEXT) < '1990' OR CAST(valid_to AS TEXT) < '1990')
