-- Who may use the portal. Accounts are never removed: the audit trail names them.
CREATE TABLE balalyk_account (
  id TEXT PRIMARY KEY,
  issuer TEXT NOT NULL,               -- who proves it: an address, or local
  subject TEXT NOT NULL,              -- there; of a local one the login
  person TEXT NOT NULL,               -- PIN; '' when it is not known
  language TEXT NOT NULL,             -- ky, ru, en; '' when none was chosen
  active SMALLINT NOT NULL,
  password_hash TEXT NOT NULL,        -- '' when there is none
  password_first SMALLINT NOT NULL,   -- 1: for one sign-in
  password_until BIGINT NOT NULL,     -- of a first one; 0
  must_change SMALLINT NOT NULL,
  changed_at BIGINT NOT NULL,
  UNIQUE (issuer, subject)
);
CREATE INDEX balalyk_account_person ON balalyk_account (person) WHERE person <> '';

CREATE TABLE balalyk_account_role (
  account_id TEXT NOT NULL REFERENCES balalyk_account (id),
  role TEXT NOT NULL,                 -- secretary, chairperson, archivist, operator, ministry, kindergarten
  place TEXT NOT NULL,                -- id of the commission or the kindergarten; '': the portal
  member_id TEXT NOT NULL,            -- who of the commission's list holds it; ''
  listed SMALLINT NOT NULL,           -- 1: by the commission's list, when a provider said who it is; 0: by an operator
  PRIMARY KEY (account_id, role, place)
);
CREATE INDEX balalyk_account_role_at ON balalyk_account_role (place, role);
-- Nobody is both in one commission.
CREATE UNIQUE INDEX balalyk_account_one_side ON balalyk_account_role (account_id, place)
  WHERE role IN ('secretary', 'chairperson');

-- Tries to sign in, by the digest of what is guessed at or from where.
CREATE TABLE balalyk_sign_in_attempt (
  key TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  counted_at BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL,
  forget_at BIGINT NOT NULL
);
CREATE INDEX balalyk_sign_in_attempt_old ON balalyk_sign_in_attempt (forget_at);

-- What may come once.
CREATE TABLE balalyk_sign_in_once (
  once TEXT PRIMARY KEY,
  forget_at BIGINT NOT NULL
);
CREATE INDEX balalyk_sign_in_once_old ON balalyk_sign_in_once (forget_at);

-- The commissions' lists, for who signs in. A portal that exists writes it over its own tables (README.md).
CREATE VIEW balalyk_commission_member AS
SELECT m.id, m.commission_id, c.soate, m.pin, m.role, m.active
FROM commission_member m
JOIN commission c ON c.id = m.commission_id;
