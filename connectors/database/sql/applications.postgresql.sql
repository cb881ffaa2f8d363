-- name: codes of benefits
(SELECT string_agg(o.category_code, chr(31) ORDER BY o.position) FROM application_benefit o WHERE o.application_id = a.id)
