-- Upgrades of signatures that were given up until a person retries them: found without looking at the archive.
CREATE INDEX balalyk_document_upgrade_stopped ON balalyk_document (sequence)
  WHERE state = 'published' AND resume_stage IS NOT NULL;
