-- What a chairperson authorised stays as it was recorded; it is revoked once.
CREATE FUNCTION balalyk_authorisation_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF (NEW.id, NEW.chairperson_id, NEW.commission_id, NEW.standing, NEW.kinds, NEW.valid_from, NEW.valid_to,
      NEW.recorded_at, NEW.batch_digest, NEW.statement_digest, NEW.certificate_digest)
     IS DISTINCT FROM
     (OLD.id, OLD.chairperson_id, OLD.commission_id, OLD.standing, OLD.kinds, OLD.valid_from, OLD.valid_to,
      OLD.recorded_at, OLD.batch_digest, OLD.statement_digest, OLD.certificate_digest)
  THEN RAISE EXCEPTION 'an authorisation is never changed'; END IF;
  IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at
  THEN RAISE EXCEPTION 'a revocation is never taken back'; END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION balalyk_authorisation_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what was authorised is never changed or removed'; END $$;
CREATE TRIGGER balalyk_authorisation_kept BEFORE UPDATE ON balalyk_authorisation
FOR EACH ROW EXECUTE FUNCTION balalyk_authorisation_keep();
CREATE TRIGGER balalyk_authorisation_stays BEFORE DELETE OR TRUNCATE ON balalyk_authorisation
FOR EACH STATEMENT EXECUTE FUNCTION balalyk_authorisation_refuse();
CREATE TRIGGER balalyk_authorisation_document_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON balalyk_authorisation_document
FOR EACH STATEMENT EXECUTE FUNCTION balalyk_authorisation_refuse();
