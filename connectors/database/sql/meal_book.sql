-- What a permission opens: $1 everywhere, $2 the ids of commissions.
-- name: meal there
SELECT id FROM meal_subsidy WHERE id = $1

-- name: meal is open
(CAST($1 AS INTEGER) = 1 OR s.commission_id {among texts $2})

-- name: meal entry columns
s.id, s.changed_at, s.synthetic, s.version, s.protocol_number, s.sitting_date, s.child_surname, s.child_given_name,
s.child_patronymic, s.child_pin, s.child_birth_date, s.kindergarten_id, k.name_ky AS kindergarten_name_ky,
k.name_ru AS kindergarten_name_ru, s.amount_per_day, s.comments, s.upload_id,
c.id AS commission_id, c.name_ky AS commission_name_ky, c.name_ru AS commission_name_ru,
c.place_ky AS commission_place_ky, c.place_ru AS commission_place_ru, c.soate AS commission_soate,
c.languages AS commission_languages, c.local_body_ky AS commission_local_body_ky,
c.local_body_ru AS commission_local_body_ru,
f.file_name, {bytes of f.content} AS file_size, f.pages AS file_pages

-- name: meal entry tables
meal_subsidy s JOIN commission c ON c.id = s.commission_id
LEFT JOIN kindergarten k ON k.id = s.kindergarten_id
LEFT JOIN uploaded_file f ON f.id = s.upload_id

-- name: meal entries of commission
-- By (sitting, id), the newest first; a sitting without a day last.
SELECT {> meal entry columns} FROM {> meal entry tables}
WHERE s.commission_id = $3 AND {> meal is open}
  AND ($4 = '' OR (coalesce(s.sitting_date, ''), s.id) <
    (SELECT coalesce(a.sitting_date, ''), a.id FROM meal_subsidy a WHERE a.id = $4))
ORDER BY coalesce(s.sitting_date, '') DESC, s.id DESC LIMIT $5

-- name: meal entry
SELECT {> meal entry columns} FROM {> meal entry tables} WHERE s.id = $3 AND {> meal is open}

-- name: attendance of meals
SELECT t.meal_subsidy_id, m.id, m.commission_id, m.surname, m.given_name, m.patronymic, m.pin, m.position_ky,
  m.position_ru, m.role, m.active, m.workplace_ky, m.workplace_ru, m.phone, m.email
FROM meal_attendance t JOIN commission_member m ON m.id = t.member_id
WHERE t.meal_subsidy_id {among texts $1} ORDER BY t.meal_subsidy_id, t.position

-- name: latest revisions of meals
SELECT {> document columns} FROM balalyk_document d
WHERE d.source = 'meal-subsidy' AND d.source_key {among texts $1}
  AND d.revision = (SELECT max(l.revision) FROM balalyk_document l
                    WHERE l.source = 'meal-subsidy' AND l.source_key = d.source_key)

-- name: kindergartens of commission
SELECT id, name_ky, name_ru FROM kindergarten
WHERE commission_id = $3 AND (CAST($1 AS INTEGER) = 1 OR commission_id {among texts $2}) ORDER BY id

-- name: commission of kindergarten
SELECT commission_id FROM kindergarten WHERE id = $1

-- Who adds to what is invented adds what is invented.
-- name: commission is invented
SELECT coalesce(max(synthetic), 0) AS synthetic FROM kindergarten WHERE commission_id = $1

-- name: change meal
UPDATE meal_subsidy SET version = version + 1,
  changed_at = CASE WHEN changed_at >= {now} THEN changed_at + 1 ELSE {now} END,
  protocol_number = $3, sitting_date = $4, child_surname = $5, child_given_name = $6, child_patronymic = $7,
  child_pin = $8, child_birth_date = $9, kindergarten_id = $10, amount_per_day = CAST($11 AS BIGINT), comments = $12,
  upload_id = $13
WHERE id = $1 AND version = $2

-- name: attend meal
INSERT INTO meal_attendance (meal_subsidy_id, position, member_id)
SELECT $1, given.place, m.id
FROM {rows $2: place INTEGER, member TEXT} AS given JOIN commission_member m ON m.id = given.member
WHERE m.commission_id = $3

-- name: keep file
INSERT INTO uploaded_file (id, file_name, content, commission_id, pages, changed_at)
VALUES ($1, $2, $3, $4, CAST($5 AS INTEGER), {now})
ON CONFLICT (id) DO UPDATE SET file_name = excluded.file_name, changed_at = excluded.changed_at

-- A file of the commission, or one without a commission that a decision of it names.
-- name: file of commission
SELECT f.id, f.file_name, {bytes of f.content} AS file_size, f.pages AS file_pages FROM uploaded_file f
WHERE f.id = $4 AND (CAST($1 AS INTEGER) = 1 OR $3 {among texts $2})
  AND (f.commission_id = $3
    OR (f.commission_id = '' AND EXISTS (SELECT 1 FROM meal_subsidy s WHERE s.upload_id = f.id AND s.commission_id = $3)))

-- name: forget unused files
DELETE FROM uploaded_file
WHERE commission_id <> '' AND changed_at < {now} - CAST($1 AS BIGINT)
  AND NOT EXISTS (SELECT 1 FROM meal_subsidy s WHERE s.upload_id = uploaded_file.id)
