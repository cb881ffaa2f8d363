-- name: codes of benefits
(SELECT group_concat(b.category_code, char(31)) FROM (
   SELECT o.category_code FROM application_benefit o WHERE o.application_id = a.id ORDER BY o.position) b)
