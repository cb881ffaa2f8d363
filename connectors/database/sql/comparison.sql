-- name: frozen columns
d.sequence, d.changed_at, d.id, d.kind, d.source, d.source_key, d.record_digest, d.state,
CASE WHEN d.flags LIKE '%"recordGoneAfterPublication"%' THEN 1 ELSE 0 END AS marked_gone

-- name: frozen in state
SELECT {> frozen columns} FROM balalyk_document d
WHERE d.state = $1 AND (d.changed_at, d.sequence) > ($2, $3) AND d.changed_at >= $2
ORDER BY d.changed_at, d.sequence LIMIT $4

-- name: frozen published
SELECT {> frozen columns} FROM balalyk_document d
WHERE d.sequence > $1 AND coalesce(d.state, '') = 'published' AND d.source <> 'voucher-list' ORDER BY d.sequence LIMIT $2

-- The latest revision of each list of a month.
-- name: frozen lists
SELECT {> frozen columns} FROM balalyk_document d
WHERE d.date = $1 AND d.source = 'voucher-list' AND coalesce(d.state, '') <> 'withdrawn'
  AND NOT EXISTS (SELECT 1 FROM balalyk_document n
                  WHERE n.source = 'voucher-list' AND n.source_key = d.source_key AND n.revision > d.revision)
ORDER BY d.sequence

-- name: under way among
SELECT id, kind, source, source_key, state, container_digest FROM balalyk_document
WHERE id {among texts $1}
  AND coalesce(state, '') IN ({states before withdrawn}) {lock}

-- name: flags among
SELECT id, flags FROM balalyk_document WHERE id {among texts $1} {lock}

-- name: set flags
UPDATE balalyk_document SET flags = given.now FROM {rows $1: of_document TEXT, now TEXT} AS given WHERE id = given.of_document

-- name: checked again
UPDATE balalyk_document SET
  state = CASE WHEN given.now <> 'drafted' OR {> waits for secretary} THEN given.now ELSE 'sent' END, problems = given.found, flags = given.shown, returned_by_check = given.by_check,
  stage = given.next_stage, resume_stage = NULL, attempts = 0, lease_worker = NULL, lease_until = NULL, token = token + 1,
  due_at = CASE WHEN given.next_stage IS NOT NULL THEN {now} END,
  ready_at = CASE WHEN given.next_stage IS NOT NULL THEN {now} END, changed_at = {now}
FROM {rows $1: of_document TEXT, now TEXT, found TEXT, shown TEXT, by_check SMALLINT, next_stage TEXT} AS given
WHERE id = given.of_document
RETURNING id, kind, state
