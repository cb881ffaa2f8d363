-- Parts that FindQuery.cpp puts together; :a and :b are a part's own values.

-- name: how many with word
SELECT count(*) FROM (SELECT 1 FROM balalyk_word WHERE word >= $1 AND word < $2 LIMIT 5000) AS some_of_them

-- name: sequences by word
SELECT DISTINCT w.sequence, w.day FROM balalyk_word w WHERE w.word >= :a AND w.word < :b

-- name: sequences and word
AND EXISTS (SELECT 1 FROM balalyk_word o WHERE o.sequence = w.sequence AND o.word >= :a AND o.word < :b)

-- name: sequences since
AND w.day >= :a

-- name: sequences until
AND w.day <= :a

-- name: sequences order
ORDER BY w.day DESC, w.sequence DESC LIMIT :a

-- name: find by sequence
SELECT {> document columns} FROM balalyk_document d
WHERE d.sequence IN (SELECT CAST(value AS BIGINT) FROM {values :a} AS hits)

-- name: find by other
SELECT {> document columns} FROM balalyk_document d WHERE true

-- name: find and word
AND EXISTS (SELECT 1 FROM balalyk_word w WHERE w.sequence = d.sequence AND w.word >= :a AND w.word < :b)

-- name: find and number
AND d.number IN (:a, :b)

-- name: find and commission
AND d.commission_id = :a

-- name: find and since
AND d.date >= :a

-- name: find and until
AND d.date <= :a

-- name: find and kind
AND d.kind = :a

-- name: find and rare state
AND d.state = :a

-- name: find and common state
AND coalesce(d.state, '') = :a

-- name: find and current
AND coalesce(d.state, '') <> 'superseded'

-- name: find order
ORDER BY d.date DESC, d.sequence DESC LIMIT :a
