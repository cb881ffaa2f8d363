-- name: put commission
INSERT INTO commission (changed_at, {table columns of commission})
VALUES ({now}, {parameters of commission from 1})
ON CONFLICT (id) DO UPDATE SET changed_at = excluded.changed_at, {replaced columns of commission}

-- name: put member
INSERT INTO commission_member (changed_at, {table columns of member})
VALUES ({now}, {parameters of member from 1})
ON CONFLICT (id) DO UPDATE SET version = commission_member.version + 1, changed_at = excluded.changed_at,
  {replaced columns of member}

-- name: put benefit category
INSERT INTO benefit_category (position, {table columns of benefit category})
VALUES ((SELECT count(*) FROM benefit_category), {parameters of benefit category from 1})
ON CONFLICT (code) DO UPDATE SET {replaced columns of benefit category}

-- name: put kindergarten
INSERT INTO kindergarten (commission_id, synthetic, changed_at, {table columns of kindergarten})
VALUES ($1, CAST($2 AS SMALLINT), {now}, {parameters of kindergarten from 3})
ON CONFLICT (id) DO UPDATE SET commission_id = excluded.commission_id, synthetic = excluded.synthetic, changed_at = excluded.changed_at, {replaced columns of kindergarten}

-- name: put application
INSERT INTO application (decision, chosen, changed_at, {table columns of application})
VALUES ($1, $1, {now}, {parameters of application from 2})
ON CONFLICT (id) DO UPDATE SET version = application.version + 1, decision = excluded.decision, chosen = excluded.chosen,
  changed_at = excluded.changed_at, {replaced columns of application}

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
INSERT INTO meal_subsidy (changed_at, {table columns of meal})
VALUES ({now}, {parameters of meal from 1})
ON CONFLICT (id) DO UPDATE SET version = meal_subsidy.version + 1, changed_at = excluded.changed_at,
  {replaced columns of meal}

-- name: clear meal attendance
DELETE FROM meal_attendance WHERE meal_subsidy_id = $1

-- name: put meal attendance
INSERT INTO meal_attendance (meal_subsidy_id, position, member_id) VALUES ($1, CAST($2 AS INTEGER), $3)

-- name: put voucher
INSERT INTO voucher (kindergarten_id, application_id, synthetic, changed_at, {table columns of voucher})
VALUES ($1, $2, CAST($3 AS SMALLINT), {now}, {parameters of voucher from 4})
ON CONFLICT (id) DO UPDATE SET kindergarten_id = excluded.kindergarten_id, application_id = excluded.application_id, synthetic = excluded.synthetic, changed_at = excluded.changed_at, would_end = NULL,
  ended_before = COALESCE(voucher.ended_on, voucher.ended_before), ended_on = NULL, {replaced columns of voucher}

-- name: put upload
INSERT INTO uploaded_file (id, file_name, content, changed_at) VALUES ($1, $2, $3, {now})
ON CONFLICT (id) DO UPDATE SET file_name = excluded.file_name, content = excluded.content,
  changed_at = excluded.changed_at

-- name: touch application
UPDATE application SET version = version + 1, changed_at = CASE WHEN changed_at >= {now} THEN changed_at + 1 ELSE {now} END WHERE id = $1

-- name: touch meal-subsidy
UPDATE meal_subsidy SET changed_at = CASE WHEN changed_at >= {now} THEN changed_at + 1 ELSE {now} END WHERE id = $1

-- name: touch voucher-list
UPDATE voucher SET changed_at = CASE WHEN changed_at >= {now} THEN changed_at + 1 ELSE {now} END WHERE id = $1

-- name: set sending
UPDATE commission SET sending = $2, changed_at = {now} WHERE id = $1

-- name: set active
UPDATE commission_member SET active = CAST($2 AS SMALLINT), version = version + 1, changed_at = {now}
WHERE id = $1 AND removed = 0

-- Its approval made it: the first has the application's id. Others were typed.
-- name: voucher of approval
(id = application_id OR later_period = 1)

-- name: typed vouchers
SELECT count(*) AS vouchers FROM voucher WHERE application_id = $1 AND NOT {> voucher of approval}

-- Listed the same, as far as the decision says it.
-- name: voucher says the same
(kindergarten_id = $2 AND valid_from = $3 AND amount_per_month = $4 AND protocol_number = $5 AND protocol_date = $6)

-- What continued by a decision that says something else by now ends as it had.
-- name: end voucher as before
UPDATE voucher SET ended_on = ended_before, ended_before = NULL
WHERE application_id = $1 AND ended_on IS NULL AND ended_before IS NOT NULL AND NOT {> voucher says the same}

-- In the order they were made: the id of a later one begins with the time.
-- name: vouchers of approval
SELECT id, valid_from, valid_to, ended_on, CASE WHEN {> voucher says the same} THEN 1 ELSE 0 END AS same
FROM voucher WHERE application_id = $1 AND {> voucher of approval}
ORDER BY later_period DESC, id DESC

-- name: mark later period
UPDATE voucher SET later_period = 1 WHERE id = $1

-- name: list voucher until
UPDATE voucher SET valid_to = $2, changed_at = {now} WHERE id = $1

-- The approval's own, which the next one makes again.
-- name: remove coming voucher
DELETE FROM voucher WHERE application_id = $1 AND {> voucher of approval} AND valid_from > $2

-- name: coming typed vouchers
SELECT id, valid_from FROM voucher
WHERE application_id = $1 AND NOT {> voucher of approval} AND valid_from > $2 AND would_end IS NULL

-- name: end coming voucher
UPDATE voucher SET would_end = valid_to, valid_to = $2, changed_at = {now} WHERE id = $1

-- name: end vouchers
UPDATE voucher SET would_end = COALESCE(would_end, valid_to), valid_to = $2, ended_on = $2, ended_before = NULL, changed_at = {now}
WHERE application_id = $1 AND valid_from <= $2 AND valid_to > $2

-- name: continue typed vouchers
UPDATE voucher SET valid_to = would_end, would_end = NULL, ended_on = NULL, changed_at = {now}
WHERE application_id = $1 AND NOT {> voucher of approval} AND would_end IS NOT NULL

-- name: remove voucher
DELETE FROM voucher WHERE id = $1

-- name: count applications
SELECT count(*) AS records FROM application

-- name: application is held
SELECT id FROM application WHERE id = $1
