-- name: lock migrations
SELECT pg_advisory_xact_lock(7021994301)

-- name: migration table
SELECT 1 WHERE to_regclass('balalyk_migration') IS NOT NULL
