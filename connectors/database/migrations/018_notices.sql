-- Mails to chairpersons and secretaries: the outbox. What happened is read from the audit trail, which the transaction that
-- does it writes.

CREATE TABLE balalyk_notice (
  id {bytewise} PRIMARY KEY,          -- UUID, of its Message-ID too
  kind TEXT NOT NULL,                 -- waiting: to a chairperson; outcome: to a secretary
  commission_id TEXT NOT NULL,
  member_id TEXT NOT NULL,            -- who reads it
  state TEXT NOT NULL,                -- open: gathers; composed; sent; dropped: nobody to send it to, or nothing to say; failed
  begun_at BIGINT NOT NULL,
  composed_at BIGINT,                 -- from then on it is always the same mail
  day {bytewise} NOT NULL,            -- the zone's, of that time; ''
  waiting INTEGER NOT NULL DEFAULT 0,
  returned INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  published INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  token BIGINT NOT NULL DEFAULT 0,    -- grows with every claim
  ready_at BIGINT,                    -- claimable from; NULL: done with
  sent_at BIGINT,
  problems TEXT NOT NULL DEFAULT '[]'
);
CREATE UNIQUE INDEX balalyk_notice_open ON balalyk_notice (member_id, kind) WHERE state = 'open';
-- A chairperson hears of what waits once a day.
CREATE UNIQUE INDEX balalyk_notice_daily ON balalyk_notice (member_id, day) WHERE kind = 'waiting' AND day <> '';
CREATE INDEX balalyk_notice_ready ON balalyk_notice (ready_at, id) WHERE ready_at IS NOT NULL;
CREATE INDEX balalyk_notice_begun ON balalyk_notice (begun_at);

-- Documents of an open one: the last that happened to each.
CREATE TABLE balalyk_notice_item (
  notice_id {bytewise} NOT NULL,
  document_id {bytewise} NOT NULL,
  happened TEXT NOT NULL,             -- returned, rejected, published
  PRIMARY KEY (notice_id, document_id)
);

-- Up to where the audit trail was read. What is older than the outbox is no news.
CREATE TABLE balalyk_notice_head (
  one SMALLINT PRIMARY KEY,
  sequence BIGINT NOT NULL
);
INSERT INTO balalyk_notice_head (one, sequence) SELECT 1, sequence FROM balalyk_audit_head;

-- Accounts that want no mail.
CREATE TABLE balalyk_notice_refusal (account_id TEXT PRIMARY KEY);

-- Who may read one. A portal that exists writes it over its own tables (README.md).
CREATE VIEW balalyk_notice_reader AS
SELECT m.id AS member_id, m.commission_id, m.role, m.active, m.email, c.languages, c.name_ky, c.name_ru
FROM commission_member m
JOIN commission c ON c.id = m.commission_id;

-- What of accounts the sender of mails has to know: no personal number, no password.
CREATE VIEW balalyk_notice_account AS
SELECT r.account_id, r.member_id, a.language,
  CASE WHEN EXISTS (SELECT 1 FROM balalyk_notice_refusal n WHERE n.account_id = a.id) THEN 1 ELSE 0 END AS refuses
FROM balalyk_account_role r
JOIN balalyk_account a ON a.id = r.account_id
WHERE r.member_id <> '';

-- Which account saved a record last.
CREATE VIEW balalyk_notice_saver AS
SELECT 'application' AS source, id AS source_key, saved_by AS account_id FROM application WHERE saved_by <> '';
