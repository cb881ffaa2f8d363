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
-- balalyk_portal      `balalyk portal`: sessions, signing in, the own account; applications as their secretaries
--                     decide them (not the people in them), their protocols taken, withdrawn, sent and recalled; no authorisation, no key
-- balalyk_accounts    `balalyk account`: accounts and their roles. No service needs it
-- balalyk_mailer      sends notices: of documents it reads states and ids, no name; together with balalyk_pipeline for a
--                     worker with `mail.from`, alone for `balalyk notices`
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
                              'balalyk_accounts', 'balalyk_mailer', 'balalyk_key_holder'] LOOP
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
    'balalyk_archive, balalyk_portal, balalyk_accounts, balalyk_mailer, balalyk_key_holder';
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA %s TO %s', home, everyone);
  FOR relation IN SELECT relname FROM pg_class
                  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v')
                    AND relname ~ '^(balalyk_|portal_(typed_draft|saved_view)$|application|benefit_category$|commission|kindergarten$|voucher$)' LOOP
    EXECUTE format('REVOKE ALL ON %s.%I FROM %s', home, relation, everyone);
  END LOOP;
END $$;

-- What every stage reads, and writes whenever it moves a document.
GRANT SELECT ON balalyk_document, balalyk_file, balalyk_word, balalyk_count, balalyk_level_count,
  balalyk_protocol_number, balalyk_cursor, balalyk_authorisation, balalyk_authorisation_document, balalyk_schedule,
  balalyk_audit, balalyk_audit_head, balalyk_former_container, balalyk_signature_journal, balalyk_quota, balalyk_evidence,
  balalyk_evidence_leaf, balalyk_migration, balalyk_published
  TO balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_authoriser, balalyk_secretary;
GRANT SELECT ON balalyk_record, balalyk_approval, balalyk_voucher_quota
  TO balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_authoriser;
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
  ready_at, returned_by_check, recalled) ON balalyk_document TO balalyk_filler;
GRANT UPDATE (content_digest, pages, provenance, superseded_by, flags, returned_by_check, priority) ON balalyk_document
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
  balalyk_archive, balalyk_mailer;
GRANT SELECT, INSERT, UPDATE, DELETE ON portal_session, portal_once, portal_pending_sign_in TO balalyk_portal;
GRANT SELECT, INSERT ON portal_feedback TO balalyk_portal;
-- Accounts are never removed. Who comes by a provider gets an account and the roles of the lists at once; who may use it
-- no longer is the operator's to say.
GRANT SELECT ON balalyk_account, balalyk_account_role, balalyk_commission_member, balalyk_sign_in_attempt,
  balalyk_sign_in_once, balalyk_audit, balalyk_audit_head, balalyk_migration TO balalyk_portal, balalyk_accounts;
GRANT SELECT (id, surname, given_name) ON commission_member TO balalyk_portal;  -- the name that the pages greet with
GRANT INSERT ON balalyk_account, balalyk_audit TO balalyk_portal, balalyk_accounts;
GRANT UPDATE (person, language, password_hash, password_first, password_until, must_change, changed_at)
  ON balalyk_account TO balalyk_portal, balalyk_accounts;
GRANT UPDATE (active) ON balalyk_account TO balalyk_accounts;
GRANT INSERT, DELETE ON balalyk_account_role TO balalyk_portal, balalyk_accounts;
GRANT INSERT, UPDATE, DELETE ON balalyk_sign_in_attempt, balalyk_sign_in_once TO balalyk_portal, balalyk_accounts;
GRANT UPDATE (sequence, hash) ON balalyk_audit_head TO balalyk_portal, balalyk_accounts;
GRANT SELECT, DELETE ON portal_session, portal_once TO balalyk_accounts;  -- a new password ends sessions
-- The second factor: the portal alone reads the secrets. The operator's commands see who has one, and remove it.
GRANT SELECT, INSERT, UPDATE, DELETE ON balalyk_second_factor TO balalyk_portal;
GRANT SELECT, INSERT, DELETE ON balalyk_recovery_code TO balalyk_portal;
GRANT SELECT (account_id, confirmed_at), DELETE ON balalyk_second_factor TO balalyk_accounts;
GRANT SELECT (account_id), DELETE ON balalyk_recovery_code TO balalyk_accounts;
GRANT SELECT, INSERT, DELETE ON balalyk_notice_refusal TO balalyk_portal;

GRANT SELECT ON balalyk_notice, balalyk_notice_item, balalyk_notice_head, balalyk_notice_reader, balalyk_notice_account,
  balalyk_notice_saver, balalyk_audit, balalyk_audit_head, balalyk_migration TO balalyk_mailer;
GRANT SELECT (id, source, source_key, state, commission_id, chairperson_id, changed_at) ON balalyk_document
  TO balalyk_mailer;
GRANT INSERT, UPDATE, DELETE ON balalyk_notice, balalyk_notice_item TO balalyk_mailer;
GRANT UPDATE (sequence) ON balalyk_notice_head TO balalyk_mailer;

-- Applications: what the form edits, and nothing of whom it is about.
GRANT SELECT ON application, application_benefit, application_attendance, application_document, application_word,
  application_version, benefit_category, commission, commission_member, kindergarten, voucher TO balalyk_portal;
GRANT UPDATE (version, protocol_number, number_key, sitting_date, decision, chosen, refusal_grounds, comments,
  amount_per_month, kindergarten_id, saved_by, saved_at, opened_by, opened_at, changed_at, name_key, names_by)
  ON application TO balalyk_portal;
GRANT INSERT, DELETE ON application_benefit, application_attendance, application_document, application_word,
  application_version TO balalyk_portal;
GRANT INSERT, UPDATE, DELETE ON voucher TO balalyk_portal;
GRANT SELECT, INSERT, UPDATE, DELETE ON portal_typed_draft, portal_saved_view TO balalyk_portal;
-- Their protocols: taken, withdrawn, sent, recalled.
GRANT SELECT ON balalyk_document, balalyk_record, balalyk_file, balalyk_word, balalyk_count, balalyk_protocol_number,
  balalyk_approval, balalyk_voucher_quota, balalyk_decided_application, balalyk_commission_sending TO balalyk_portal;
GRANT INSERT (id, kind, source, source_key, revision, commission_id, commission_name, chairperson_id, number, date,
  subject, synthetic, state, problems, flags, reason, record_digest, content_digest, changed_at, stage, priority, due_at,
  ready_at, returned_by_check, recalled) ON balalyk_document TO balalyk_portal;
GRANT UPDATE (state, stage, resume_stage, problems, attempts, priority, due_at, ready_at, lease_worker, lease_until,
  token, changed_at, superseded_by, flags, returned_by_check, recalled) ON balalyk_document TO balalyk_portal;
GRANT INSERT ON balalyk_record, balalyk_word TO balalyk_portal;
GRANT INSERT, UPDATE ON balalyk_count TO balalyk_portal;
GRANT INSERT, DELETE ON balalyk_protocol_number, balalyk_approval TO balalyk_portal;
GRANT UPDATE (taken) ON balalyk_voucher_quota TO balalyk_portal;
-- Applicants who were informed.
GRANT UPDATE (informed_at, informed_by) ON balalyk_document TO balalyk_portal;
-- The lists of members and meals, and who has a voucher.
GRANT SELECT ON commission, commission_member, kindergarten, application, application_attendance, meal_subsidy,
  meal_attendance, uploaded_file, voucher, balalyk_document, balalyk_file, balalyk_authorisation, balalyk_voucher_holder,
  balalyk_meal_subsidy, balalyk_upload TO balalyk_portal;
GRANT INSERT, UPDATE, DELETE ON commission_member TO balalyk_portal;
GRANT INSERT, UPDATE ON meal_subsidy TO balalyk_portal;
GRANT INSERT, DELETE ON meal_attendance TO balalyk_portal;
-- What is uploaded under an id stays what it is.
GRANT INSERT, UPDATE (file_name, changed_at), DELETE ON uploaded_file TO balalyk_portal;

-- Other systems. The operator's commands (balalyk_accounts) add and revoke tokens and addresses; the portal's login checks
-- tokens, takes applications in and delivers events. A child or a guardian enters with an application and is never changed.
REVOKE ALL ON portal_token, portal_intake, portal_api_answer, portal_webhook
  FROM balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_pipeline, balalyk_authoriser, balalyk_secretary,
  balalyk_archive, balalyk_mailer, balalyk_key_holder, balalyk_portal, balalyk_accounts;
GRANT SELECT, INSERT ON portal_token TO balalyk_accounts;
GRANT UPDATE (revoked_at) ON portal_token TO balalyk_accounts;
GRANT INSERT, DELETE ON portal_webhook TO balalyk_accounts;
GRANT SELECT (id, address, everywhere, commissions, events, position, paused, created_at, attempts, failing_since,
  delivered_at, problem, token, unfinished) ON portal_webhook TO balalyk_accounts;
GRANT UPDATE (paused, attempts, failing_since, ready_at, token, unfinished) ON portal_webhook TO balalyk_accounts;
GRANT SELECT ON portal_token, portal_webhook TO balalyk_portal;
GRANT UPDATE (last_used_at) ON portal_token TO balalyk_portal;
GRANT UPDATE (position, paused, attempts, failing_since, delivered_at, problem, token, ready_at, unfinished)
  ON portal_webhook TO balalyk_portal;
GRANT SELECT, INSERT, UPDATE, DELETE ON portal_api_answer TO balalyk_portal;
GRANT SELECT, INSERT ON portal_intake TO balalyk_portal;
GRANT INSERT ON application TO balalyk_portal;

-- Batches: the portal freezes what it shows and reads what became of it; the key holder is at it, and counts the tries of
-- a key's password as those to sign in are counted.
GRANT SELECT, INSERT ON balalyk_batch, balalyk_batch_document TO balalyk_key_holder, balalyk_portal;
GRANT SELECT ON balalyk_batch, balalyk_batch_document, balalyk_document_opened TO balalyk_signer, balalyk_archive;
GRANT SELECT ON balalyk_batch_document TO balalyk_authoriser;  -- whether it authorises a frozen list
GRANT SELECT, INSERT ON balalyk_document_opened TO balalyk_portal;
GRANT UPDATE (begun_at, runner, alive_until, problem) ON balalyk_batch TO balalyk_key_holder;
GRANT UPDATE (problem) ON balalyk_batch_document TO balalyk_key_holder;
GRANT SELECT, INSERT, UPDATE, DELETE ON balalyk_sign_in_attempt TO balalyk_key_holder;
GRANT balalyk_authoriser, balalyk_pipeline TO balalyk_key_holder;
GRANT SELECT ON balalyk_document, balalyk_file, balalyk_authorisation, balalyk_authorisation_document TO balalyk_portal;
-- A chairperson gives a document back, with a reason; signature values that were prepared for it go.
GRANT UPDATE (reason) ON balalyk_document TO balalyk_portal;
GRANT SELECT (document_id), DELETE ON balalyk_signature_journal TO balalyk_portal;

-- What the processes say of themselves, for the operator's page.
GRANT SELECT, INSERT, UPDATE, DELETE ON balalyk_process
  TO balalyk_filler, balalyk_signer, balalyk_publisher, balalyk_portal;
-- The check page finds a file by its digest; the operator's page shows how far everything is, gives another try (whose
-- outcome follows from what is authorised) and manages accounts.
GRANT SELECT ON balalyk_former_container, balalyk_level_count, balalyk_schedule, balalyk_quota TO balalyk_portal;
GRANT UPDATE (active) ON balalyk_account TO balalyk_portal;

-- The archive: what the portal orders is made, and the store checked, by the host that publishes. A hold is the archivist's.
GRANT SELECT ON balalyk_export, balalyk_export_document, balalyk_fixity, balalyk_fixity_finding, balalyk_hold,
  balalyk_tombstone TO balalyk_portal, balalyk_publisher, balalyk_archive;
GRANT INSERT ON balalyk_export, balalyk_export_document TO balalyk_portal;
GRANT UPDATE (state, ready_at, removed_at, claimable_at, attempts, token, digest, size, manifest_digest, stamped, problems)
  ON balalyk_export TO balalyk_publisher;
GRANT UPDATE (claimable_at, attempts) ON balalyk_export TO balalyk_portal;  -- the operator's other try
GRANT INSERT ON balalyk_fixity, balalyk_fixity_finding TO balalyk_publisher;
GRANT UPDATE (ended_at, position, files, damaged, missing, attempts, tried_at, careful_until) ON balalyk_fixity TO balalyk_publisher;
GRANT INSERT, DELETE ON balalyk_hold TO balalyk_portal;
GRANT SELECT ON balalyk_evidence, balalyk_evidence_leaf TO balalyk_portal;

COMMIT;
