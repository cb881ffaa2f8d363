-- name: report process
INSERT INTO balalyk_process (name, host, command, version, stages, slots, troubles, disks, begun_at, seen_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, {now}, {now})
ON CONFLICT (name) DO UPDATE SET stages = excluded.stages, slots = excluded.slots, troubles = excluded.troubles,
  disks = excluded.disks, seen_at = excluded.seen_at

-- name: forget process
DELETE FROM balalyk_process WHERE name = $1

-- name: forget old processes
DELETE FROM balalyk_process WHERE seen_at < {now} - 86400000

-- name: processes
SELECT name, host, command, version, stages, slots, troubles, disks, begun_at, seen_at FROM balalyk_process
ORDER BY host, command, name
