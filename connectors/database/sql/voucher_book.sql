-- What a permission opens: $1 everywhere, $2 the ids of commissions, $3 of kindergartens.
-- name: organisation is open
(CAST($1 AS INTEGER) = 1 OR k.commission_id {among texts $2} OR k.id {among texts $3})

-- name: organisation columns
k.id, k.name_ky, k.name_ru, c.id AS commission_id, c.name_ky AS commission_name_ky, c.name_ru AS commission_name_ru

-- name: open organisations
SELECT {> organisation columns} FROM kindergarten k JOIN commission c ON c.id = k.commission_id
WHERE {> organisation is open} ORDER BY k.id

-- name: open organisation
SELECT {> organisation columns} FROM kindergarten k JOIN commission c ON c.id = k.commission_id
WHERE k.id = $4 AND {> organisation is open}

-- name: voucher totals
SELECT kindergarten_id, count(*) AS children, sum(amount_per_month) AS per_month FROM voucher
WHERE kindergarten_id {among texts $1} AND valid_to >= $2 AND valid_from <= $3
GROUP BY kindergarten_id
