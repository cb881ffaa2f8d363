-- Work that ends whoever does it is not begun for ever; containers of a document that was removed are known by its record.

ALTER TABLE balalyk_fixity ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;  -- of the step at its place
ALTER TABLE balalyk_fixity ADD COLUMN tried_at BIGINT;                      -- the last one
ALTER TABLE balalyk_fixity ADD COLUMN careful_until BIGINT NOT NULL DEFAULT 0;  -- up to there one document is a step
CREATE INDEX balalyk_export_failed ON balalyk_export (ordered_at, id) WHERE state = 'failed';
ALTER TABLE portal_webhook ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;  -- tries since one came to an end
ALTER TABLE balalyk_tombstone ADD COLUMN certificate_digest TEXT NOT NULL DEFAULT '';  -- SHA-256; '': removed before this
CREATE INDEX balalyk_tombstone_record ON balalyk_tombstone (record_digest);
ALTER TABLE portal_api_answer ADD COLUMN location TEXT NOT NULL DEFAULT '';
ALTER TABLE balalyk_quota ADD COLUMN most BIGINT NOT NULL DEFAULT 0;  -- the limit, for the operator's page
