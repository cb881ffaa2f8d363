-- The portal's own tables, as the sample portal has them. A portal that exists keeps its tables instead: leave these
-- empty and write the views of 002 over yours (README.md).
-- Times are milliseconds since 1970 UTC, dates ISO texts, money integer tyiyn, truth 0 or 1.

CREATE TABLE commission (
  id TEXT PRIMARY KEY,
  name_ky TEXT NOT NULL,
  name_ru TEXT NOT NULL,
  place_ky TEXT NOT NULL,
  place_ru TEXT NOT NULL,
  soate TEXT NOT NULL,
  languages TEXT NOT NULL,            -- ky, ru, both
  changed_at BIGINT NOT NULL
);

CREATE TABLE commission_member (
  id TEXT PRIMARY KEY,
  commission_id TEXT NOT NULL REFERENCES commission (id),
  surname TEXT NOT NULL,
  given_name TEXT NOT NULL,
  patronymic TEXT NOT NULL,
  pin TEXT NOT NULL,
  position_ky TEXT NOT NULL,
  position_ru TEXT NOT NULL,
  role TEXT NOT NULL,                 -- chairperson, secretary, member
  active SMALLINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX commission_member_of ON commission_member (commission_id);

CREATE TABLE kindergarten (
  id TEXT PRIMARY KEY,
  commission_id TEXT NOT NULL REFERENCES commission (id),
  name_ky TEXT NOT NULL,
  name_ru TEXT NOT NULL,
  synthetic SMALLINT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE benefit_category (
  code TEXT PRIMARY KEY,
  name_ky TEXT NOT NULL,
  name_ru TEXT NOT NULL
);

CREATE TABLE application (
  id TEXT PRIMARY KEY,
  commission_id TEXT NOT NULL REFERENCES commission (id),
  protocol_number TEXT NOT NULL,
  sitting_date TEXT,
  decision TEXT,                      -- approved, rejected; NULL: not decided
  refusal_grounds TEXT NOT NULL,
  child_surname TEXT NOT NULL,
  child_given_name TEXT NOT NULL,
  child_patronymic TEXT NOT NULL,
  child_pin TEXT NOT NULL,
  child_birth_date TEXT,
  guardian_surname TEXT NOT NULL,
  guardian_given_name TEXT NOT NULL,
  guardian_patronymic TEXT NOT NULL,
  guardian_pin TEXT NOT NULL,
  guardian_birth_date TEXT,
  guardian_address TEXT NOT NULL,
  comments TEXT NOT NULL,
  amount_per_month BIGINT,
  kindergarten_id TEXT REFERENCES kindergarten (id),
  synthetic SMALLINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX application_changed ON application (changed_at, id) WHERE decision IS NOT NULL;

CREATE TABLE application_benefit (
  application_id TEXT NOT NULL REFERENCES application (id),
  position INTEGER NOT NULL,
  category_code TEXT NOT NULL REFERENCES benefit_category (code),
  PRIMARY KEY (application_id, position)
);

-- The members ticked as present, in the order of the sitting.
CREATE TABLE application_attendance (
  application_id TEXT NOT NULL REFERENCES application (id),
  position INTEGER NOT NULL,
  member_id TEXT NOT NULL REFERENCES commission_member (id),
  PRIMARY KEY (application_id, position)
);

CREATE TABLE application_document (
  application_id TEXT NOT NULL REFERENCES application (id),
  position INTEGER NOT NULL,
  name_ky TEXT NOT NULL,
  name_ru TEXT NOT NULL,
  PRIMARY KEY (application_id, position)
);

CREATE TABLE uploaded_file (
  id TEXT PRIMARY KEY,
  file_name TEXT NOT NULL,
  content {blob} NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE meal_subsidy (
  id TEXT PRIMARY KEY,
  commission_id TEXT NOT NULL REFERENCES commission (id),
  protocol_number TEXT NOT NULL,
  sitting_date TEXT,
  child_surname TEXT NOT NULL,
  child_given_name TEXT NOT NULL,
  child_patronymic TEXT NOT NULL,
  child_pin TEXT NOT NULL,
  child_birth_date TEXT,
  kindergarten_id TEXT REFERENCES kindergarten (id),
  amount_per_day BIGINT,
  comments TEXT NOT NULL,
  upload_id TEXT,                     -- may name a file that is not there: the pipeline must say so
  synthetic SMALLINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX meal_subsidy_changed ON meal_subsidy (changed_at, id);

CREATE TABLE meal_attendance (
  meal_subsidy_id TEXT NOT NULL REFERENCES meal_subsidy (id),
  position INTEGER NOT NULL,
  member_id TEXT NOT NULL REFERENCES commission_member (id),
  PRIMARY KEY (meal_subsidy_id, position)
);

CREATE TABLE voucher (
  id TEXT PRIMARY KEY,
  kindergarten_id TEXT NOT NULL REFERENCES kindergarten (id),
  application_id TEXT REFERENCES application (id),
  child_surname TEXT NOT NULL,
  child_given_name TEXT NOT NULL,
  child_patronymic TEXT NOT NULL,
  amount_per_month BIGINT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  protocol_number TEXT NOT NULL,
  protocol_date TEXT NOT NULL,
  synthetic SMALLINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX voucher_of_kindergarten ON voucher (kindergarten_id, valid_to);
