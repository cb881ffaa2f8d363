-- name: codes of benefits
array_to_string(ARRAY(SELECT o.category_code FROM application_benefit o WHERE o.application_id = a.id ORDER BY o.position), chr(31))
