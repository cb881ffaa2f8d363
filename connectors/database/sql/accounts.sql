-- name: has second factor
CASE WHEN EXISTS (SELECT 1 FROM balalyk_second_factor f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL) THEN 1 ELSE 0 END

-- name: account columns
a.id, a.issuer, a.subject, a.language, a.active, a.must_change, {> has second factor} AS second_factor

-- name: account alone of identity
SELECT {> account columns} FROM balalyk_account a WHERE a.issuer = $1 AND a.subject = $2

-- name: accounts
SELECT {> account columns} FROM balalyk_account a ORDER BY a.issuer, a.subject

-- A role of a member whose personal number is not the account's; a local account without a role takes the member's.
-- name: other person
SELECT 1 FROM balalyk_account a JOIN balalyk_commission_member m ON m.id = $2
WHERE a.id = $1 AND a.person <> '' AND m.pin <> '' AND m.pin <> a.person
  AND (a.issuer <> $3 OR EXISTS (SELECT 1 FROM balalyk_account_role g WHERE g.account_id = a.id))

-- name: add account
INSERT INTO balalyk_account (id, issuer, subject, person, language, active, password_hash, password_first, password_until,
  must_change, changed_at)
VALUES ($1, $2, $3, $4, $5, 1, '', 0, 0, 0, {now})
ON CONFLICT (issuer, subject) DO NOTHING

-- name: name person of account
UPDATE balalyk_account SET person = $2, changed_at = {now} WHERE id = $1 AND person <> $2

-- An operator who grants a member's role says whose account it is, as long as it has no other; where there is a
-- provider, that says it.
-- name: name person by member
UPDATE balalyk_account SET
  person = (SELECT m.pin FROM balalyk_commission_member m WHERE m.id = $2), changed_at = {now}
WHERE id = $1 AND issuer = $3
  AND (person = '' OR (SELECT count(*) FROM balalyk_account_role g WHERE g.account_id = $1) = 1)
  AND EXISTS (SELECT 1 FROM balalyk_commission_member m
              WHERE m.id = $2 AND m.pin <> '' AND m.pin <> balalyk_account.person)

-- name: activate account
UPDATE balalyk_account SET active = $2, changed_at = {now} WHERE id = $1 AND active <> $2

-- name: choose language
UPDATE balalyk_account SET language = $2, changed_at = {now} WHERE id = $1 AND language <> $2

-- name: roles given
SELECT role, place, member_id, listed FROM balalyk_account_role WHERE account_id = $1 ORDER BY role, place

-- name: give role
INSERT INTO balalyk_account_role (account_id, role, place, member_id, listed) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account_id, role, place) DO NOTHING

-- name: take role
DELETE FROM balalyk_account_role WHERE account_id = $1 AND role = $2 AND place = $3

-- name: password of identity
SELECT id, active, password_hash, password_first, password_until FROM balalyk_account WHERE issuer = $1 AND subject = $2

-- name: set password
UPDATE balalyk_account
SET password_hash = $2, password_first = $3, password_until = $4, must_change = $3, changed_at = {now}
WHERE id = $1

-- name: spend first password
UPDATE balalyk_account SET password_hash = '', password_first = 0, password_until = 0, changed_at = {now}
WHERE id = $1 AND password_hash = $2 AND password_first = 1

-- name: strengthen password
UPDATE balalyk_account SET password_hash = $3, changed_at = {now}
WHERE id = $1 AND password_hash = $2 AND password_first = 0
