-- Working rows: a log-in by a provider under way, of staff or of a citizen, between its start and the provider's answer. Those
-- under way while the program is upgraded begin anew.

DROP TABLE staff_login;
CREATE TABLE provider_login (
  state TEXT PRIMARY KEY, browser TEXT NOT NULL, side TEXT NOT NULL CHECK (side IN ('staff', 'citizen')), nonce TEXT NOT NULL, verifier TEXT NOT NULL,
  till TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX provider_login_at ON provider_login(at);

-- By which service a citizen identified themselves; empty for BankID, and for staff.
ALTER TABLE session ADD COLUMN means TEXT NOT NULL DEFAULT '';
