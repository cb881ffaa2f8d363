-- The lists that chairpersons confirm with one password, frozen as they were shown. Where a batch is follows from its
-- authorisation, which has the same id, and from its documents.
CREATE TABLE balalyk_batch (
  id TEXT PRIMARY KEY,
  chairperson_id TEXT NOT NULL,
  account_id TEXT NOT NULL,                    -- who prepared it; '': none of the portal's
  digest TEXT NOT NULL,                        -- of the list
  documents BIGINT NOT NULL,
  prepared_at BIGINT NOT NULL,
  begun_at BIGINT,                             -- first
  runner TEXT NOT NULL DEFAULT '',             -- who is at it, and until when that counts without being heard of
  alive_until BIGINT NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT '[]'           -- why the last try ended
);
CREATE INDEX balalyk_batch_chairperson ON balalyk_batch (chairperson_id, prepared_at);
CREATE TABLE balalyk_batch_document (
  batch_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  content_digest TEXT NOT NULL,                -- of what was shown
  problem TEXT NOT NULL DEFAULT '[]',          -- why it was left out
  PRIMARY KEY (batch_id, document_id)
) {clustered};
