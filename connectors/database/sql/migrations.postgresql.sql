-- name: lock migrations
SELECT pg_advisory_xact_lock(7021994301)

-- name: let migrations take long
SELECT set_config(name, $1, true) FROM (VALUES ('statement_timeout'), ('idle_in_transaction_session_timeout')) AS setting (name)

-- name: migration table
SELECT 1 WHERE to_regclass('balalyk_migration') IS NOT NULL

-- name: text of view
SELECT definition AS text FROM pg_views WHERE schemaname = current_schema() AND viewname = $1
