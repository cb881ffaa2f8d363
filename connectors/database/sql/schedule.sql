-- name: begin schedule
INSERT INTO balalyk_schedule (schedule, planned_for, worker, begun_at, lease_until)
VALUES ($1, $2, $3, {now}, {now} + $4)
ON CONFLICT (schedule, planned_for) DO UPDATE
SET worker = excluded.worker, begun_at = excluded.begun_at, lease_until = excluded.lease_until
WHERE balalyk_schedule.finished_at IS NULL AND balalyk_schedule.lease_until < {now}

-- name: keep schedule
UPDATE balalyk_schedule SET lease_until = {now} + $4
WHERE schedule = $1 AND planned_for = $2 AND worker = $3 AND finished_at IS NULL

-- name: release schedule
UPDATE balalyk_schedule SET lease_until = {now} - 1
WHERE schedule = $1 AND planned_for = $2 AND worker = $3 AND finished_at IS NULL

-- name: finish schedule
UPDATE balalyk_schedule SET finished_at = {now}, report = $4
WHERE schedule = $1 AND planned_for = $2 AND worker = $3 AND finished_at IS NULL

-- name: last finished
SELECT planned_for FROM balalyk_schedule
WHERE schedule = $1 AND finished_at IS NOT NULL ORDER BY planned_for DESC LIMIT 1
