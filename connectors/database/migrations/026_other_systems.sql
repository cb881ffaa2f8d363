-- Other systems: their tokens, what they handed in, what they were answered, and the addresses that hear of events.

CREATE TABLE portal_token (
  id {bytewise} PRIMARY KEY,                   -- UUID
  digest {bytewise} NOT NULL UNIQUE,           -- SHA-256 of the token, which is kept nowhere
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,                        -- JSON
  everywhere SMALLINT NOT NULL,
  commissions TEXT NOT NULL,                   -- JSON
  account_id TEXT NOT NULL,                    -- the chairperson's, of a token that authorises; ''
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT
);

-- Applications that a system handed in, so that the same one again is known as such.
CREATE TABLE portal_intake (
  application_id {bytewise} PRIMARY KEY,
  token_id TEXT NOT NULL,
  digest TEXT NOT NULL,                        -- SHA-256 of what was handed in
  received_at BIGINT NOT NULL
);
-- A number that came otherwise may be too long for an index.
CREATE INDEX application_by_own_number ON application (substr(application_number, 1, 64));

-- Answers by Idempotency-Key, for a day.
CREATE TABLE portal_api_answer (
  token_id {bytewise} NOT NULL,
  request_key {bytewise} NOT NULL,
  request TEXT NOT NULL,                       -- digest of the request
  begun_at BIGINT NOT NULL,
  status INTEGER,                              -- NULL: it is being worked on
  body TEXT NOT NULL DEFAULT '',
  etag TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (token_id, request_key)
) {clustered};
CREATE INDEX portal_api_answer_old ON portal_api_answer (begun_at);

-- Where an address is in the event feed, and who is at it.
CREATE TABLE portal_webhook (
  id {bytewise} PRIMARY KEY,                   -- UUID
  address TEXT NOT NULL,
  secret TEXT NOT NULL,                        -- deliveries are signed with it; only the portal's role may read it
  everywhere SMALLINT NOT NULL,
  commissions TEXT NOT NULL,                   -- JSON
  events TEXT NOT NULL,                        -- JSON; none: all
  position BIGINT NOT NULL,                    -- sequence of the audit trail
  paused SMALLINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  failing_since BIGINT,
  delivered_at BIGINT,
  problem TEXT NOT NULL DEFAULT '[]',
  token BIGINT NOT NULL DEFAULT 0,             -- grows with every claim
  ready_at BIGINT NOT NULL
);
CREATE INDEX portal_webhook_ready ON portal_webhook (ready_at, id) WHERE paused = 0;
