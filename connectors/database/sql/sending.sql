-- name: documents to send
SELECT id, kind, state FROM balalyk_document
WHERE id {among texts $1} AND ($2 = '' OR commission_id = $2) ORDER BY id {lock}

-- What waited again for a reason (its authorisation was revoked) keeps it; who recalls it has seen it.
-- name: send these
UPDATE balalyk_document SET {becomes sent}, recalled = 0, changed_at = {now}
WHERE id IN (SELECT value FROM {values $1} AS given)

-- name: recall these
UPDATE balalyk_document SET {becomes recalled}, recalled = 1, problems = '[]', token = token + 1, changed_at = {now}
WHERE id IN (SELECT value FROM {values $1} AS given)

-- name: all drafted
SELECT id FROM balalyk_document {by index balalyk_document_drafted} WHERE state = 'drafted' ORDER BY id

-- Whether what is filled waits for the secretary. A commission that the view does not show sends at once; one that it
-- shows with another word does not.
-- name: waits for secretary
(recalled = 1 OR EXISTS (SELECT 1 FROM balalyk_commission_sending s
                         WHERE s.commission_id = balalyk_document.commission_id
                           AND coalesce(s.sending, '') <> 'at-once'))
