-- What waits for a chairperson is found by the chairperson, not among what waits in the whole country.
CREATE INDEX balalyk_document_inbox ON balalyk_document (chairperson_id, kind, sequence) WHERE state = 'sent';
