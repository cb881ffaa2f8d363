-- What was returned because of its record, not by a stage or a person, is looked at again every night.
ALTER TABLE balalyk_document ADD COLUMN returned_by_check SMALLINT NOT NULL DEFAULT 0;
UPDATE balalyk_document SET returned_by_check = 1 WHERE state = 'returned' AND token = 0 AND reason = '';
