-- name: opened by account
o.account_id = $2 AND o.document_id = d.id AND o.content_digest = d.content_digest

-- name: inbox
SELECT {> document columns}, o.opened_at
FROM balalyk_document d {by index balalyk_document_inbox}
LEFT JOIN balalyk_document_opened o ON {> opened by account}
WHERE d.state = 'sent' AND d.chairperson_id {among texts $1}
  AND ($3 = '' OR d.kind = $3) AND ($4 = '' OR d.date >= $4) AND ($5 = '' OR d.date <= $5)
  AND (CASE WHEN d.flags = '[]' THEN 1 ELSE 0 END, d.changed_at, d.sequence) > ($6, $7, $8)
ORDER BY CASE WHEN d.flags = '[]' THEN 1 ELSE 0 END, d.changed_at, d.sequence LIMIT $9

-- name: inbox before
SELECT d.id, o.opened_at
FROM balalyk_document d {by index balalyk_document_inbox}
LEFT JOIN balalyk_document_opened o ON {> opened by account}
WHERE d.state = 'sent' AND d.chairperson_id {among texts $1}
  AND ($3 = '' OR d.kind = $3) AND ($4 = '' OR d.date >= $4) AND ($5 = '' OR d.date <= $5)
  AND (CASE WHEN d.flags = '[]' THEN 1 ELSE 0 END, d.changed_at, d.sequence) < ($6, $7, $8)
ORDER BY CASE WHEN d.flags = '[]' THEN 1 ELSE 0 END DESC, d.changed_at DESC, d.sequence DESC LIMIT $9

-- name: place in inbox
SELECT d.flags, d.changed_at, d.sequence FROM balalyk_document d
WHERE d.id = $2 AND d.chairperson_id {among texts $1}

-- name: inbox counts
SELECT d.kind, count(*) AS waiting, sum(CASE WHEN d.flags = '[]' THEN 0 ELSE 1 END) AS flagged,
  sum(CASE WHEN o.opened_at IS NULL THEN 1 ELSE 0 END) AS unopened
FROM balalyk_document d {by index balalyk_document_inbox}
LEFT JOIN balalyk_document_opened o ON {> opened by account}
WHERE d.state = 'sent' AND d.chairperson_id {among texts $1}
GROUP BY d.kind ORDER BY d.kind

-- name: of chairpersons
SELECT {> document columns}, o.opened_at
FROM balalyk_document d LEFT JOIN balalyk_document_opened o ON {> opened by account}
WHERE d.id {among texts $3} AND d.chairperson_id {among texts $1}

-- name: mark document opened
INSERT INTO balalyk_document_opened (account_id, document_id, content_digest, opened_at)
VALUES ($1, $2, $3, {now}) ON CONFLICT (account_id, document_id, content_digest) DO NOTHING
