-- What the country's form shows beside what the first release kept, the quota of vouchers, and who holds one.

ALTER TABLE commission ADD COLUMN local_body_ky TEXT NOT NULL DEFAULT '';
ALTER TABLE commission ADD COLUMN local_body_ru TEXT NOT NULL DEFAULT '';

ALTER TABLE commission_member ADD COLUMN workplace_ky TEXT NOT NULL DEFAULT '';
ALTER TABLE commission_member ADD COLUMN workplace_ru TEXT NOT NULL DEFAULT '';
ALTER TABLE commission_member ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE commission_member ADD COLUMN email TEXT NOT NULL DEFAULT '';

-- The order of the form: that in which the categories were put.
ALTER TABLE benefit_category ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

ALTER TABLE application ADD COLUMN application_number TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN received_at BIGINT;
ALTER TABLE application ADD COLUMN guardian_kinship TEXT;  -- father, mother, representative
ALTER TABLE application ADD COLUMN guardian_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN guardian_email TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN child_place_soate TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN child_place_ky TEXT NOT NULL DEFAULT '';
ALTER TABLE application ADD COLUMN child_place_ru TEXT NOT NULL DEFAULT '';
CREATE INDEX voucher_of_application ON voucher (application_id);

-- A region is the first digits of its places' codes: 417 the country, 41711 Bishkek. `taken`: the approvals in force of
-- the year in it, those beyond the whole too.
CREATE TABLE balalyk_voucher_quota (
  region {bytewise} NOT NULL,
  year INTEGER NOT NULL,
  whole INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  PRIMARY KEY (region, year)
);

-- The approvals in force.
CREATE TABLE balalyk_approval (
  application_key {bytewise} NOT NULL PRIMARY KEY,
  child TEXT NOT NULL,                -- SHA-256 of the PIN: one child, one voucher
  soate {bytewise} NOT NULL,          -- of the commission
  year INTEGER NOT NULL               -- of the sitting
);
CREATE INDEX balalyk_approval_child ON balalyk_approval (child);
CREATE INDEX balalyk_approval_year ON balalyk_approval (year, soate);
