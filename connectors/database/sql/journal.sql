-- name: signature values
SELECT digest, value FROM balalyk_signature_journal
WHERE digest IN (SELECT value FROM {values $1} AS wanted)

-- name: keep signature values
INSERT INTO balalyk_signature_journal (document_id, digest, value)
SELECT given.of_document, given.signed, given.made
FROM {rows $1: of_document TEXT, fence BIGINT, signed TEXT, made TEXT} AS given
JOIN balalyk_document d ON d.id = given.of_document AND d.token = given.fence AND d.stage = 'sign'
WHERE true
ON CONFLICT DO NOTHING
RETURNING document_id

-- name: forget signature values
DELETE FROM balalyk_signature_journal
WHERE document_id IN (SELECT value FROM {values $1} AS given)

-- name: quota used
SELECT used FROM balalyk_quota WHERE name = $1 AND day = $2 {lock}

-- name: begin quota
INSERT INTO balalyk_quota (name, day, used, most) VALUES ($1, $2, 0, $3)
ON CONFLICT (name, day) DO UPDATE SET most = excluded.most WHERE balalyk_quota.most <> excluded.most

-- name: quota of day
SELECT used, most FROM balalyk_quota WHERE name = $1 AND day = $2

-- name: spend quota
UPDATE balalyk_quota SET used = used + $3 WHERE name = $1 AND day = $2

-- name: give back quota
UPDATE balalyk_quota SET used = CASE WHEN used > $3 THEN used - $3 ELSE 0 END WHERE name = $1 AND day = $2
