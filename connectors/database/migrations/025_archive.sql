-- The archive's pages: found by what they are narrowed by, however many there are; exports of many at once; what the check of
-- the store found; what may not be removed.

-- One entry for each document that was published: a page is read from the groups of a state, kind and level, in their order.
CREATE INDEX balalyk_document_archive ON balalyk_document (state, kind, level, date, sequence) WHERE published_at IS NOT NULL;

CREATE TABLE balalyk_export (
  id {bytewise} PRIMARY KEY,          -- UUID
  account_id TEXT NOT NULL,
  kind TEXT NOT NULL,                 -- files, package
  state TEXT NOT NULL,                -- waiting, ready, failed, removed
  documents BIGINT NOT NULL,
  ordered_at BIGINT NOT NULL,
  ready_at BIGINT,
  removed_at BIGINT,
  claimable_at BIGINT,                -- NULL: nothing to do
  attempts INTEGER NOT NULL DEFAULT 0,
  token BIGINT NOT NULL DEFAULT 0,    -- grows with every claim
  digest TEXT NOT NULL DEFAULT '',    -- of the file, in the document store
  size BIGINT NOT NULL DEFAULT 0,
  manifest_digest TEXT NOT NULL DEFAULT '',
  stamped SMALLINT NOT NULL DEFAULT 0,
  problems TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX balalyk_export_account ON balalyk_export (account_id, ordered_at, id);
CREATE INDEX balalyk_export_due ON balalyk_export (claimable_at, id) WHERE claimable_at IS NOT NULL;
CREATE INDEX balalyk_export_ready ON balalyk_export (ready_at, id) WHERE state = 'ready';

-- The list, frozen when it is ordered.
CREATE TABLE balalyk_export_document (
  export_id {bytewise} NOT NULL,
  position BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  PRIMARY KEY (export_id, position)
) {clustered};
CREATE INDEX balalyk_export_document_of ON balalyk_export_document (document_id);

-- Readings of all files against their digests. A step is kept as soon as it is done: what is killed continues there.
CREATE TABLE balalyk_fixity (
  id {identity},
  begun_at BIGINT NOT NULL,
  ended_at BIGINT,
  position BIGINT NOT NULL DEFAULT 0,
  files BIGINT NOT NULL DEFAULT 0,
  damaged BIGINT NOT NULL DEFAULT 0,
  missing BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX balalyk_fixity_open ON balalyk_fixity ((1)) WHERE ended_at IS NULL;
CREATE TABLE balalyk_fixity_finding (
  run BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  problem TEXT NOT NULL,              -- JSON: it names the digest
  found_at BIGINT NOT NULL,
  PRIMARY KEY (run, document_id, problem)
);

-- Of a record: all its revisions are held.
CREATE TABLE balalyk_hold (
  source TEXT NOT NULL,
  source_key TEXT NOT NULL,
  document_id TEXT NOT NULL,          -- where it was set
  commission_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (source, source_key)
);
CREATE INDEX balalyk_hold_set ON balalyk_hold (set_at, document_id);

-- What remains of a document that was removed when its time was over.
CREATE TABLE balalyk_tombstone (
  document_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  commission_id TEXT NOT NULL,
  number TEXT NOT NULL,
  date {bytewise} NOT NULL,
  record_digest TEXT NOT NULL,
  container_digest TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  removed_at BIGINT NOT NULL
);
CREATE INDEX balalyk_tombstone_removed ON balalyk_tombstone (removed_at, document_id);
CREATE INDEX balalyk_tombstone_container ON balalyk_tombstone (container_digest);
-- Files that more than one document may name.
CREATE INDEX balalyk_file_shared ON balalyk_file (digest) WHERE name IN ('protocol.pdf', 'vouchers.csv');
