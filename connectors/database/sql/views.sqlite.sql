-- name: columns of view
SELECT name, '' AS type FROM pragma_table_info($1)
