-- The trail grows only.
CREATE TRIGGER balalyk_audit_update BEFORE UPDATE ON balalyk_audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER balalyk_audit_delete BEFORE DELETE ON balalyk_audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
