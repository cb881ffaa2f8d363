-- What was published once. :a, :b … are a part's own values (ArchiveListing.cpp).

-- name: may see
($2 = 1 OR d.commission_id {among texts $3})

-- name: archived document
SELECT {> document columns} FROM balalyk_document d WHERE d.id = $1 AND d.published_at IS NOT NULL AND {> may see}

-- name: these archived
SELECT {> document columns} FROM balalyk_document d
WHERE d.id {among texts $1} AND d.published_at IS NOT NULL AND {> may see}

-- name: archive groups
SELECT state, kind FROM balalyk_count WHERE state IN ('published', 'superseded') AND documents <> 0

-- name: archive of group
SELECT d.date, d.sequence FROM balalyk_document d {by index balalyk_document_archive}
WHERE d.published_at IS NOT NULL AND d.state = :a AND d.kind = :b AND d.level = :c

-- name: archive of commission
SELECT d.date, d.sequence FROM balalyk_document d {by index balalyk_document_commission}
WHERE d.commission_id = :a AND d.published_at IS NOT NULL

-- name: archive of number
SELECT d.date, d.sequence FROM balalyk_document d {by index balalyk_document_number}
WHERE d.number IN (:a, :b) AND d.published_at IS NOT NULL

-- name: archive and commissions
AND d.commission_id {among texts :a}

-- name: archive and kind
AND d.kind = :a

-- name: archive and level
AND d.level = :a

-- name: archive and state
AND coalesce(d.state, '') = :a

-- name: archive and since
AND d.date >= :a

-- name: archive and until
AND d.date <= :a

-- name: archive and after
AND (d.date, d.sequence) < (:a, :b)

-- name: archive newest first
ORDER BY d.date DESC, d.sequence DESC LIMIT :a

-- name: archive oldest first
ORDER BY d.date, d.sequence LIMIT :a
