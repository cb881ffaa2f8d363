-- What was returned because of its record, not by a stage or a person, is looked at again every night.
ALTER TABLE balalyk_document ADD COLUMN returned_by_check SMALLINT NOT NULL DEFAULT 0;
UPDATE balalyk_document SET returned_by_check = 1 WHERE state = 'returned' AND token = 0 AND reason = '';

-- Numbers are one when they look the same: Cyrillic letters by their Latin twins, an O as a zero (NumberKey.h). Where
-- two that stood side by side have become one, the older document keeps it.
CREATE TABLE balalyk_number_before AS SELECT * FROM balalyk_protocol_number;
DELETE FROM balalyk_protocol_number;
INSERT INTO balalyk_protocol_number (commission_id, year, number_key, source, source_key, document_id)
SELECT commission_id, year, {look-alikes folded number_key}, source, source_key, document_id
FROM balalyk_number_before WHERE true ORDER BY document_id
ON CONFLICT DO NOTHING;
DROP TABLE balalyk_number_before;
