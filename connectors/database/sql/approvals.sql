-- Two approvals of one child, or of the last voucher, follow one another. As every change of states does (audit.sql), so
-- that no two transactions wait for each other in a circle.
-- name: lock approvals
SELECT sequence FROM balalyk_audit_head {lock}

-- name: approvals of
SELECT a.application_key, a.child, a.soate, a.year FROM balalyk_approval a
WHERE a.application_key {among texts $1}

-- name: approvals of children
SELECT a.application_key, a.child FROM balalyk_approval a WHERE a.child {among texts $1} ORDER BY a.application_key

-- name: voucher quotas
SELECT region, year, whole, taken FROM balalyk_voucher_quota
WHERE year {among numbers $1} ORDER BY region, year

-- name: voucher quotas of year
SELECT region, year, whole, taken FROM balalyk_voucher_quota
WHERE year = $1 AND ($2 = '' OR substr($2, 1, length(region)) = region) ORDER BY length(region), region

-- name: set voucher quota
INSERT INTO balalyk_voucher_quota (region, year, whole, taken)
VALUES ($1, CAST($2 AS INTEGER), CAST($3 AS INTEGER),
        (SELECT count(*) FROM balalyk_approval WHERE year = CAST($2 AS INTEGER) AND substr(soate, 1, length($1)) = $1))
ON CONFLICT (region, year) DO UPDATE SET whole = excluded.whole

-- name: forget approvals
DELETE FROM balalyk_approval WHERE application_key {among texts $1}

-- name: keep approvals
INSERT INTO balalyk_approval (application_key, child, soate, year)
SELECT given.of_key, given.child, given.soate, given.in_year
FROM {rows $1: of_key TEXT, child TEXT, soate TEXT, in_year INTEGER} AS given

-- name: change voucher quotas
UPDATE balalyk_voucher_quota SET taken = taken + given.more
FROM {rows $1: of_region TEXT, in_year INTEGER, more INTEGER} AS given
WHERE region = given.of_region AND year = given.in_year

-- What was approved before the approvals in force were kept, by the latest revisions.
-- name: earlier approvals
SELECT d.sequence, r.xml FROM balalyk_document d JOIN balalyk_record r ON r.sequence = d.sequence
WHERE d.sequence > $1 AND d.kind = 'voucher-approval' AND d.state NOT IN ('withdrawn', 'superseded')
  AND NOT (d.state = 'returned' AND d.returned_by_check = 1)
  AND d.flags NOT LIKE '%"recordGoneAfterPublication"%'
  AND NOT EXISTS (SELECT 1 FROM balalyk_document n
                  WHERE n.source = 'application' AND n.source_key = d.source_key AND n.revision > d.revision)
ORDER BY d.sequence LIMIT 1000
