-- A file that somebody gives in to be checked is found by its digest.
CREATE INDEX balalyk_file_digest ON balalyk_file (digest);
CREATE INDEX balalyk_document_container ON balalyk_document (container_digest) WHERE container_digest IS NOT NULL;
CREATE INDEX balalyk_former_container_digest ON balalyk_former_container (digest);

-- For the operator: until when the certificates that sign are good; NULL: recorded by an older version.
ALTER TABLE balalyk_authorisation ADD COLUMN certificate_until BIGINT;

-- What the processes that work on this database last said of themselves.
CREATE TABLE balalyk_process (
  name {bytewise} PRIMARY KEY,
  host TEXT NOT NULL,
  command TEXT NOT NULL,
  version TEXT NOT NULL,
  stages TEXT NOT NULL,               -- JSON: texts
  slots INTEGER NOT NULL,
  troubles TEXT NOT NULL,             -- JSON: objects of "code", "count" and "at"
  disks TEXT NOT NULL,                -- JSON: objects of "what", "free" and "size"
  begun_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
