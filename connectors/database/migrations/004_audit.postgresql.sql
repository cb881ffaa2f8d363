-- The trail grows only.
CREATE FUNCTION balalyk_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;
CREATE TRIGGER balalyk_audit_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON balalyk_audit
FOR EACH STATEMENT EXECUTE FUNCTION balalyk_audit_refuse();
