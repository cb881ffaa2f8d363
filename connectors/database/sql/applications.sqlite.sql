-- In the order of the primary key: by position.
-- name: codes of benefits
(SELECT group_concat(o.category_code, char(31))
 FROM application_benefit o INDEXED BY sqlite_autoindex_application_benefit_1 WHERE o.application_id = a.id)
