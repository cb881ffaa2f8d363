-- What a chairperson authorised stays as it was recorded; it is revoked once.
CREATE TRIGGER balalyk_authorisation_terms BEFORE UPDATE OF id, chairperson_id, commission_id, standing, kinds, valid_from,
  valid_to, recorded_at, batch_digest, statement_digest, certificate_digest ON balalyk_authorisation
BEGIN SELECT RAISE(ABORT, 'an authorisation is never changed'); END;
CREATE TRIGGER balalyk_authorisation_revoked BEFORE UPDATE OF revoked_at ON balalyk_authorisation
WHEN OLD.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a revocation is never taken back'); END;
CREATE TRIGGER balalyk_authorisation_delete BEFORE DELETE ON balalyk_authorisation
BEGIN SELECT RAISE(ABORT, 'an authorisation is never removed'); END;
CREATE TRIGGER balalyk_authorisation_document_update BEFORE UPDATE ON balalyk_authorisation_document
BEGIN SELECT RAISE(ABORT, 'what was authorised is never changed'); END;
CREATE TRIGGER balalyk_authorisation_document_delete BEFORE DELETE ON balalyk_authorisation_document
BEGIN SELECT RAISE(ABORT, 'what was authorised is never removed'); END;
