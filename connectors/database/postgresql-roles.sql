-- Roles for a PostgreSQL database that was migrated (`balalyk database migrate`). Run by its owner, again after every
-- upgrade: it takes back what earlier versions granted.
--
--   psql "$CONNECTION" -v ON_ERROR_STOP=1 -f postgresql-roles.sql
--
-- balalyk_filler      takes decided records and fills templates: a host with `worker.stages = fill`
-- balalyk_signer      signs what is authorised, applies standing authorisations, keeps receipts
-- balalyk_publisher   publishes, raises levels, keeps evidence
-- balalyk_pipeline    these three together: one host that does it all; also `retry`, `regenerate`, `status`
-- balalyk_authoriser  `balalyk authorise`: records and revokes authorisations, rejects drafts. No service needs it.
--                     Without --later the command signs and publishes at once: then with balalyk_pipeline
-- balalyk_secretary   `balalyk send` and `recall`: what is drafted to the chairperson, and back until it is authorised
-- balalyk_key_holder  `balalyk signer`: what balalyk_authoriser and balalyk_pipeline do, and the batches of the portal
-- balalyk_archive     reads documents and the audit trail; for archivists
-- balalyk_portal      `balalyk portal` and `balalyk account`: sessions, accounts, roles and signing in; no document, record or key
-- Give each person or service its own login that is a member of what it needs:
--   CREATE ROLE nightly LOGIN PASSWORD '…' IN ROLE balalyk_pipeline;
--   CREATE ROLE commission LOGIN PASSWORD '…' IN ROLE balalyk_authoriser, balalyk_pipeline;
--
-- What grants cannot do: the column `state` belongs to every stage, and a grant does not look at its value. A filler's
-- login could write 'sent', 'authorised' or 'published' there. Nothing is signed for that: the sign stage wants a statement
-- signed by the chairperson, which no role can make, and an entry of the trail that the document was sent.

BEGIN;

DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['balalyk_filler', 'balalyk_signer', 'balalyk_publisher', 'balalyk_pipeline',
                              'balalyk_authoriser', 'balalyk_secretary', 'balalyk_archive', 'balalyk_portal',
                              'balalyk_key_holder'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    END IF;
  END LOOP;
END $$;

-- The schema in which the tables lie: the first of the search path.
DO $$
DECLARE
  home TEXT := quote_ident(current_schema());
  relation TEXT;
  everyone CONSTANT TEXT :=
    'balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_pipeline, balalyk_authoriser, balalyk_secretary, '
    'balalyk_archive, balalyk_portal, balalyk_key_holder';
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %s TO %s', home, everyone);
  FOR relation IN SELECT relname FROM pg_class
                  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v')
                    AND relname LIKE 'balalyk\_%' LOOP
    EXECUTE format('REVOKE ALL ON %s.%I FROM %s', home, relation, everyone);
  END LOOP;
END $$;

-- What every stage reads, and writes whenever it moves a document.
GRANT SELECT ON balalyk_document, balalyk_record, balalyk_file, balalyk_word, balalyk_count, balalyk_level_count,
  balalyk_protocol_number, balalyk_cursor, balalyk_authorisation, balalyk_authorisation_document, balalyk_schedule,
  balalyk_audit, balalyk_audit_head, balalyk_former_container, balalyk_signature_journal, balalyk_quota, balalyk_evidence,
  balalyk_evidence_leaf, balalyk_migration, balalyk_published, balalyk_approval, balalyk_voucher_quota
  TO balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_authoriser, balalyk_secretary;
GRANT UPDATE (state, stage, resume_stage, problems, attempts, due_at, ready_at, lease_worker, lease_until, token, sign_at,
  changed_at) ON balalyk_document
  TO balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_authoriser, balalyk_secretary;
GRANT INSERT ON balalyk_audit TO balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_authoriser, balalyk_secretary;
GRANT UPDATE (sequence, hash) ON balalyk_audit_head
  TO balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_authoriser, balalyk_secretary;
GRANT INSERT, UPDATE ON balalyk_count
  TO balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_authoriser, balalyk_secretary;
GRANT INSERT, UPDATE ON balalyk_schedule TO balalyk_filler, balalyk_signer, balalyk_publisher;

GRANT SELECT ON balalyk_decided_application, balalyk_meal_subsidy, balalyk_voucher_holder
  TO balalyk_filler, balalyk_signer, balalyk_authoriser;
GRANT SELECT ON balalyk_upload, balalyk_commission_sending TO balalyk_filler;
GRANT SELECT ON balalyk_voucher_holder TO balalyk_publisher;  -- who chairs the commission of a list
GRANT INSERT (id, kind, source, source_key, revision, commission_id, commission_name, chairperson_id, number, date,
  subject, synthetic, state, problems, flags, reason, record_digest, content_digest, changed_at, stage, priority, due_at,
  ready_at, returned_by_check) ON balalyk_document TO balalyk_filler;
GRANT UPDATE (content_digest, pages, provenance, superseded_by, flags, returned_by_check) ON balalyk_document
  TO balalyk_filler;
GRANT INSERT ON balalyk_record, balalyk_file, balalyk_word TO balalyk_filler;
GRANT INSERT, DELETE ON balalyk_protocol_number TO balalyk_filler;
GRANT INSERT, UPDATE ON balalyk_cursor TO balalyk_filler;
-- Approvals take of the quota when they are taken; what is withdrawn gives it back. Whole quotas are the portal's.
GRANT INSERT ON balalyk_approval TO balalyk_filler;
GRANT DELETE ON balalyk_approval TO balalyk_filler, balalyk_signer, balalyk_authoriser;
GRANT UPDATE (taken) ON balalyk_voucher_quota TO balalyk_filler, balalyk_signer, balalyk_authoriser;

GRANT UPDATE (container_name, container_media_type, container_digest, container_size, certificate_digest, level, flags)
  ON balalyk_document TO balalyk_signer;
GRANT INSERT, DELETE ON balalyk_signature_journal TO balalyk_signer;
GRANT DELETE ON balalyk_protocol_number TO balalyk_signer, balalyk_publisher;  -- of what is returned or withdrawn there
GRANT INSERT ON balalyk_authorisation_document TO balalyk_signer;
GRANT UPDATE (documents, receipt_digest) ON balalyk_authorisation TO balalyk_signer;

GRANT UPDATE (container_name, container_media_type, container_digest, container_size, level, published_at, superseded_by,
  sealed_digest, flags) ON balalyk_document TO balalyk_publisher;
GRANT INSERT, UPDATE ON balalyk_level_count, balalyk_quota, balalyk_evidence TO balalyk_publisher;
GRANT INSERT ON balalyk_former_container, balalyk_evidence_leaf TO balalyk_publisher;

GRANT INSERT ON balalyk_authorisation, balalyk_authorisation_document TO balalyk_authoriser;
GRANT UPDATE (documents, receipt_digest, revoked_at) ON balalyk_authorisation TO balalyk_authoriser;
GRANT UPDATE (reason) ON balalyk_document TO balalyk_authoriser;
GRANT DELETE ON balalyk_signature_journal, balalyk_protocol_number TO balalyk_authoriser;

GRANT UPDATE (recalled) ON balalyk_document TO balalyk_secretary;

GRANT balalyk_filler, balalyk_signer, balalyk_publisher TO balalyk_pipeline;

GRANT SELECT ON balalyk_document, balalyk_record, balalyk_file, balalyk_word, balalyk_count, balalyk_authorisation,
  balalyk_authorisation_document, balalyk_audit, balalyk_audit_head, balalyk_migration, balalyk_published,
  balalyk_schedule, balalyk_level_count, balalyk_former_container, balalyk_evidence, balalyk_evidence_leaf
  TO balalyk_archive;

REVOKE ALL ON portal_session, portal_once, portal_pending_sign_in, portal_feedback
  FROM balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_pipeline, balalyk_authoriser, balalyk_secretary,
  balalyk_archive;
GRANT SELECT, INSERT, UPDATE, DELETE ON portal_session, portal_once, portal_pending_sign_in TO balalyk_portal;
GRANT SELECT, INSERT ON portal_feedback TO balalyk_portal;
-- Accounts are never removed.
GRANT SELECT ON balalyk_account, balalyk_account_role, balalyk_commission_member, balalyk_sign_in_attempt,
  balalyk_sign_in_once, balalyk_audit, balalyk_audit_head, balalyk_migration TO balalyk_portal;
GRANT SELECT (id, surname, given_name) ON commission_member TO balalyk_portal;  -- the name that the pages greet with
GRANT INSERT ON balalyk_account, balalyk_audit TO balalyk_portal;
GRANT UPDATE (person, language, active, password_hash, password_first, password_until, must_change, changed_at)
  ON balalyk_account TO balalyk_portal;
GRANT INSERT, DELETE ON balalyk_account_role TO balalyk_portal;
GRANT INSERT, UPDATE, DELETE ON balalyk_sign_in_attempt, balalyk_sign_in_once TO balalyk_portal;
GRANT UPDATE (sequence, hash) ON balalyk_audit_head TO balalyk_portal;

-- Batches: the portal freezes what it shows and reads what became of it; the key holder is at it, and counts the tries of
-- a key's password as those to sign in are counted.
GRANT SELECT, INSERT ON balalyk_batch, balalyk_batch_document TO balalyk_key_holder, balalyk_portal;
GRANT SELECT ON balalyk_batch, balalyk_batch_document, balalyk_document_opened TO balalyk_signer, balalyk_archive;
GRANT SELECT, INSERT ON balalyk_document_opened TO balalyk_portal;
GRANT UPDATE (begun_at, runner, alive_until, problem) ON balalyk_batch TO balalyk_key_holder;
GRANT UPDATE (problem) ON balalyk_batch_document TO balalyk_key_holder;
GRANT SELECT, INSERT, UPDATE, DELETE ON balalyk_sign_in_attempt TO balalyk_key_holder;
GRANT balalyk_authoriser, balalyk_pipeline TO balalyk_key_holder;
GRANT SELECT ON balalyk_document, balalyk_file, balalyk_authorisation, balalyk_authorisation_document TO balalyk_portal;

COMMIT;
