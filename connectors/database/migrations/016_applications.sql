-- Applications as their secretaries list, edit and decide them.

ALTER TABLE application ADD COLUMN version INTEGER NOT NULL DEFAULT 1;  -- grows with every write
ALTER TABLE application ADD COLUMN chosen TEXT;  -- approved, rejected: what the form has ticked, decided or not
ALTER TABLE application ADD COLUMN saved_by TEXT NOT NULL DEFAULT '';   -- an account
ALTER TABLE application ADD COLUMN saved_at BIGINT;
ALTER TABLE application ADD COLUMN opened_by TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN opened_at BIGINT;
-- Made by the program of what it folds; a row without names_by is found by name once it was.
ALTER TABLE application ADD COLUMN number_key {bytewise} NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN name_key {bytewise} NOT NULL DEFAULT '';  -- of the child, in Kyrgyz order
ALTER TABLE application ADD COLUMN names_by TEXT NOT NULL DEFAULT '';        -- by which version of ICU
UPDATE application SET chosen = decision;

CREATE INDEX application_waiting ON application (commission_id, coalesce(received_at, 0), id) WHERE decision IS NULL;
CREATE INDEX application_decided ON application (commission_id, coalesce(received_at, 0), id) WHERE decision IS NOT NULL;
CREATE INDEX application_named ON application (commission_id, name_key, id);
CREATE INDEX application_counted ON application (commission_id, decision, received_at);
CREATE INDEX application_number ON application (commission_id, number_key) WHERE decision IS NOT NULL;
-- A text that is no personal number may be too long for an index.
CREATE INDEX application_child ON application (substr(child_pin, 1, 14));
CREATE INDEX application_guardian ON application (substr(guardian_pin, 1, 14));
CREATE INDEX application_unnamed ON application (id) WHERE names_by = '';
CREATE INDEX application_benefit_chosen ON application_benefit (category_code, application_id);
CREATE INDEX balalyk_document_returned ON balalyk_document (commission_id, sequence) WHERE state = 'returned';

-- Words of the child's and the guardian's names, folded, each found by its beginning.
CREATE TABLE application_word (
  commission_id {bytewise} NOT NULL,
  word {bytewise} NOT NULL,
  application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
  PRIMARY KEY (commission_id, word, application_id)
) {clustered};
CREATE INDEX application_word_of ON application_word (application_id);

-- The form as it was at a version: for who edited another one meanwhile.
CREATE TABLE application_version (
  application_id TEXT NOT NULL REFERENCES application (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  form TEXT NOT NULL,                 -- JSON
  saved_by TEXT NOT NULL,
  saved_at BIGINT,
  PRIMARY KEY (application_id, version)
) {clustered};

-- What an account typed and did not save, and the filters that it gave a name.
CREATE TABLE portal_typed_draft (
  account_id TEXT NOT NULL,
  form TEXT NOT NULL,
  fields TEXT NOT NULL,               -- JSON: names and values by turns
  typed_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, form)
) {clustered};
CREATE INDEX portal_typed_draft_old ON portal_typed_draft (typed_at);

CREATE TABLE portal_saved_view (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,                -- '': any
  received_from TEXT NOT NULL,
  received_to TEXT NOT NULL,
  benefit TEXT NOT NULL,
  list_order TEXT NOT NULL,
  UNIQUE (account_id, name)
);
