-- name: codes of benefits
(SELECT string_agg(b.category_code, chr(31)) FROM (
   SELECT o.category_code FROM application_benefit o WHERE o.application_id = a.id ORDER BY o.position) b)
