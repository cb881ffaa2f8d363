-- The duty to inform the applicant of a published decision, listed until a secretary says that it was done. What was published
-- before this list is not asked for: nobody knows.
ALTER TABLE balalyk_document ADD COLUMN informed_at BIGINT;
ALTER TABLE balalyk_document ADD COLUMN informed_by TEXT NOT NULL DEFAULT '';
UPDATE balalyk_document SET informed_at = 0 WHERE state = 'published' AND source = 'application';
CREATE INDEX balalyk_document_to_inform ON balalyk_document (commission_id, published_at, id)
  WHERE state = 'published' AND source = 'application' AND informed_at IS NULL;
CREATE INDEX balalyk_document_informed ON balalyk_document (commission_id, informed_at, id) WHERE informed_at > 0;
