-- name: keep typed
INSERT INTO portal_typed_draft (account_id, form, fields, typed_at) VALUES ($1, $2, $3, {now})
ON CONFLICT (account_id, form) DO UPDATE SET fields = excluded.fields, typed_at = excluded.typed_at

-- name: typed
SELECT fields, typed_at FROM portal_typed_draft WHERE account_id = $1 AND form = $2 AND typed_at > {now} - $3

-- name: typed of account
SELECT form, typed_at FROM portal_typed_draft WHERE account_id = $1 AND typed_at > {now} - $2 ORDER BY typed_at DESC, form

-- name: forget typed
DELETE FROM portal_typed_draft WHERE account_id = $1 AND form = $2

-- name: forget oldest typed
DELETE FROM portal_typed_draft WHERE account_id = $1 AND form IN (
  SELECT o.form FROM portal_typed_draft o WHERE o.account_id = $1 ORDER BY o.typed_at DESC, o.form LIMIT 10000 OFFSET $2)

-- name: sweep typed
DELETE FROM portal_typed_draft WHERE typed_at <= {now} - $1

-- name: saved views
SELECT id, name, state, received_from, received_to, benefit, list_order FROM portal_saved_view WHERE account_id = $1

-- name: keep saved view
INSERT INTO portal_saved_view (id, account_id, name, state, received_from, received_to, benefit, list_order)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (account_id, name) DO UPDATE SET state = excluded.state, received_from = excluded.received_from,
  received_to = excluded.received_to, benefit = excluded.benefit, list_order = excluded.list_order

-- name: remove saved view
DELETE FROM portal_saved_view WHERE account_id = $1 AND id = $2
