-- name: application columns
key, changed_at, synthetic, commission_id, commission_name_ky, commission_name_ru, commission_place_ky,
commission_place_ru, commission_soate, commission_languages, protocol_number, sitting_date, approved, refusal_grounds,
child_surname, child_given_name, child_patronymic, child_pin, child_birth_date,
guardian_surname, guardian_given_name, guardian_patronymic, guardian_pin, guardian_birth_date, guardian_address,
comments, amount_per_month, kindergarten_id, kindergarten_name_ky, kindergarten_name_ru, benefits, members, documents

-- name: applications after
SELECT {> application columns} FROM balalyk_decided_application
WHERE (changed_at, key) > ($1, $2) AND changed_at <= {> latest change} AND {is text key} ORDER BY changed_at, key LIMIT $3

-- name: applications out of time
SELECT {> application columns} FROM balalyk_decided_application
WHERE ({> out of time}) AND key > $1 AND {is text key} ORDER BY key LIMIT $2

-- name: applications of keys
SELECT {> application columns} FROM balalyk_decided_application WHERE key {among texts $1}

-- No cursor reaches what has no time of change, or one that is still to come: a minute for clocks that differ.
-- name: latest change
{now} + 60000

-- name: out of time
changed_at IS NULL OR changed_at <= 0 OR changed_at > {> latest change}

-- name: no key
key IS NULL OR CAST(key AS TEXT) = '' OR NOT {is text key}

-- name: meal columns
key, changed_at, synthetic, commission_id, commission_name_ky, commission_name_ru, commission_place_ky,
commission_place_ru, commission_soate, commission_languages, protocol_number, sitting_date,
child_surname, child_given_name, child_patronymic, child_pin, child_birth_date,
kindergarten_id, kindergarten_name_ky, kindergarten_name_ru, amount_per_day, comments, upload_id, members

-- name: meals after
SELECT {> meal columns} FROM balalyk_meal_subsidy
WHERE (changed_at, key) > ($1, $2) AND changed_at <= {> latest change} AND {is text key} ORDER BY changed_at, key LIMIT $3

-- name: meals out of time
SELECT {> meal columns} FROM balalyk_meal_subsidy
WHERE ({> out of time}) AND key > $1 AND {is text key} ORDER BY key LIMIT $2

-- name: meals of keys
SELECT {> meal columns} FROM balalyk_meal_subsidy WHERE key {among texts $1}

-- name: times shown of application
SELECT key, count(*) FROM balalyk_decided_application WHERE key {among texts $1} GROUP BY key

-- name: times shown of meal-subsidy
SELECT key, count(*) FROM balalyk_meal_subsidy WHERE key {among texts $1} GROUP BY key

-- name: rows without key of application
SELECT count(*) FROM balalyk_decided_application WHERE {> no key}

-- name: rows without key of meal-subsidy
SELECT count(*) FROM balalyk_meal_subsidy WHERE {> no key}

-- name: any row of application
SELECT 1 FROM balalyk_decided_application LIMIT 1

-- name: any row of meal-subsidy
SELECT 1 FROM balalyk_meal_subsidy LIMIT 1

-- name: any row of voucher-list
SELECT 1 FROM balalyk_voucher_holder LIMIT 1

-- name: holder of commission
SELECT {> holder columns} FROM balalyk_voucher_holder WHERE commission_id = $1 LIMIT 1

-- name: holder columns
key, changed_at, synthetic, commission_id, commission_name_ky, commission_name_ru, commission_place_ky,
commission_place_ru, commission_soate, commission_languages, kindergarten_id, kindergarten_name_ky,
kindergarten_name_ru, chairperson, child_surname, child_given_name, child_patronymic, amount_per_month, valid_from,
valid_to, protocol_number, protocol_date

-- name: no kindergarten
kindergarten_id IS NULL OR CAST(kindergarten_id AS TEXT) = '' OR NOT {is text kindergarten_id}

-- name: kindergartens with holders
SELECT DISTINCT kindergarten_id FROM balalyk_voucher_holder
WHERE NOT ({> no kindergarten}) AND {> holds a voucher between} ORDER BY kindergarten_id

-- name: holders of kindergarten
SELECT {> holder columns} FROM balalyk_voucher_holder
WHERE kindergarten_id = $3 AND {> holds a voucher between} ORDER BY key

-- name: holders without kindergarten
SELECT {> holder columns} FROM balalyk_voucher_holder
WHERE ({> no kindergarten}) AND {> holds a voucher between} ORDER BY key

-- Beyond $2 bytes a file is not looked at.
-- name: uploads of ids
SELECT id, {bytes of content}, CASE WHEN {bytes of content} <= $2 THEN {sha256 of content} END
FROM balalyk_upload WHERE id {among texts $1}

-- name: upload size
SELECT size FROM balalyk_upload WHERE id = $1

-- name: upload
SELECT content FROM balalyk_upload WHERE id = $1

-- A voucher whose days cannot be read, or lie in no plausible year, belongs to every month: it is to be found, not to
-- be missing from its list.
-- name: holds a voucher between
(substr(CAST(valid_from AS TEXT), 1, 10) <= $2 AND substr(CAST(valid_to AS TEXT), 1, 10) >= $1
 OR valid_from IS NULL OR valid_to IS NULL OR NOT {is day valid_from} OR NOT {is day valid_to}
 OR CAST(valid_from AS TEXT) < '1990' OR CAST(valid_to AS TEXT) < '1990')
