-- What a chairperson opened before signing, each content by itself: a new draft was not seen by anybody.
CREATE TABLE balalyk_document_opened (
  account_id TEXT NOT NULL,
  document_id TEXT NOT NULL,
  content_digest TEXT NOT NULL,
  opened_at BIGINT NOT NULL,                   -- first
  PRIMARY KEY (account_id, document_id, content_digest)
) {clustered};
