-- name: lock migrations
SELECT 1

-- name: let migrations take long
SELECT $1

-- name: migration table
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'balalyk_migration'
