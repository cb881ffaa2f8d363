-- The pipeline's own tables. A document is one revision of one protocol or list; its row says which stage is due.

CREATE TABLE balalyk_document (
  sequence {identity},
  id {bytewise} NOT NULL UNIQUE,      -- UUID
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  source_key TEXT NOT NULL,
  revision INTEGER NOT NULL,
  commission_id TEXT NOT NULL,
  commission_name TEXT NOT NULL,
  chairperson_id TEXT NOT NULL,
  number TEXT NOT NULL,
  date {bytewise} NOT NULL,           -- of the sitting, ISO; '' when there is none
  subject TEXT NOT NULL,
  synthetic SMALLINT NOT NULL,
  state TEXT NOT NULL,
  problems TEXT NOT NULL,             -- JSON: objects of "code" and "params"
  flags TEXT NOT NULL,                -- the same
  reason TEXT NOT NULL,
  record_digest TEXT NOT NULL,
  content_digest TEXT NOT NULL,
  pages INTEGER NOT NULL DEFAULT 0,
  provenance TEXT NOT NULL DEFAULT '',
  container_name TEXT,
  container_media_type TEXT,
  container_digest TEXT,
  container_size BIGINT,
  certificate_digest TEXT,
  sign_at BIGINT,
  published_at BIGINT,
  superseded_by TEXT,
  changed_at BIGINT NOT NULL,
  -- The stage that is due, or where it stopped (resume_stage, of a quarantined one). NULL: nothing to do.
  stage TEXT,
  resume_stage TEXT,
  priority SMALLINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at BIGINT,
  lease_worker TEXT,
  lease_until BIGINT,
  ready_at BIGINT,                    -- claimable from: the later of due_at and lease_until
  token BIGINT NOT NULL DEFAULT 0,    -- grows with every claim
  UNIQUE (source, source_key, revision)
);
-- Small ones, over what is due and not over the archive: claims, nextDue and the sweep.
CREATE INDEX balalyk_document_due ON balalyk_document (stage, priority, ready_at, sequence) WHERE stage IS NOT NULL;
CREATE INDEX balalyk_document_leased ON balalyk_document (lease_worker, lease_until) WHERE lease_worker IS NOT NULL;
CREATE INDEX balalyk_document_drafted ON balalyk_document (commission_id, kind, sequence) WHERE state = 'drafted';
-- For people who look for one.
CREATE INDEX balalyk_document_state ON balalyk_document (state, changed_at);
CREATE INDEX balalyk_document_number ON balalyk_document (number);
CREATE INDEX balalyk_document_date ON balalyk_document (date, sequence);
CREATE INDEX balalyk_document_commission ON balalyk_document (commission_id, date, sequence);

-- The frozen record.
CREATE TABLE balalyk_record (
  sequence BIGINT PRIMARY KEY REFERENCES balalyk_document (sequence),
  xml TEXT NOT NULL
);

-- What was drafted.
CREATE TABLE balalyk_file (
  sequence BIGINT NOT NULL REFERENCES balalyk_document (sequence),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  digest TEXT NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (sequence, position)
);

-- Words of names, folded, each found by its beginning; with the document's day (20261102) to put the newest first.
CREATE TABLE balalyk_word (
  word {bytewise} NOT NULL,
  day INTEGER NOT NULL,
  sequence BIGINT NOT NULL REFERENCES balalyk_document (sequence),
  PRIMARY KEY (word, day, sequence)
) {clustered};
CREATE INDEX balalyk_word_of ON balalyk_word (sequence, word);

-- A number stands once in its commission and year; the record that has it.
CREATE TABLE balalyk_protocol_number (
  commission_id TEXT NOT NULL,
  year INTEGER NOT NULL,
  number_key TEXT NOT NULL,
  source TEXT NOT NULL,
  source_key TEXT NOT NULL,
  document_id TEXT NOT NULL,
  PRIMARY KEY (commission_id, year, number_key)
);
CREATE INDEX balalyk_protocol_number_of ON balalyk_protocol_number (source, source_key);
CREATE INDEX balalyk_protocol_number_by ON balalyk_protocol_number (document_id);

-- How many documents are in each state, kept in the transactions that change states.
CREATE TABLE balalyk_count (
  state TEXT NOT NULL,
  kind TEXT NOT NULL,
  documents BIGINT NOT NULL,
  PRIMARY KEY (state, kind)
);

-- How far each view was read.
CREATE TABLE balalyk_cursor (
  view_name TEXT PRIMARY KEY,
  changed_at BIGINT NOT NULL,
  key TEXT NOT NULL
);

CREATE TABLE balalyk_authorisation (
  id TEXT PRIMARY KEY,
  chairperson_id TEXT NOT NULL,
  commission_id TEXT NOT NULL,
  standing SMALLINT NOT NULL,
  kinds TEXT NOT NULL,                -- JSON: ["voucher-list", …]
  valid_from TEXT,
  valid_to TEXT,
  recorded_at BIGINT NOT NULL,
  revoked_at BIGINT,
  batch_digest TEXT NOT NULL,
  statement_digest TEXT NOT NULL,
  documents BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX balalyk_authorisation_of ON balalyk_authorisation (commission_id, recorded_at);
CREATE INDEX balalyk_authorisation_standing ON balalyk_authorisation (commission_id, chairperson_id) WHERE standing = 1;

-- Which content each authorisation covers.
CREATE TABLE balalyk_authorisation_document (
  document_id TEXT NOT NULL,
  content_digest TEXT NOT NULL,
  authorisation_id TEXT NOT NULL REFERENCES balalyk_authorisation (id),
  PRIMARY KEY (document_id, content_digest, authorisation_id)
);

-- A scheduled run, once per (schedule, planned time).
CREATE TABLE balalyk_schedule (
  schedule TEXT NOT NULL,
  planned_for {bytewise} NOT NULL,
  worker TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  finished_at BIGINT,
  report TEXT,
  PRIMARY KEY (schedule, planned_for)
);

-- For the portal to join with its records: the latest revision of each, and what is published of it.
CREATE VIEW balalyk_published AS
SELECT
  d.source, d.source_key, d.id AS document_id, d.revision, d.state, d.number, d.date, d.changed_at,
  p.id AS published_document_id, p.revision AS published_revision, p.number AS published_number,
  p.content_digest, p.container_digest, p.published_at
FROM balalyk_document d
LEFT JOIN balalyk_document p
  ON p.source = d.source AND p.source_key = d.source_key AND p.state = 'published'
WHERE d.revision = (SELECT max(l.revision) FROM balalyk_document l WHERE l.source = d.source AND l.source_key = d.source_key);
