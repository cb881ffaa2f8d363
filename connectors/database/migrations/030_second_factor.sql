-- The second factor of local accounts: codes by time (RFC 6238) and recovery codes. Apart from balalyk_account, so that
-- only the portal's role reads a secret.
CREATE TABLE balalyk_second_factor (
  account_id TEXT PRIMARY KEY REFERENCES balalyk_account (id),
  secret TEXT NOT NULL,               -- base32; it has to be usable, so it is no digest
  confirmed_at BIGINT,                -- NULL: only offered, and asked for by nobody
  offered_to TEXT NOT NULL,           -- digest of the session that may confirm it; '' once it did
  offered_at BIGINT NOT NULL,
  step BIGINT NOT NULL,               -- of 30 s: codes up to this one were used
  wrong BIGINT NOT NULL               -- codes since the last right one
);
CREATE TABLE balalyk_recovery_code (
  account_id TEXT NOT NULL REFERENCES balalyk_account (id),
  digest TEXT NOT NULL,               -- SHA-256 of 120 random bits
  PRIMARY KEY (account_id, digest)
);
