-- The gate between the secretary and the chairperson. What is drafted now is sent by the program that migrates, with its
-- entries in the audit trail.

-- at-once: the chairperson sees what is drafted; by-secretary: once the secretary has sent it.
ALTER TABLE commission ADD COLUMN sending TEXT NOT NULL DEFAULT 'at-once';

-- A commission that is not shown sends at once.
CREATE VIEW balalyk_commission_sending AS SELECT id AS commission_id, sending FROM commission;

-- 1: recalled, and sent by a person only.
ALTER TABLE balalyk_document ADD COLUMN recalled SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX balalyk_document_sent ON balalyk_document (commission_id, kind, sequence) WHERE state = 'sent';
