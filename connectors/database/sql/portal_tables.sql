-- name: put commission
INSERT INTO commission (id, name_ky, name_ru, place_ky, place_ru, soate, languages, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, {now})
ON CONFLICT (id) DO UPDATE SET name_ky = excluded.name_ky, name_ru = excluded.name_ru, place_ky = excluded.place_ky,
  place_ru = excluded.place_ru, soate = excluded.soate, languages = excluded.languages, changed_at = excluded.changed_at

-- name: put member
INSERT INTO commission_member (id, commission_id, surname, given_name, patronymic, pin, position_ky, position_ru, role,
  active, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CAST($10 AS SMALLINT), {now})
ON CONFLICT (id) DO UPDATE SET commission_id = excluded.commission_id, surname = excluded.surname,
  given_name = excluded.given_name, patronymic = excluded.patronymic, pin = excluded.pin,
  position_ky = excluded.position_ky, position_ru = excluded.position_ru, role = excluded.role,
  active = excluded.active, changed_at = excluded.changed_at

-- name: put benefit category
INSERT INTO benefit_category (code, name_ky, name_ru) VALUES ($1, $2, $3)
ON CONFLICT (code) DO UPDATE SET name_ky = excluded.name_ky, name_ru = excluded.name_ru

-- name: put kindergarten
INSERT INTO kindergarten (id, commission_id, name_ky, name_ru, synthetic, changed_at)
VALUES ($1, $2, $3, $4, CAST($5 AS SMALLINT), {now})
ON CONFLICT (id) DO UPDATE SET commission_id = excluded.commission_id, name_ky = excluded.name_ky,
  name_ru = excluded.name_ru, synthetic = excluded.synthetic, changed_at = excluded.changed_at

-- name: put application
INSERT INTO application (id, commission_id, protocol_number, sitting_date, decision, refusal_grounds,
  child_surname, child_given_name, child_patronymic, child_pin, child_birth_date,
  guardian_surname, guardian_given_name, guardian_patronymic, guardian_pin, guardian_birth_date, guardian_address,
  comments, amount_per_month, kindergarten_id, synthetic, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, CAST($19 AS BIGINT), $20,
  CAST($21 AS SMALLINT), {now})
ON CONFLICT (id) DO UPDATE SET commission_id = excluded.commission_id, protocol_number = excluded.protocol_number,
  sitting_date = excluded.sitting_date, decision = excluded.decision, refusal_grounds = excluded.refusal_grounds,
  child_surname = excluded.child_surname, child_given_name = excluded.child_given_name,
  child_patronymic = excluded.child_patronymic, child_pin = excluded.child_pin,
  child_birth_date = excluded.child_birth_date, guardian_surname = excluded.guardian_surname,
  guardian_given_name = excluded.guardian_given_name, guardian_patronymic = excluded.guardian_patronymic,
  guardian_pin = excluded.guardian_pin, guardian_birth_date = excluded.guardian_birth_date,
  guardian_address = excluded.guardian_address, comments = excluded.comments,
  amount_per_month = excluded.amount_per_month, kindergarten_id = excluded.kindergarten_id,
  synthetic = excluded.synthetic, changed_at = excluded.changed_at

-- name: clear application benefits
DELETE FROM application_benefit WHERE application_id = $1

-- name: put application benefit
INSERT INTO application_benefit (application_id, position, category_code) VALUES ($1, CAST($2 AS INTEGER), $3)

-- name: clear application attendance
DELETE FROM application_attendance WHERE application_id = $1

-- name: put application attendance
INSERT INTO application_attendance (application_id, position, member_id) VALUES ($1, CAST($2 AS INTEGER), $3)

-- name: clear application documents
DELETE FROM application_document WHERE application_id = $1

-- name: put application document
INSERT INTO application_document (application_id, position, name_ky, name_ru) VALUES ($1, CAST($2 AS INTEGER), $3, $4)

-- name: put meal
INSERT INTO meal_subsidy (id, commission_id, protocol_number, sitting_date, child_surname, child_given_name,
  child_patronymic, child_pin, child_birth_date, kindergarten_id, amount_per_day, comments, upload_id, synthetic,
  changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CAST($11 AS BIGINT), $12, $13, CAST($14 AS SMALLINT), {now})
ON CONFLICT (id) DO UPDATE SET commission_id = excluded.commission_id, protocol_number = excluded.protocol_number,
  sitting_date = excluded.sitting_date, child_surname = excluded.child_surname,
  child_given_name = excluded.child_given_name, child_patronymic = excluded.child_patronymic,
  child_pin = excluded.child_pin, child_birth_date = excluded.child_birth_date,
  kindergarten_id = excluded.kindergarten_id, amount_per_day = excluded.amount_per_day, comments = excluded.comments,
  upload_id = excluded.upload_id, synthetic = excluded.synthetic, changed_at = excluded.changed_at

-- name: clear meal attendance
DELETE FROM meal_attendance WHERE meal_subsidy_id = $1

-- name: put meal attendance
INSERT INTO meal_attendance (meal_subsidy_id, position, member_id) VALUES ($1, CAST($2 AS INTEGER), $3)

-- name: put voucher
INSERT INTO voucher (id, kindergarten_id, application_id, child_surname, child_given_name, child_patronymic,
  amount_per_month, valid_from, valid_to, protocol_number, protocol_date, synthetic, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, CAST($7 AS BIGINT), $8, $9, $10, $11, CAST($12 AS SMALLINT), {now})
ON CONFLICT (id) DO UPDATE SET kindergarten_id = excluded.kindergarten_id, application_id = excluded.application_id,
  child_surname = excluded.child_surname, child_given_name = excluded.child_given_name,
  child_patronymic = excluded.child_patronymic, amount_per_month = excluded.amount_per_month,
  valid_from = excluded.valid_from, valid_to = excluded.valid_to, protocol_number = excluded.protocol_number,
  protocol_date = excluded.protocol_date, synthetic = excluded.synthetic, changed_at = excluded.changed_at

-- name: put upload
INSERT INTO uploaded_file (id, file_name, content, changed_at) VALUES ($1, $2, $3, {now})
ON CONFLICT (id) DO UPDATE SET file_name = excluded.file_name, content = excluded.content,
  changed_at = excluded.changed_at

-- name: touch application
UPDATE application SET changed_at = CASE WHEN changed_at >= {now} THEN changed_at + 1 ELSE {now} END WHERE id = $1

-- name: touch meal-subsidy
UPDATE meal_subsidy SET changed_at = CASE WHEN changed_at >= {now} THEN changed_at + 1 ELSE {now} END WHERE id = $1

-- name: touch voucher-list
UPDATE voucher SET changed_at = CASE WHEN changed_at >= {now} THEN changed_at + 1 ELSE {now} END WHERE id = $1

-- name: set active
UPDATE commission_member SET active = CAST($2 AS SMALLINT), changed_at = {now} WHERE id = $1

-- name: remove voucher
DELETE FROM voucher WHERE id = $1

-- name: count applications
SELECT count(*) FROM application
