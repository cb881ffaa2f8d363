-- What happened, each entry bound to the one before by its hash.
CREATE TABLE balalyk_audit (
  sequence BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  event TEXT NOT NULL,
  document_id TEXT NOT NULL,          -- '' when it concerns none
  detail TEXT NOT NULL,               -- canonical JSON
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX balalyk_audit_of ON balalyk_audit (document_id, sequence) WHERE document_id <> '';

-- The chain's end. Whoever changes states holds this row, so that they follow one another.
CREATE TABLE balalyk_audit_head (
  one SMALLINT PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO balalyk_audit_head (one, sequence, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
