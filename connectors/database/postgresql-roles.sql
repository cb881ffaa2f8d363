-- Roles for a PostgreSQL database that was migrated (`balalyk database migrate`). Run by its owner, again after every
-- upgrade:
--
--   psql "$CONNECTION" -v ON_ERROR_STOP=1 -f postgresql-roles.sql
--
-- balalyk_pipeline   reads the portal's four views, writes the pipeline's own tables; may not touch the portal's tables
-- balalyk_archive    reads documents and the audit trail; for archivists
-- Give each person or service a login of its own that is a member of one of them:
--   CREATE ROLE nightly LOGIN PASSWORD '…' IN ROLE balalyk_pipeline;

BEGIN;

DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'balalyk_pipeline') THEN
    CREATE ROLE balalyk_pipeline NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'balalyk_archive') THEN
    CREATE ROLE balalyk_archive NOLOGIN;
  END IF;
END $$;

-- The schema in which the tables lie: the first of the search path.
DO $$
DECLARE
  home TEXT := quote_ident(current_schema());
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %s TO balalyk_pipeline, balalyk_archive', home);
END $$;

GRANT SELECT ON balalyk_decided_application, balalyk_meal_subsidy, balalyk_voucher_holder, balalyk_upload
  TO balalyk_pipeline;
GRANT SELECT, INSERT, UPDATE ON balalyk_document, balalyk_count, balalyk_cursor, balalyk_authorisation, balalyk_schedule,
  balalyk_level_count, balalyk_quota TO balalyk_pipeline;
GRANT SELECT, INSERT, UPDATE, DELETE ON balalyk_protocol_number, balalyk_signature_journal TO balalyk_pipeline;
GRANT SELECT, INSERT ON balalyk_record, balalyk_file, balalyk_word, balalyk_authorisation_document, balalyk_audit,
  balalyk_former_container
  TO balalyk_pipeline;
GRANT SELECT, INSERT, UPDATE ON balalyk_evidence TO balalyk_pipeline;
GRANT SELECT, INSERT ON balalyk_evidence_leaf TO balalyk_pipeline;
GRANT SELECT, UPDATE ON balalyk_audit_head TO balalyk_pipeline;
GRANT SELECT ON balalyk_migration, balalyk_published TO balalyk_pipeline;

GRANT SELECT ON balalyk_document, balalyk_record, balalyk_file, balalyk_word, balalyk_count, balalyk_authorisation,
  balalyk_authorisation_document, balalyk_audit, balalyk_audit_head, balalyk_migration, balalyk_published,
  balalyk_schedule, balalyk_level_count, balalyk_former_container TO balalyk_archive;
GRANT SELECT ON balalyk_evidence, balalyk_evidence_leaf TO balalyk_archive;

COMMIT;
