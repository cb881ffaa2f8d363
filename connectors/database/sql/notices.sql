-- Whoever holds it is the only one that reads on.
-- name: notice head
SELECT sequence FROM balalyk_notice_head WHERE one = 1 {lock}

-- name: move notice head
UPDATE balalyk_notice_head SET sequence = $1 WHERE one = 1

-- Who sent the document last, who saved its record last.
-- name: notice events
SELECT a.event, a.document_id, d.commission_id,
  coalesce((SELECT s.actor FROM balalyk_audit s
            WHERE s.document_id = a.document_id AND s.document_id <> '' AND s.event = 'sent'
            ORDER BY s.sequence DESC LIMIT 1), '') AS sender,
  {> saver of document} AS saver
FROM balalyk_audit a CROSS JOIN balalyk_document d
WHERE a.sequence > $1 AND a.sequence <= $2 AND a.event IN ('returned', 'rejected', 'published') AND a.at > {now} - $3
  AND d.id = a.document_id
ORDER BY a.sequence

-- name: saver of document
coalesce((SELECT s.account_id FROM balalyk_notice_saver s WHERE s.source = d.source AND s.source_key = d.source_key), '')

-- name: notice secretaries
SELECT r.member_id, r.commission_id FROM balalyk_notice_reader r
WHERE r.commission_id {among texts $1} AND r.role = 'secretary' AND {> is active reader} ORDER BY r.member_id

-- A truth in whatever form a view has it.
-- name: is active reader
CAST(r.active AS TEXT) IN ('1', 't', 'true')

-- name: notice accounts
SELECT account_id, member_id FROM balalyk_notice_account WHERE member_id {among texts $1}

-- name: open notices of
SELECT id, member_id, begun_at, ready_at FROM balalyk_notice
WHERE state = 'open' AND kind = $1 AND member_id {among texts $2} ORDER BY id {lock}

-- name: open notices
INSERT INTO balalyk_notice (id, kind, commission_id, member_id, state, begun_at, day, ready_at)
SELECT id, kind, commission_id, member_id, 'open', begun_at, '', ready_at
FROM {rows $1: id TEXT, kind TEXT, commission_id TEXT, member_id TEXT, begun_at BIGINT, ready_at BIGINT} AS new

-- name: put off notices
UPDATE balalyk_notice SET ready_at = later.until
FROM {rows $1: of_notice TEXT, until BIGINT} AS later WHERE balalyk_notice.id = later.of_notice

-- name: add notice items
INSERT INTO balalyk_notice_item (notice_id, document_id, happened)
SELECT notice_id, document_id, happened FROM {rows $1: notice_id TEXT, document_id TEXT, happened TEXT} AS new WHERE true
ON CONFLICT (notice_id, document_id) DO UPDATE SET happened = excluded.happened

-- name: waiting for chairpersons
SELECT d.commission_id, d.chairperson_id, max(d.changed_at) AS newest
FROM balalyk_document d {by index balalyk_document_sent}
WHERE d.state = 'sent' AND d.chairperson_id <> '' GROUP BY d.commission_id, d.chairperson_id
ORDER BY d.commission_id, d.chairperson_id

-- name: last day of notices
SELECT member_id, max(day) AS day FROM balalyk_notice {by index balalyk_notice_daily}
WHERE kind = 'waiting' AND day <> '' AND member_id {among texts $1} GROUP BY member_id

-- name: forget notices
DELETE FROM balalyk_notice WHERE begun_at < {now} - $1 AND ready_at IS NULL

-- name: notice columns
n.id, n.kind, n.state, n.commission_id, n.member_id, n.begun_at, n.composed_at, n.waiting, n.returned, n.rejected, n.published,
n.attempts, n.token, n.ready_at, n.sent_at, n.problems

-- name: ready notice
SELECT {> notice columns} FROM balalyk_notice n WHERE n.ready_at <= (SELECT {now}) ORDER BY n.ready_at, n.id LIMIT 1 {skip locked}

-- name: count waiting for chairperson
SELECT count(*) AS documents FROM balalyk_document d {by index balalyk_document_sent}
WHERE d.state = 'sent' AND d.commission_id = $1 AND d.chairperson_id = $2

-- What is still so: what was returned and is on its way again is no news.
-- name: count notice items
SELECT i.happened, count(*) AS documents FROM balalyk_notice_item i CROSS JOIN balalyk_document d
WHERE i.notice_id = $1 AND d.id = i.document_id
  AND CASE WHEN i.happened = 'published' THEN d.state IN ('published', 'superseded') ELSE d.state = 'returned' END
GROUP BY i.happened

-- name: forget notice items
DELETE FROM balalyk_notice_item WHERE notice_id = $1

-- The role is still the one that the notice is for.
-- name: notice reader
SELECT r.email, r.languages, r.name_ky, r.name_ru,
  (SELECT max(a.language) FROM balalyk_notice_account a WHERE a.member_id = r.member_id) AS language,
  (SELECT max(a.refuses) FROM balalyk_notice_account a WHERE a.member_id = r.member_id) AS refuses
FROM balalyk_notice_reader r
WHERE r.member_id = $1 AND r.commission_id = $2 AND r.role = $3 AND {> is active reader}

-- name: compose notice
UPDATE balalyk_notice SET state = 'composed', composed_at = {now}, day = $2, waiting = $3, returned = $4, rejected = $5,
  published = $6
WHERE id = $1

-- The last try's problem is this one's no more: by it a notice that waits is known from one that is being sent.
-- name: claim notice
UPDATE balalyk_notice SET attempts = attempts + 1, token = token + 1, ready_at = {now} + $2, problems = '[]' WHERE id = $1

-- name: notice
SELECT {> notice columns} FROM balalyk_notice n WHERE n.id = $1

-- One that was composed keeps its day: the day of this one may have another.
-- name: drop notice
UPDATE balalyk_notice SET state = 'dropped', composed_at = coalesce(composed_at, {now}),
  day = CASE WHEN day = '' THEN $2 ELSE day END, ready_at = NULL, problems = $3
WHERE id = $1

-- name: notice sent
UPDATE balalyk_notice SET state = 'sent', sent_at = {now}, ready_at = NULL, problems = '[]'
WHERE id = $1 AND token = $2 AND state = 'composed'

-- name: notice failed
UPDATE balalyk_notice SET state = CASE WHEN $3 < 0 THEN 'failed' ELSE state END,
  ready_at = CASE WHEN $3 < 0 THEN NULL ELSE {now} + $3 END, problems = $4
WHERE id = $1 AND token = $2 AND state = 'composed'

-- What a try is at now is left to it.
-- name: hasten notices
UPDATE balalyk_notice SET ready_at = {now} WHERE ready_at > {now} AND state = 'composed' AND problems <> '[]'

-- name: revive notices
UPDATE balalyk_notice SET state = 'composed', ready_at = {now}, attempts = 0 WHERE state = 'failed'

-- name: newest notices
SELECT {> notice columns} FROM balalyk_notice n ORDER BY n.begun_at DESC, n.id DESC LIMIT $1

-- name: notices refused
SELECT 1 FROM balalyk_notice_refusal WHERE account_id = $1

-- name: refuse notices
INSERT INTO balalyk_notice_refusal (account_id) VALUES ($1) ON CONFLICT (account_id) DO NOTHING

-- name: accept notices
DELETE FROM balalyk_notice_refusal WHERE account_id = $1
