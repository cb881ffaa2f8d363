-- Parts that FindQuery.cpp puts together; :a and :b are a part's own values.

-- name: how many with word
SELECT count(*) AS entries FROM (SELECT 1 FROM balalyk_word WHERE word >= $1 AND word < $2 LIMIT $3) AS some_of_them

-- name: sequences by word
SELECT w.sequence, w.day FROM balalyk_word w WHERE w.word >= :a AND w.word < :b

-- name: sequences and word
AND EXISTS (SELECT 1 FROM balalyk_word o WHERE o.sequence = w.sequence AND o.word >= :a AND o.word < :b)

-- name: sequences since
AND w.day >= :a

-- name: sequences until
AND w.day <= :a

-- name: sequences order
ORDER BY w.day DESC, w.sequence DESC LIMIT :a

-- What many have in common is soon met among the newest: they are looked through, no more of them than :b.
-- name: newest sequences
SELECT n.sequence FROM (SELECT sequence, date FROM balalyk_document WHERE date <= :a ORDER BY date DESC, sequence DESC LIMIT :b) n
WHERE true

-- name: newest and word
AND coalesce((SELECT 1 FROM balalyk_word o WHERE o.sequence = n.sequence AND o.word >= :a AND o.word < :b LIMIT 1), 0) = 1

-- name: newest since
AND n.date >= :a

-- name: newest order
ORDER BY n.date DESC, n.sequence DESC LIMIT :a

-- name: find by sequence
SELECT {> document columns} FROM balalyk_document d
WHERE d.sequence {among numbers :a}

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

-- name: find and level
AND coalesce(d.level, '') = :a

-- name: find and published
AND coalesce(d.published_at, 0) > 0

-- name: find and rare state
AND d.state = :a

-- name: find and common state
AND coalesce(d.state, '') = :a

-- name: find and current
AND coalesce(d.state, '') <> 'superseded'

-- name: find order
ORDER BY d.date DESC, d.sequence DESC LIMIT :a

-- name: find order of few
ORDER BY coalesce(d.date, '') DESC, d.sequence DESC LIMIT :a
