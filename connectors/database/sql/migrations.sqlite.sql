-- name: lock migrations
SELECT 1

-- name: let migrations take long
SELECT $1

-- name: migration table
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'balalyk_migration'

-- name: text of view
SELECT substr(sql, instr(sql, ' AS')) AS text FROM sqlite_master WHERE type = 'view' AND name = $1
