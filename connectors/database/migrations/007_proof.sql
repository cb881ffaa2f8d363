-- Authorisations that cannot be changed back, and the anchor of the audit trail outside of the database.

-- A leaf of the tree that names the head of the audit trail; in the document store. '': a set without one.
ALTER TABLE balalyk_evidence ADD COLUMN audit_digest TEXT NOT NULL DEFAULT '';
