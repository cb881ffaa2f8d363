-- name: application columns
key, changed_at, synthetic, commission_id, commission_name_ky, commission_name_ru, commission_place_ky,
commission_place_ru, commission_soate, commission_languages, protocol_number, sitting_date, approved, refusal_grounds,
child_surname, child_given_name, child_patronymic, child_pin, child_birth_date,
guardian_surname, guardian_given_name, guardian_patronymic, guardian_pin, guardian_birth_date, guardian_address,
comments, amount_per_month, kindergarten_id, kindergarten_name_ky, kindergarten_name_ru, benefits, members, documents

-- name: applications after
SELECT {> application columns} FROM balalyk_decided_application
WHERE (changed_at, key) > ($1, $2) ORDER BY changed_at, key LIMIT $3

-- name: application
SELECT {> application columns} FROM balalyk_decided_application WHERE key = $1

-- name: meal columns
key, changed_at, synthetic, commission_id, commission_name_ky, commission_name_ru, commission_place_ky,
commission_place_ru, commission_soate, commission_languages, protocol_number, sitting_date,
child_surname, child_given_name, child_patronymic, child_pin, child_birth_date,
kindergarten_id, kindergarten_name_ky, kindergarten_name_ru, amount_per_day, comments, upload_id, members

-- name: meals after
SELECT {> meal columns} FROM balalyk_meal_subsidy
WHERE (changed_at, key) > ($1, $2) ORDER BY changed_at, key LIMIT $3

-- name: meal
SELECT {> meal columns} FROM balalyk_meal_subsidy WHERE key = $1

-- name: holder columns
key, changed_at, synthetic, commission_id, commission_name_ky, commission_name_ru, commission_place_ky,
commission_place_ru, commission_soate, commission_languages, kindergarten_id, kindergarten_name_ky,
kindergarten_name_ru, chairperson, child_surname, child_given_name, child_patronymic, amount_per_month, valid_from,
valid_to, protocol_number, protocol_date

-- name: kindergartens with holders
SELECT DISTINCT kindergarten_id FROM balalyk_voucher_holder WHERE valid_from <= $2 AND valid_to >= $1
ORDER BY kindergarten_id

-- name: holders of kindergarten
SELECT {> holder columns} FROM balalyk_voucher_holder
WHERE kindergarten_id = $1 AND valid_from <= $3 AND valid_to >= $2 ORDER BY key

-- name: upload size
SELECT size FROM balalyk_upload WHERE id = $1

-- name: upload
SELECT content FROM balalyk_upload WHERE id = $1
