-- What a permission opens: $1 everywhere, $2 the ids of commissions.
-- name: member is open
(CAST($1 AS INTEGER) = 1 OR m.commission_id {among texts $2})

-- name: open commissions
SELECT c.id, c.name_ky, c.name_ru, c.place_ky, c.place_ru, c.soate, c.languages, c.local_body_ky, c.local_body_ru
FROM commission c WHERE (CAST($1 AS INTEGER) = 1 OR c.id {among texts $2}) ORDER BY c.id

-- name: entry columns
m.id, m.commission_id, m.surname, m.given_name, m.patronymic, m.pin, m.position_ky, m.position_ru, m.role, m.active,
m.workplace_ky, m.workplace_ru, m.phone, m.email, m.version, m.changed_at

-- name: entries of commission
SELECT {> entry columns} FROM commission_member m
WHERE m.commission_id = $3 AND m.removed = 0 AND {> member is open} ORDER BY m.id

-- name: entry
SELECT {> entry columns} FROM commission_member m WHERE m.id = $3 AND m.removed = 0 AND {> member is open}

-- Another entry of the list: with this personal number, or the active chairperson.
-- name: entry with pin
SELECT id FROM commission_member WHERE commission_id = $1 AND pin = $2 AND id <> $3 AND removed = 0 ORDER BY id LIMIT 1

-- name: active chairperson besides
SELECT id FROM commission_member
WHERE commission_id = $1 AND role = 'chairperson' AND active = 1 AND removed = 0 AND id <> $2 ORDER BY id LIMIT 1

-- name: entry there
SELECT id FROM commission_member WHERE id = $1

-- name: add entry
INSERT INTO commission_member (version, removed, changed_at, {table columns of member})
VALUES (1, 0, {now}, {parameters of member from 1})

-- name: change entry
UPDATE commission_member SET version = version + 1, changed_at = {now}, surname = $3, given_name = $4, patronymic = $5,
  pin = $6, position_ky = $7, position_ru = $8, workplace_ky = $9, workplace_ru = $10, phone = $11, email = $12,
  role = $13, active = CAST($14 AS SMALLINT)
WHERE id = $1 AND version = $2 AND removed = 0

-- name: retire entry
UPDATE commission_member SET version = version + 1, changed_at = {now}, removed = 1, active = 0
WHERE id = $1 AND version = $2 AND removed = 0

-- name: delete entry
DELETE FROM commission_member WHERE id = $1 AND version = $2 AND removed = 0

-- name: accounts by entry
SELECT g.account_id FROM balalyk_account_role g JOIN balalyk_account a ON a.id = g.account_id
WHERE g.member_id = $1 AND g.member_id <> '' AND a.active = 1 AND {> holds through member} ORDER BY g.account_id

-- name: any account by entry
SELECT 1 AS one FROM balalyk_account_role WHERE member_id = $1 AND member_id <> '' LIMIT 1

-- name: applications waiting with entry
SELECT a.id FROM application_attendance t JOIN application a ON a.id = t.application_id
WHERE t.member_id = $1 AND a.decision IS NULL ORDER BY a.id LIMIT 100

-- name: attended by entry
SELECT 1 AS one FROM application_attendance WHERE member_id = $1
UNION ALL SELECT 1 AS one FROM meal_attendance WHERE member_id = $1 LIMIT 1

-- Small: what is on its way of one commission.
-- name: under way of commission
SELECT {> document columns} FROM balalyk_document d {by index balalyk_document_commission}
WHERE d.commission_id = $1 AND d.state IN ('decided', 'drafted', 'sent', 'authorised', 'returned', 'quarantined')
  AND ((d.source = 'application'
        AND EXISTS (SELECT 1 FROM application_attendance t WHERE t.application_id = d.source_key AND t.member_id = $2))
    OR (d.source = 'meal-subsidy'
        AND EXISTS (SELECT 1 FROM meal_attendance t WHERE t.meal_subsidy_id = d.source_key AND t.member_id = $2))
    OR d.chairperson_id = $2)
ORDER BY d.date DESC, d.sequence DESC LIMIT 100

-- name: document of chairperson
SELECT 1 AS one FROM balalyk_document {by index balalyk_document_commission}
WHERE commission_id = $1 AND chairperson_id = $2 LIMIT 1

-- name: authorisation of chairperson
SELECT 1 AS one FROM balalyk_authorisation WHERE commission_id = $1 AND chairperson_id = $2 LIMIT 1

-- name: commission there
SELECT 1 AS one FROM commission WHERE id = $1
