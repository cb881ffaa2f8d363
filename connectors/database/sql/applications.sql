-- The list: parts that ApplicationList.cpp puts together; :a and :b are a part's own values.

-- name: application row columns
a.id, a.child_surname, a.child_given_name, a.child_patronymic, a.received_at, a.decision, a.saved_at,
a.protocol_number, d.id AS document_id, d.revision, d.state, {> is signed} AS is_signed, d.problems, d.reason,
d.flags, d.changed_at, {> codes of benefits} AS benefit_codes

-- name: is signed
CASE WHEN d.container_digest IS NULL THEN 0 ELSE 1 END

-- name: latest protocol
LEFT JOIN balalyk_document d ON d.source = 'application' AND d.source_key = a.id
  AND d.revision = (SELECT max(l.revision) FROM balalyk_document l WHERE l.source = 'application' AND l.source_key = a.id)

-- name: list page
-- Its parts one after the other; a later one is read only where those before do not fill the page (a part has a limit,
-- so that none is read by another process at the same time).
SELECT * FROM (

-- name: list next part
) AS earlier UNION ALL SELECT * FROM (

-- name: list page up to
) AS last LIMIT :a

-- name: list returned
-- A returned one is the latest of its record: a newer revision supersedes it.
SELECT 'r' AS part, {> application row columns} FROM balalyk_document d {by index balalyk_document_returned}
CROSS JOIN application a
WHERE d.state = 'returned' AND d.commission_id = :a AND d.source = 'application' AND a.id = d.source_key
  AND a.commission_id = d.commission_id

-- name: list waiting
SELECT 'w' AS part, {> application row columns} FROM application a {by index application_waiting} {> latest protocol}
WHERE a.commission_id = :a AND a.decision IS NULL AND coalesce(d.state, '') <> 'returned'

-- name: list decided
SELECT 'd' AS part, {> application row columns} FROM application a {by index application_decided} {> latest protocol}
WHERE a.commission_id = :a AND a.decision IS NOT NULL AND coalesce(d.state, '') <> 'returned'

-- name: list by name
SELECT 'n' AS part, {> application row columns} FROM application a {by index application_named} {> latest protocol}
WHERE a.commission_id = :a

-- name: list counts
SELECT a.decision, count(*) AS applications FROM application a {by index application_counted}
WHERE a.commission_id = :a

-- name: list and undecided
AND a.decision IS NULL

-- name: list and decision
AND a.decision = :a

-- name: list and since
AND a.received_at >= :a

-- name: list and until
AND a.received_at < :a

-- name: list and benefit
AND EXISTS (SELECT 1 FROM application_benefit b WHERE b.application_id = a.id AND b.category_code = :a)

-- name: list and later
AND (coalesce(a.received_at, 0), a.id) > (:a, :b)

-- name: list and earlier
AND (coalesce(a.received_at, 0), a.id) < (:a, :b)

-- name: list and name after
AND (a.name_key, a.id) > (:a, :b)

-- name: list oldest first
ORDER BY coalesce(a.received_at, 0), a.id LIMIT :a

-- name: list newest first
ORDER BY coalesce(a.received_at, 0) DESC, a.id DESC LIMIT :a

-- name: list names first
ORDER BY a.name_key, a.id LIMIT :a

-- name: list each decision
GROUP BY a.decision

-- name: place in list
SELECT coalesce(received_at, 0) AS at, name_key FROM application WHERE id = $1 AND commission_id = $2

-- name: protocols of commission
SELECT count(*) AS returned,
  (SELECT count(*) FROM balalyk_document d {by index balalyk_document_drafted}
   WHERE d.state = 'drafted' AND d.commission_id = $1) AS drafted
FROM balalyk_document d {by index balalyk_document_returned}
WHERE d.state = 'returned' AND d.commission_id = $1 AND d.source = 'application'

-- name: benefits of applications
SELECT b.application_id, g.code, g.name_ky, g.name_ru
FROM application_benefit b JOIN benefit_category g ON g.code = b.category_code
WHERE b.application_id {among texts $1} ORDER BY b.application_id, b.position

-- name: search by word
SELECT a.id FROM application a
WHERE a.id IN (SELECT w.application_id FROM application_word w WHERE w.commission_id = :a AND w.word >= :b AND w.word < :c)

-- name: search and word
AND EXISTS (SELECT 1 FROM application_word w WHERE w.application_id = a.id AND w.word >= :a AND w.word < :b)

-- name: search by number
SELECT a.id FROM application a
WHERE a.id IN (SELECT o.id FROM application o WHERE substr(o.child_pin, 1, 14) = :a
               UNION SELECT o.id FROM application o WHERE substr(o.guardian_pin, 1, 14) = :b)
  AND a.commission_id = :c

-- name: rows of applications
SELECT {> application row columns} FROM application a {> latest protocol}
WHERE a.id {among texts $1} ORDER BY a.name_key, a.id

-- name: unnamed applications
SELECT a.id, a.commission_id, a.child_surname, a.child_given_name, a.child_patronymic, a.guardian_surname,
  a.guardian_given_name, a.guardian_patronymic, a.protocol_number
FROM application a {by index application_unnamed} WHERE a.names_by = '' ORDER BY a.id LIMIT $1

-- name: applications named otherwise
SELECT a.id, a.commission_id, a.child_surname, a.child_given_name, a.child_patronymic, a.guardian_surname,
  a.guardian_given_name, a.guardian_patronymic, a.protocol_number
FROM application a WHERE a.names_by <> $1 AND a.id > $2 ORDER BY a.id LIMIT 1000

-- name: keep folded
UPDATE application SET name_key = given.name, number_key = given.number, names_by = $2
FROM {rows $1: of_id TEXT, name TEXT, number TEXT} AS given WHERE id = given.of_id

-- name: forget words
DELETE FROM application_word WHERE application_id {among texts $1}

-- name: keep words
INSERT INTO application_word (commission_id, word, application_id)
SELECT given.of_commission, given.word, given.of_id FROM {rows $1: of_commission TEXT, word TEXT, of_id TEXT} AS given

-- One application.

-- name: application to edit
SELECT a.id AS key, a.changed_at, a.synthetic,
  c.id AS commission_id, c.name_ky AS commission_name_ky, c.name_ru AS commission_name_ru,
  c.place_ky AS commission_place_ky, c.place_ru AS commission_place_ru, c.soate AS commission_soate,
  c.languages AS commission_languages, c.local_body_ky AS commission_local_body_ky, c.local_body_ru AS commission_local_body_ru,
  a.protocol_number, a.sitting_date, 0 AS approved, a.refusal_grounds,
  a.child_surname, a.child_given_name, a.child_patronymic, a.child_pin, a.child_birth_date,
  a.guardian_surname, a.guardian_given_name, a.guardian_patronymic, a.guardian_pin, a.guardian_birth_date,
  a.guardian_address, a.guardian_kinship, a.guardian_phone, a.guardian_email,
  a.comments, a.amount_per_month,
  k.id AS kindergarten_id, k.name_ky AS kindergarten_name_ky, k.name_ru AS kindergarten_name_ru,
  '[]' AS benefits, '[]' AS members, '[]' AS documents,
  a.application_number, a.received_at, a.child_place_soate, a.child_place_ky, a.child_place_ru,
  a.version, a.decision, a.chosen, a.saved_by, a.saved_at, a.opened_by, a.opened_at,
  d.id AS document_id, d.revision, d.state, {> is signed} AS is_signed, d.problems, d.reason, d.flags,
  d.changed_at AS document_changed_at
FROM application a
JOIN commission c ON c.id = a.commission_id
LEFT JOIN kindergarten k ON k.id = a.kindergarten_id
{> latest protocol}
WHERE a.id = $1 AND a.commission_id {among texts $2}

-- name: ticked of application
SELECT t.member_id FROM application_attendance t WHERE t.application_id = $1 ORDER BY t.position

-- name: documents of application
SELECT t.name_ky, t.name_ru FROM application_document t WHERE t.application_id = $1 ORDER BY t.position

-- name: columns of a member
m.id, m.commission_id, m.surname, m.given_name, m.patronymic, m.pin, m.position_ky, m.position_ru, m.role, m.active,
m.workplace_ky, m.workplace_ru, m.phone, m.email

-- name: members to tick
-- Of the commission those who are active; those who are ticked; those who are named, if they are of the commission.
SELECT {> columns of a member} FROM commission_member m WHERE m.commission_id = $1 AND m.active = 1
UNION
SELECT {> columns of a member} FROM commission_member m
WHERE m.id IN (SELECT t.member_id FROM application_attendance t WHERE t.application_id = $2)
UNION
SELECT {> columns of a member} FROM commission_member m WHERE m.id {among texts $3} AND m.commission_id = $1

-- name: kindergartens to choose
SELECT id, name_ky, name_ru FROM kindergarten WHERE commission_id = $1

-- name: kindergarten of application
SELECT k.id, k.name_ky, k.name_ru FROM kindergarten k
WHERE k.id = $1 AND (k.commission_id = $2 OR EXISTS (SELECT 1 FROM application a WHERE a.id = $3 AND a.kindergarten_id = k.id))

-- name: categories
SELECT code, name_ky, name_ru FROM benefit_category ORDER BY position, code

-- name: commission
SELECT id AS commission_id, name_ky AS commission_name_ky, name_ru AS commission_name_ru, place_ky AS commission_place_ky,
  place_ru AS commission_place_ru, soate AS commission_soate, languages AS commission_languages,
  local_body_ky AS commission_local_body_ky, local_body_ru AS commission_local_body_ru
FROM commission WHERE id = $1

-- Who an account is in a commission.
-- name: name of account
SELECT m.surname, m.given_name, m.patronymic
FROM balalyk_account_role g JOIN commission_member m ON m.id = g.member_id
WHERE g.account_id = $1 AND g.place = $2 ORDER BY g.role LIMIT 1

-- name: mark application opened
UPDATE application SET opened_by = $3, opened_at = {now} WHERE id = $1 AND commission_id {among texts $2}

-- name: hidden numbers
SELECT child_pin, guardian_pin, guardian_phone FROM application WHERE id = $1 AND commission_id {among texts $2}

-- Saving.

-- name: save application
UPDATE application SET version = version + 1, protocol_number = $4, number_key = $5, sitting_date = $6, decision = $7,
  chosen = $8, refusal_grounds = $9, comments = $10, amount_per_month = $11, kindergarten_id = $12, saved_by = $13,
  saved_at = {now}, changed_at = CASE WHEN changed_at >= {now} THEN changed_at + 1 ELSE {now} END
WHERE id = $1 AND version = $2 AND commission_id = $3

-- name: version of application
SELECT form, saved_by, saved_at FROM application_version WHERE application_id = $1 AND version = $2

-- name: keep version
INSERT INTO application_version (application_id, version, form, saved_by, saved_at) VALUES ($1, CAST($2 AS INTEGER), $3, $4, $5)
ON CONFLICT (application_id, version) DO NOTHING

-- name: forget versions
DELETE FROM application_version WHERE application_id = $1 AND version <= $2

-- name: documents of number
SELECT n.document_id, d.number FROM balalyk_protocol_number n JOIN balalyk_document d ON d.id = n.document_id
WHERE n.commission_id = $1 AND n.year = $2 AND n.number_key = $3 AND NOT (n.source = 'application' AND n.source_key = $4)

-- name: decided applications of number
SELECT a.id FROM application a {by index application_number}
WHERE a.commission_id = $1 AND a.number_key = $2 AND a.decision IS NOT NULL AND substr(a.sitting_date, 1, 4) = $3 AND a.id <> $4
ORDER BY a.id LIMIT 1

-- name: published of application
SELECT d.id FROM balalyk_document d WHERE d.source = 'application' AND d.source_key = $1 AND coalesce(d.state, '') = 'published'
