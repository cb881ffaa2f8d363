-- Evidence records (RFC 4998): which time stamp proves which container.

-- The container that has evidence. What has none, or was upgraded since, is found without looking at the rest.
ALTER TABLE balalyk_document ADD COLUMN sealed_digest TEXT NOT NULL DEFAULT '';
CREATE INDEX balalyk_document_unsealed ON balalyk_document (container_digest)
  WHERE published_at IS NOT NULL AND container_digest IS NOT NULL AND container_digest <> sealed_digest;

-- One time stamp over one hash tree; both are in the document store.
CREATE TABLE balalyk_evidence (
  id {identity},
  kind TEXT NOT NULL,                 -- seal, renewal, rehash
  algorithm TEXT NOT NULL,
  tree_digest TEXT NOT NULL,
  token_digest TEXT NOT NULL,
  leaves BIGINT NOT NULL,
  stamped_at BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  assigned BIGINT NOT NULL,
  renewed_by BIGINT,
  renewed_leaf BIGINT,
  closed SMALLINT NOT NULL DEFAULT 0
);
CREATE INDEX balalyk_evidence_current ON balalyk_evidence (id) WHERE renewed_by IS NULL AND closed = 0;

-- Which leaf of a tree is of which container. (No foreign key: SQLite would look for children at each new time stamp.)
CREATE TABLE balalyk_evidence_leaf (
  container_digest {bytewise} NOT NULL,
  evidence BIGINT NOT NULL,
  leaf BIGINT NOT NULL,
  PRIMARY KEY (container_digest, evidence)
) {clustered};
