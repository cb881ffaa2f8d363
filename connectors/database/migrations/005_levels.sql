-- Levels of signatures and their later upgrade, what keys made, receipts, quotas.

ALTER TABLE balalyk_document ADD COLUMN level TEXT NOT NULL DEFAULT '';
UPDATE balalyk_document SET level = 'B-B' WHERE container_digest IS NOT NULL;
-- What is below a level is found without looking at the rest.
CREATE INDEX balalyk_document_level ON balalyk_document (level, sequence)
  WHERE state = 'published' AND stage IS NULL AND resume_stage IS NULL;

-- How many published documents have each level, kept in the transactions that change levels.
CREATE TABLE balalyk_level_count (
  level TEXT PRIMARY KEY,
  documents BIGINT NOT NULL
);
INSERT INTO balalyk_level_count (level, documents)
SELECT level, count(*) FROM balalyk_document WHERE state = 'published' GROUP BY level;

-- Containers whose place an upgraded one took.
CREATE TABLE balalyk_former_container (
  sequence BIGINT NOT NULL REFERENCES balalyk_document (sequence),
  level TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  digest TEXT NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (sequence, digest)
);

-- Signature values from the moment a key made them until their container is stored.
CREATE TABLE balalyk_signature_journal (
  document_id TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE,        -- hex, of what was signed
  value TEXT NOT NULL,                -- base64
  PRIMARY KEY (document_id, digest)
);

CREATE TABLE balalyk_quota (
  name TEXT NOT NULL,
  day {bytewise} NOT NULL,            -- ISO, UTC
  used BIGINT NOT NULL,
  PRIMARY KEY (name, day)
);

ALTER TABLE balalyk_authorisation ADD COLUMN certificate_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE balalyk_authorisation ADD COLUMN receipt_digest TEXT NOT NULL DEFAULT '';
CREATE INDEX balalyk_authorisation_no_receipt ON balalyk_authorisation (recorded_at, id)
  WHERE standing = 0 AND receipt_digest = '' AND certificate_digest <> '' AND documents > 0;
CREATE INDEX balalyk_authorisation_document_by ON balalyk_authorisation_document (authorisation_id, document_id);
