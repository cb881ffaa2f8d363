-- Authorisations that cannot be changed back, and the anchor of the audit trail outside of the database.

-- A leaf of the tree that names the head of the audit trail; in the document store. '': a set without one.
ALTER TABLE balalyk_evidence ADD COLUMN audit_digest TEXT NOT NULL DEFAULT '';

-- The revocations of the trail: looked up before each signature.
CREATE INDEX balalyk_audit_revocation ON balalyk_audit (detail) WHERE event = 'authorisation-revoked' AND document_id = '';
