-- What of a role's member the list still says: a truth in whatever form a view has it. An entry that was given to
-- somebody else, with another personal number, is no longer the account's.
-- name: is active member
CAST(m.active AS TEXT) IN ('1', 't', 'true')

-- name: holds through member
(g.member_id = '' OR EXISTS (
  SELECT 1 FROM balalyk_commission_member m
  WHERE m.id = g.member_id AND m.commission_id = g.place AND m.role = g.role AND {> is active member}
    AND (a.person = '' OR m.pin = a.person)))

-- name: roles in force
SELECT g.account_id, g.role, g.place, g.member_id
FROM balalyk_account_role g JOIN balalyk_account a ON a.id = g.account_id
WHERE g.account_id = $1 AND a.active = 1 AND {> holds through member} ORDER BY g.role, g.place

-- name: account columns with roles
SELECT a.id, a.issuer, a.subject, a.language, a.active, a.must_change, {> has second factor} AS second_factor, g.role, g.place,
  g.member_id
FROM balalyk_account a
LEFT JOIN balalyk_account_role g ON g.account_id = a.id AND a.active = 1 AND {> holds through member}

-- name: account
{> account columns with roles} WHERE a.id = $1 ORDER BY g.role, g.place

-- name: account of identity
{> account columns with roles} WHERE a.issuer = $1 AND a.subject = $2 ORDER BY g.role, g.place

-- name: all roles in force
SELECT g.account_id, g.role, g.place, g.member_id
FROM balalyk_account_role g JOIN balalyk_account a ON a.id = g.account_id
WHERE a.active = 1 AND {> holds through member} ORDER BY g.account_id, g.role, g.place

-- The other side of a commission, held by the same account, member or person.
-- name: other side
WITH mine AS (
  SELECT person FROM balalyk_account WHERE id = $1 AND person <> ''
  UNION SELECT pin FROM balalyk_commission_member WHERE id = $4 AND pin <> ''
)
SELECT 1 FROM balalyk_account_role g JOIN balalyk_account a ON a.id = g.account_id
WHERE g.place = $2 AND g.role = $3
  AND (g.account_id = $1 OR (g.member_id <> '' AND g.member_id = $4) OR a.person IN (SELECT person FROM mine)
       OR EXISTS (SELECT 1 FROM balalyk_commission_member m
                  WHERE m.id = g.member_id AND m.pin IN (SELECT person FROM mine)))
LIMIT 1

-- name: member columns
m.id AS id, m.commission_id AS commission_id, m.soate AS soate, m.pin AS pin, m.role AS role,
CASE WHEN {> is active member} THEN 1 ELSE 0 END AS active

-- name: active members with pin
SELECT {> member columns} FROM balalyk_commission_member m WHERE m.pin = $1 AND {> is active member} ORDER BY m.id

-- name: listed member
SELECT {> member columns} FROM balalyk_commission_member m WHERE m.id = $1

-- name: name of member
SELECT surname, given_name FROM commission_member WHERE id = $1
