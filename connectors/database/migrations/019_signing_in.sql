-- Whose browser a session is, as its owner knows it: "Firefox".
ALTER TABLE portal_session ADD COLUMN browser TEXT NOT NULL DEFAULT '';

-- Who is on the way to a provider and back, by the SHA-256 of what the browser's cookie holds.
CREATE TABLE portal_pending_sign_in (
  browser {bytewise} PRIMARY KEY,
  provider TEXT NOT NULL,
  kept TEXT NOT NULL,       -- the provider's, for its return
  next TEXT NOT NULL,       -- the page that was wanted
  typed TEXT NOT NULL,      -- of a form whose session had ended; ''
  begun_at BIGINT NOT NULL
);
CREATE INDEX portal_pending_sign_in_old ON portal_pending_sign_in (begun_at);
CREATE INDEX portal_pending_sign_in_typed ON portal_pending_sign_in (browser) WHERE typed <> '';

-- Messages to the developers.
CREATE TABLE portal_feedback (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  page TEXT NOT NULL,       -- that it was written from; ''
  message TEXT NOT NULL,
  written_at BIGINT NOT NULL
);
CREATE INDEX portal_feedback_newest ON portal_feedback (written_at, id);
CREATE INDEX portal_feedback_of ON portal_feedback (account_id, written_at);
