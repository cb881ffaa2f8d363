-- Sessions of the portal, by the SHA-256 of a secret that only the browser has, and the forms sent in them.
CREATE TABLE portal_session (
  digest {bytewise} PRIMARY KEY,
  account_id TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
CREATE INDEX portal_session_account ON portal_session (account_id);
CREATE INDEX portal_session_seen ON portal_session (seen_at);
CREATE TABLE portal_once (
  digest {bytewise} NOT NULL,
  token {bytewise} NOT NULL,
  begun_at BIGINT NOT NULL,
  location TEXT,
  PRIMARY KEY (digest, token)
);
