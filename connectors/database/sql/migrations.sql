-- name: create migration table
CREATE TABLE IF NOT EXISTS balalyk_migration (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at BIGINT NOT NULL
)

-- name: migrations applied
SELECT version, checksum FROM balalyk_migration ORDER BY version

-- name: migration applied
INSERT INTO balalyk_migration (version, name, checksum, applied_at) VALUES (CAST($1 AS INTEGER), $2, $3, {now})
